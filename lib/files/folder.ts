import { describeFileError } from "./describe_file_error.ts";
import { join } from "./path.ts";

/**
 * The names of the files in a folder, sorted.
 *
 * @throws {FileError} If there is no such folder, or it cannot be read.
 */
export async function listFiles(folder: string): Promise<string[]> {
  try {
    const names: string[] = [];
    for await (const { name, isFile } of Deno.readDir(folder)) if (isFile) names.push(name);
    return names.sort();
  } catch (error) {
    throw describeFileError("read", folder, error);
  }
}

/** Removes those of `names` that are in a folder, as far as that is possible. */
export async function removeFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      await Deno.remove(join(folder, name));
    } catch {
      // It is gone already, or stays: nothing that is needed depends on it.
    }
  }
}
