/** Says in one line of plain words why a file could not be read or written. */

import { dirname } from "./path.ts";

/** What was to be done with a file. */
export type FileAction = "read" | "write";

/** A file that cannot be read or written, for a reason that the person at the keyboard can mend. */
export class FileError extends Error {
  /** "FileError". */
  override readonly name = "FileError";

  /** The path as it was given. */
  readonly path: string;

  /**
   * Begins the message with what cannot be done.
   *
   * @param action What was to be done.
   * @param path The path as it was given.
   * @param reason What stands in the way, such as "the disk is full".
   * @param cause The system's own error.
   */
  constructor(action: FileAction, path: string, reason: string, cause?: unknown) {
    super(`Cannot ${action} ${quotePath(path)}: ${reason}`, { cause });
    this.path = path;
  }
}

/** What the system's error codes mean to somebody who wants to save a file. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "not permitted",
  EBUSY: "in use by another program",
  EDQUOT: "the disk quota is used up",
  EFBIG: "larger than the system allows",
  EIO: "the disk reports an error",
  EISDIR: "it is a folder",
  ELOOP: "its symbolic links lead in a circle",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ENOSPC: "the disk is full",
  EPERM: "not permitted",
  EROFS: "the disk is read-only",
  ETXTBSY: "in use by another program",
};

/**
 * Turns what Deno throws for a file into a {@linkcode FileError}; one that already is stays as it is.
 *
 * @param action What was to be done.
 * @param path The path as it was given.
 * @param error What was thrown.
 */
export function describeFileError(action: FileAction, path: string, error: unknown): FileError {
  if (error instanceof FileError) return error;
  return new FileError(action, path, reasonOf(action, path, error), error);
}

function reasonOf(action: FileAction, path: string, error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    const access = /Requires (\w+) access/.exec(error.message)?.[1] ?? action;
    return `Deno refuses ${access} access (it needs --allow-${access})`;
  }
  if (error instanceof Deno.errors.NotFound) {
    return action === "read" ? "no such file" : `no such folder ${quotePath(dirname(path))}`;
  }
  if (error instanceof Deno.errors.NotADirectory) return `${quotePath(dirname(path))} is no folder`;
  if (error instanceof Deno.errors.IsADirectory) return REASONS.EISDIR;
  if (error instanceof Deno.errors.PermissionDenied) return REASONS.EACCES;
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && code in REASONS) return REASONS[code];
  // Deno appends "(os error 27): open 'path'", which says nothing new.
  return error.message.split("\n", 1)[0].replace(/ \(os error \d+\).*| *: \w+ '.*$/, "");
}

/** The path in quotation marks, on one line whatever it contains. */
export function quotePath(path: string): string {
  return `"${path.replace(/\p{Cc}/gu, "?")}"`;
}
