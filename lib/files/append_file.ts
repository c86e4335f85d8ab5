import { describeFileError } from "./describe_file_error.ts";

/** A file that grows line by line, at the end of what is there. */
export class AppendFile implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  /**
   * Opens the file, or makes it.
   *
   * @throws {FileError} If it cannot be written; so does `append`.
   */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = Deno.openSync(path, { append: true, create: true });
    } catch (error) {
      throw describeFileError("write", path, error);
    }
  }

  /** Adds text at the end. A process that is killed may leave a part of it, as may a full disk. */
  append(text: string): void {
    let bytes = new TextEncoder().encode(text);
    try {
      while (bytes.length > 0) bytes = bytes.subarray(this.#file.writeSync(bytes));
    } catch (error) {
      throw describeFileError("write", this.#path, error);
    }
  }

  /** Puts on the disk what was appended. */
  async sync(): Promise<void> {
    try {
      await this.#file.sync();
    } catch (error) {
      throw describeFileError("write", this.#path, error);
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
