import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { createFolder, removeEmptyFolders } from "../../lib/files/create_folder.ts";
import { FileError } from "../../lib/files/describe_file_error.ts";
import { isPermitted, TemporaryFolder } from "./temporary_folder.ts";

const ignore = !await isPermitted({ name: "read" }, { name: "write" });

Deno.test({
  name: "createFolder() makes what is missing and says what it made",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const [outer, inner] = [join(folder.path, "a"), join(folder.path, "a", "b")];
    assertEquals(await createFolder(inner), [inner, outer]);
    assertEquals(await createFolder(inner), []);
    assert(Deno.statSync(inner).isDirectory);
  },
});

Deno.test({
  name: "createFolder() refuses the name of a file",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "file");
    Deno.writeFileSync(path, new Uint8Array(1));
    await assertRejects(() => createFolder(path), FileError, "expected a folder, got a file");
    await assertRejects(() => createFolder(join(path, "a")), FileError, "is no folder");
  },
});

Deno.test({
  name: "removeEmptyFolders() stops at a folder in which something lies",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const created = await createFolder(join(folder.path, "a", "b", "c"));
    Deno.writeFileSync(join(folder.path, "a", "file"), new Uint8Array(1));
    await removeEmptyFolders(created);
    assertEquals([...Deno.readDirSync(join(folder.path, "a"))].map(({ name }) => name), ["file"]);
  },
});
