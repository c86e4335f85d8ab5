import { assertEquals, assertRejects } from "@std/assert";
import { FileError } from "../../lib/files/describe_file_error.ts";
import { listFiles, removeFiles } from "../../lib/files/folder.ts";
import { isPermitted, TemporaryFolder } from "./temporary_folder.ts";

const ignore = !await isPermitted({ name: "read" }, { name: "write" });

Deno.test({
  name: "listFiles() names the files of a folder, sorted, and nothing else",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    assertEquals(await listFiles(folder.path), []);
    Deno.mkdirSync(`${folder.path}/bin`);
    for (const name of ["c", "a", ".b"]) Deno.writeTextFileSync(`${folder.path}/${name}`, "");
    assertEquals(await listFiles(folder.path), [".b", "a", "c"]);
    const missing = `${folder.path}/no`;
    await assertRejects(() => listFiles(missing), FileError, `Cannot read "${missing}": no such`);
  },
});

Deno.test({
  name: "removeFiles() removes what is there of the names it is given",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    for (const name of ["a", "b", "c"]) Deno.writeTextFileSync(`${folder.path}/${name}`, "");
    await removeFiles(folder.path, ["a", "x", "c"]);
    assertEquals(folder.names, ["b"]);
  },
});
