import { quotePath } from "./describe_file_error.ts";

/**
 * Calls `read` and returns its answer; an error that it throws gets a second line with the name of the
 * file whose bytes are being read.
 */
export async function inFile<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error) error.message += `\n  in ${quotePath(path)}`;
    throw error;
  }
}
