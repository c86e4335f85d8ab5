/** Where weights go. */

import { createFolder, removeEmptyFolders } from "../files/create_folder.ts";
import { dirname } from "../files/path.ts";
import { assertWritable, replaceFile } from "../files/replace_file.ts";
import { DEFAULT_WEIGHTS } from "./weights_flags.ts";

/**
 * Proves that weights can be written to `path`, and leaves nothing behind.
 *
 * @throws {FileError} If they cannot.
 */
export async function requireWritable(path: string): Promise<void> {
  const created = path === DEFAULT_WEIGHTS ? await createFolder(dirname(path)) : [];
  try {
    await assertWritable(path);
  } finally {
    await removeEmptyFolders(created);
  }
}

/** Writes weights. Only the folder of the default path is made if need be. */
export async function writeWeights(path: string, bytes: Uint8Array): Promise<void> {
  if (path === DEFAULT_WEIGHTS) await createFolder(dirname(path));
  await replaceFile(path, bytes);
}
