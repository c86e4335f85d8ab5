/**
 * Writes files so that a process killed at any moment leaves the old file or the new one.
 *
 * The new content goes into a partial file beside its place, `.<name>.<random>.partial`, reaches the
 * disk, and takes its place in one step.
 */

import { describeFileError, FileError } from "./describe_file_error.ts";
import { basename, dirname, join } from "./path.ts";

/** Whether a file's name is that of a partial file: of a process that is writing it, or was killed. */
export function isPartialFile(name: string): boolean {
  return /^\..*\.[0-9a-f]{8}\.partial$/.test(name);
}

/** The partial files that exist at this moment. */
const partialFiles = new Set<string>();

/**
 * Makes `bytes` the content of the file at `path`, at once or not at all. A symbolic link stays one
 * and the file it leads to is replaced; a device or a pipe, where nothing can be half-written, is
 * written to directly.
 *
 * @param path The file; its folder must exist.
 * @param bytes The new content.
 * @throws {FileError} If it cannot be written, with a message such as
 * `Cannot write "x/y": no such folder "x"`; the old file is then as it was and no partial file is left.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const place = await findPlace(path);
    if (place === undefined) return await Deno.writeFile(path, bytes, { create: false });
    const partial = partialPath(place);
    try {
      await writePartial(partial, bytes);
      await Deno.rename(partial, place);
    } catch (error) {
      removeIfPresent(partial);
      throw error;
    } finally {
      partialFiles.delete(partial);
    }
    await syncFolder(dirname(place));
  } catch (error) {
    throw describeFileError("write", path, error);
  }
}

/**
 * Proves that `replaceFile(path, ...)` will find a folder to write in: to be called before hours of
 * work whose result goes to `path`. Leaves nothing behind.
 *
 * @param path The file that is to be written later.
 * @throws {FileError} As {@linkcode replaceFile} would.
 */
export async function assertWritable(path: string): Promise<void> {
  try {
    const place = await findPlace(path);
    if (place === undefined) return;
    const partial = partialPath(place);
    Deno.openSync(partial, { write: true, createNew: true }).close();
    Deno.removeSync(partial);
  } catch (error) {
    throw describeFileError("write", path, error);
  }
}

/**
 * Removes every partial file of a {@linkcode replaceFile} that is under way, without waiting: for the
 * moment before a process that was interrupted exits.
 */
export function removePartialFiles(): void {
  for (const partial of partialFiles) removeIfPresent(partial);
  partialFiles.clear();
}

/** Where the file really lies, or `undefined` if it is a device or a pipe. */
async function findPlace(path: string): Promise<string | undefined> {
  if (basename(path) === "" || /[/\\]$/.test(path)) {
    throw new FileError("write", path, "expected the name of a file, got a folder's");
  }
  try {
    const info = await Deno.stat(path);
    if (info.isDirectory) throw new FileError("write", path, "it is a folder");
    if (!info.isFile) return undefined;
    return (await Deno.lstat(path)).isSymlink ? await Deno.realPath(path) : path;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return path;
    throw error;
  }
}

function partialPath(place: string): string {
  const random = crypto.randomUUID().slice(0, 8);
  return join(dirname(place), `.${basename(place)}.${random}.partial`);
}

async function writePartial(partial: string, bytes: Uint8Array): Promise<void> {
  // Opened without waiting, so that the file and its entry in the list appear in the same moment.
  using file = Deno.openSync(partial, { write: true, createNew: true });
  partialFiles.add(partial);
  let written = 0;
  while (written < bytes.length) written += await file.write(bytes.subarray(written));
  await file.sync();
}

/** Puts the renaming itself on the disk, where the system lets folders be synced. */
async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path);
    await folder.sync();
  } catch {
    // Windows cannot. The file is whole all the same.
  }
}

function removeIfPresent(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never made, or it has already been renamed or removed.
  }
}
