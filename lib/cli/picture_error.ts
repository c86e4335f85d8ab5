import { FileError } from "../files/describe_file_error.ts";
import { oneLine } from "../one_line.ts";

/** Whether an error is a picture's own fault, so that others can still be read. */
export function isOfPicture(error: unknown): error is Error {
  return error instanceof SyntaxError || error instanceof RangeError || error instanceof FileError;
}

/** What is wrong with a picture, in one line that names it. */
export function tellOfPicture(path: string, error: Error): string {
  const message = oneLine(error.message.replace(/\n\s*/g, ", "), Infinity);
  return error instanceof FileError ? message : `${message}, in "${oneLine(path, Infinity)}"`;
}
