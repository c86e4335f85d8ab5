/** Makes folders, and takes them away again when nothing came to lie in them. */

import { describeFileError, FileError } from "./describe_file_error.ts";
import { dirname } from "./path.ts";

/**
 * Makes the folder `path` and those it lies in, as far as they do not exist.
 *
 * @returns The folders that were made, the innermost first.
 * @throws {FileError} If it cannot be made or something else has its name.
 */
export async function createFolder(path: string): Promise<string[]> {
  try {
    return await createMissing(path);
  } catch (error) {
    throw describeFileError("write", path, error);
  }
}

/** Removes those of `folders`, the innermost first, that are empty. */
export async function removeEmptyFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    try {
      await Deno.remove(folder);
    } catch {
      // Something lies in it by now: it stays, and with it those around it.
      return;
    }
  }
}

async function createMissing(path: string): Promise<string[]> {
  try {
    await Deno.mkdir(path);
    return [path];
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      if ((await Deno.stat(path)).isDirectory) return [];
      throw new FileError("write", path, "expected a folder, got a file");
    }
    if (!(error instanceof Deno.errors.NotFound) || dirname(path) === path) throw error;
    const around = await createMissing(dirname(path));
    return [...await createMissing(path), ...around];
  }
}
