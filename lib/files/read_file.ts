/** Reads files, with errors in plain words. */

import { collectBytes } from "./collect_bytes.ts";
import { describeFileError, FileError } from "./describe_file_error.ts";

/** No file that this program reads comes near: 1 GiB. */
const MAX_FILE_BYTES = 2 ** 30;

/** The largest piece that is read at once. */
const MAX_CHUNK_BYTES = 2 ** 18;

/** Files up to this size are read at once: waiting for them would take several times as long. */
const SMALL_FILE_BYTES = 2 ** 16;

/**
 * The whole content of the file at `path`. Pipes are read to their end; a device that has none ends
 * in an error.
 *
 * @param path The file.
 * @param maxBytes The largest size that is accepted, in bytes.
 * @throws {FileError} If there is no such file, it is a folder, it is larger than `maxBytes`, or
 * reading is not permitted, with a message such as `Cannot read "x": no such file`.
 */
export async function readFileBytes(
  path: string,
  maxBytes: number = MAX_FILE_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (isSmallFile(path, maxBytes)) return Deno.readFileSync(path);
    using file = await Deno.open(path);
    const info = await file.stat();
    if (info.isDirectory) throw new FileError("read", path, "it is a folder");
    // A pipe has no size, and a file may grow while it is read.
    const expectedBytes = info.size || undefined;
    const bytes = info.size > maxBytes
      ? undefined
      : await collectBytes(chunksOf(file, expectedBytes), maxBytes, expectedBytes);
    if (bytes === undefined) {
      throw new FileError("read", path, `expected at most ${maxBytes} bytes, got more`);
    }
    return bytes;
  } catch (error) {
    throw describeFileError("read", path, error);
  }
}

/** Whether a file can be read without asking how much is still to come, as pipes and devices must be. */
function isSmallFile(path: string, maxBytes: number): boolean {
  const { isFile, size } = Deno.statSync(path);
  return isFile && size > 0 && size <= Math.min(SMALL_FILE_BYTES, maxBytes);
}

/**
 * Whether there is a file at `path`. A folder of that name is not a file.
 *
 * @throws {FileError} If the system does not tell, for example because reading is not permitted.
 */
export async function fileExists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw describeFileError("read", path, error);
  }
}

/** All of a file, piece by piece; each is valid until the next one is asked for. */
async function* chunksOf(
  file: Deno.FsFile,
  expectedBytes = MAX_CHUNK_BYTES,
): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(Math.min(expectedBytes, MAX_CHUNK_BYTES));
  while (true) {
    const lengthBytes = await file.read(chunk);
    if (lengthBytes === null) return;
    yield chunk.subarray(0, lengthBytes);
  }
}
