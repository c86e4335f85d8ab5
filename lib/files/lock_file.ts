/**
 * Locks that programs keep each other out with. The operating system holds them: one whose program was
 * killed is gone.
 */

import { describeFileError, FileError } from "./describe_file_error.ts";

/** A file that is locked until its block is left or its program ends. */
export class FileLock implements Disposable {
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Lets others have it. The file stays: to remove it would take it from under one who waits. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/**
 * Locks the file at `path`, which is made if need be, and writes into it who has it.
 *
 * @param purpose What a program does that has it, such as "writes to it".
 * @throws {FileError} If another program has it: `Cannot write "x/lock": process 7 writes to it, since ...`;
 * or if it cannot be written.
 */
export function lockFile(path: string, purpose: string): FileLock {
  try {
    const file = Deno.openSync(path, { create: true, read: true, write: true });
    if (!file.tryLockSync(true)) {
      const holder = readHolder(path);
      file.close();
      throw new FileError("write", path, `${holder} ${purpose}`);
    }
    file.truncateSync();
    // Of one length, whoever it is.
    const holder = { process: `${Deno.pid}`.padStart(10), since: new Date().toISOString() };
    file.writeSync(new TextEncoder().encode(JSON.stringify(holder)));
    return new FileLock(file);
  } catch (error) {
    throw describeFileError("write", path, error);
  }
}

/** Who has a lock: `process 7 (since 2025-01-31 12:00:00 UTC)`. */
function readHolder(path: string): string {
  try {
    const { process, since } = JSON.parse(Deno.readTextFileSync(path));
    const time = new Date(since).toISOString().slice(0, 19).replace("T", " ");
    return `process ${Number(process)} (since ${time} UTC)`;
  } catch {
    // It is being written, or the system lets nobody else read what is locked.
    return "another program";
  }
}
