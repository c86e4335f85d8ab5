import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { FileError } from "../../lib/files/describe_file_error.ts";
import { fileExists, readFileBytes } from "../../lib/files/read_file.ts";
import { isPermitted, TemporaryFolder } from "./temporary_folder.ts";

const ignore = !await isPermitted({ name: "read" }, { name: "write" });

Deno.test({
  name: "readFileBytes() returns the whole content",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "file");
    for (const lengthBytes of [0, 1, 65_536, 65_537, 1_000_001]) {
      const content = new Uint8Array(lengthBytes).map((_, index) => index);
      Deno.writeFileSync(path, content);
      assertEquals(await readFileBytes(path), content);
    }
  },
});

Deno.test({
  name: "readFileBytes() refuses what is missing, a folder, or too large",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "file");
    Deno.writeFileSync(path, new Uint8Array(10));
    const missing = join(folder.path, "no");
    const cases: [string, number, string][] = [
      [missing, 10, `Cannot read "${missing}": no such file`],
      [folder.path, 10, `Cannot read "${folder.path}": it is a folder`],
      [join(path, "x"), 10, `Cannot read "${join(path, "x")}": "${path}" is no folder`],
      [path, 9, `Cannot read "${path}": expected at most 9 bytes, got more`],
    ];
    for (const [path, maxBytes, expected] of cases) {
      const { message } = await assertRejects(() => readFileBytes(path, maxBytes), FileError);
      assertEquals(message, expected);
    }
    assertEquals((await readFileBytes(path, 10)).length, 10);
  },
});

Deno.test({
  name: "readFileBytes() gives up on a device without end",
  ignore: ignore || Deno.build.os === "windows",
  fn: async () => {
    const { message } = await assertRejects(() => readFileBytes("/dev/zero", 1_000_000), FileError);
    assertEquals(message, 'Cannot read "/dev/zero": expected at most 1000000 bytes, got more');
  },
});

Deno.test({
  name: "readFileBytes() names the permission that Deno lacks",
  permissions: "none",
  fn: async () => {
    const { message } = await assertRejects(() => readFileBytes("file"), FileError);
    assertEquals(message, 'Cannot read "file": Deno refuses read access (it needs --allow-read)');
  },
});

Deno.test({
  name: "fileExists() tells files from folders and from nothing",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "file");
    Deno.writeFileSync(path, new Uint8Array(0));
    assert(await fileExists(path));
    assert(!await fileExists(folder.path));
    assert(!await fileExists(join(folder.path, "no")));
    assert(!await fileExists(join(path, "no")));
  },
});

Deno.test({
  name: "fileExists() does not take a missing permission for a missing file",
  permissions: "none",
  fn: async () => {
    await assertRejects(() => fileExists("file"), FileError, "it needs --allow-read");
  },
});
