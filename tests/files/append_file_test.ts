import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AppendFile } from "../../lib/files/append_file.ts";
import { FileError } from "../../lib/files/describe_file_error.ts";
import { isPermitted, TemporaryFolder } from "./temporary_folder.ts";

const ignore = !await isPermitted({ name: "read" }, { name: "write" });

Deno.test({
  name: "AppendFile adds at the end of what is there, at once",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = `${folder.path}/log`;
    for (const [index, text] of ["eins\n", "zwei\n", "drei ½\n"].entries()) {
      using file = new AppendFile(path);
      file.append(text);
      assertEquals(Deno.readTextFileSync(path).split("\n").length, index + 2);
      await file.sync();
    }
    assertEquals(Deno.readTextFileSync(path), "eins\nzwei\ndrei ½\n");
  },
});

Deno.test({
  name: "AppendFile says why it cannot be written",
  ignore,
  fn: () => {
    using folder = new TemporaryFolder();
    const path = `${folder.path}/no/log`;
    assertThrows(() => new AppendFile(path), FileError, `Cannot write "${path}": no such folder`);
    assertThrows(() => new AppendFile(folder.path), FileError, "it is a folder");
  },
});

Deno.test({
  name: "AppendFile says that a device is full",
  ignore: ignore || !canOpen("/dev/full"),
  fn: async () => {
    using full = new AppendFile("/dev/full");
    assertThrows(() => full.append("x"), FileError, 'Cannot write "/dev/full": the disk is full');
    await assertRejects(() => full.sync(), FileError, 'Cannot write "/dev/full": ');
  },
});

function canOpen(path: string): boolean {
  try {
    Deno.openSync(path, { append: true }).close();
    return true;
  } catch {
    return false;
  }
}
