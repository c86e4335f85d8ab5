/** Which pictures a command line means. */
import { describeFileError, FileError } from "../files/describe_file_error.ts";
import { join } from "../files/path.ts";

/** The operand that stands for standard input. */
export const STANDARD_INPUT = "-";

/** What the names of pictures end in. */
const ENDINGS = /\.(png|jpe?g|jfif|gif|bmp|webp)$/i;

/**
 * Lists the pictures that operands name: files as they are, folders by what lies in them, in the order
 * of the names. What begins with a dot is left out, and other folders that links lead to.
 *
 * @param options.isRecursive Whether the folders in a folder are looked through too.
 * @returns Paths, and for an operand that cannot be read the error in its place.
 */
export async function* listPictures(
  operands: readonly string[],
  options: { isRecursive: boolean },
): AsyncGenerator<string | Error> {
  for (const operand of operands) {
    if (operand === STANDARD_INPUT || !await isFolder(operand)) {
      yield operand;
      continue;
    }
    let count = 0;
    try {
      for await (const path of picturesIn(operand, options.isRecursive)) {
        count++;
        yield path;
      }
      if (count === 0) {
        const where = options.isRecursive ? "in it or the folders in it" : "in it";
        yield new FileError("read", operand, `expected pictures ${where}, got none`);
      }
    } catch (error) {
      yield describeFileError("read", operand, error);
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    // Reading it as a file will say what is wrong.
    return false;
  }
}

async function* picturesIn(folder: string, isRecursive: boolean): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory } of entries) {
    if (name.startsWith(".")) continue;
    const path = join(folder, name);
    if (isDirectory) {
      if (isRecursive) yield* picturesIn(path, isRecursive);
    } else if (ENDINGS.test(name)) yield path;
  }
}
