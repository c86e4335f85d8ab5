/** Finds the files of a dataset on the disk. */

import { join } from "../files/path.ts";
import { fileExists } from "../files/read_file.ts";
import type { DatasetFile } from "./sources.ts";

/**
 * The path of `file` in the first of `folders` that has it, packed (`<name>.gz`) or else not
 * (`<name>`); `undefined` if none has.
 *
 * @throws {FileError} If a folder may not be looked into.
 */
export async function locateFile(
  file: DatasetFile,
  folders: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    for (const name of [`${file.name}.gz`, file.name]) {
      const path = join(folder, name);
      if (await fileExists(path)) return path;
    }
  }
  return undefined;
}
