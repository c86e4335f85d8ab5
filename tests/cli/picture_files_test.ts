import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { listPictures } from "../../lib/cli/picture_files.ts";
import { FileError } from "../../lib/files/describe_file_error.ts";
import { isPermitted, TemporaryFolder } from "../files/temporary_folder.ts";

const CANNOT_USE_FILES = !await isPermitted({ name: "read" }, { name: "write" });

/** A folder with pictures, other files, and folders in it. */
function makeFolder(): TemporaryFolder {
  const folder = new TemporaryFolder();
  for (const name of ["empty", "b", "b/c", ".hidden"]) Deno.mkdirSync(join(folder.path, name));
  const files = ["2.PNG", "10.jpg", "a.webp", "notes.txt", ".x.png", "b/1.gif", "b/c/0.bmp"];
  for (const name of files) Deno.writeTextFileSync(join(folder.path, name), "");
  return folder;
}

async function list(operands: readonly string[], isRecursive = false): Promise<(string | Error)[]> {
  return await Array.fromAsync(listPictures(operands, { isRecursive }));
}

Deno.test({
  name: "listPictures lists a folder's pictures by their names",
  ignore: CANNOT_USE_FILES,
  fn: async () => {
    using folder = makeFolder();
    const { path } = folder;
    assertEquals(await list([path]), ["10.jpg", "2.PNG", "a.webp"].map((name) => join(path, name)));
    assertEquals(
      await list([path], true),
      ["10.jpg", "2.PNG", "a.webp", "b/1.gif", "b/c/0.bmp"].map((name) => join(path, name)),
    );
  },
});

Deno.test({
  name: "listPictures takes files as they are named, standard input too",
  ignore: CANNOT_USE_FILES,
  fn: async () => {
    using folder = makeFolder();
    const operands = [join(folder.path, "notes.txt"), "-", join(folder.path, "absent.png")];
    assertEquals(await list(operands), operands);
  },
});

Deno.test({
  name: "listPictures says that a folder has no pictures, and goes on",
  ignore: CANNOT_USE_FILES,
  fn: async () => {
    using folder = makeFolder();
    const empty = join(folder.path, "empty");
    const [error, next] = await list([empty, "x.png"]);
    assertEquals(error instanceof FileError, true);
    assertEquals(
      `${error}`,
      `FileError: Cannot read "${empty}": expected pictures in it, got none`,
    );
    assertEquals(next, "x.png");
  },
});
