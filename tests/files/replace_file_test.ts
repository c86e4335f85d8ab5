import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { FileError } from "../../lib/files/describe_file_error.ts";
import { assertWritable, removePartialFiles, replaceFile } from "../../lib/files/replace_file.ts";
import { canMount, runOnSmallDisk, runWithSmallFiles } from "./small_disk.ts";
import { isPermitted, TemporaryFolder } from "./temporary_folder.ts";

const ignore = !await isPermitted({ name: "read" }, { name: "write" });
const OLD = Uint8Array.of(1, 2, 3);
const NEW = Uint8Array.of(4, 5, 6, 7);

/** How the two functions that find the place of a file are called alike. */
const WRITERS = {
  replaceFile: (path: string) => replaceFile(path, NEW),
  assertWritable,
};

Deno.test({
  name: "replaceFile() makes a file of the normal mode and leaves nothing beside it",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "weights");
    Deno.writeFileSync(join(folder.path, "ordinary"), OLD);

    await replaceFile(path, NEW);

    assertEquals(Deno.readFileSync(path), NEW);
    assertEquals(folder.names, ["ordinary", "weights"]);
    assertEquals(Deno.statSync(path).mode, Deno.statSync(join(folder.path, "ordinary")).mode);
  },
});

Deno.test({
  name: "replaceFile() replaces a file",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "weights");
    Deno.writeFileSync(path, new Uint8Array(100));

    await replaceFile(path, NEW);

    assertEquals(Deno.readFileSync(path), NEW);
  },
});

Deno.test({
  name: "replaceFile() never shows a file in part",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "weights");
    const large = new Uint8Array(2 ** 24);
    Deno.writeFileSync(path, OLD);

    let isWriting = true;
    const writing = replaceFile(path, large).finally(() => isWriting = false);
    const sizes = new Set<number>();
    while (isWriting) {
      sizes.add((await Deno.stat(path)).size);
    }
    await writing;

    sizes.add((await Deno.stat(path)).size);
    assertEquals([...sizes], [OLD.length, large.length]);
  },
});

Deno.test({
  name: "replaceFile() keeps a symbolic link and replaces what it leads to",
  ignore: ignore || Deno.build.os === "windows",
  fn: async () => {
    using folder = new TemporaryFolder();
    const [path, link] = [join(folder.path, "weights"), join(folder.path, "link")];
    Deno.writeFileSync(path, OLD);
    Deno.symlinkSync("weights", link);

    await replaceFile(link, NEW);

    assert(Deno.lstatSync(link).isSymlink);
    assertEquals(Deno.readFileSync(path), NEW);
    assertEquals(folder.names, ["link", "weights"]);
  },
});

Deno.test({
  name: "replaceFile() writes to a device without replacing it",
  ignore: ignore || Deno.build.os === "windows",
  fn: async () => {
    await replaceFile("/dev/null", NEW);
    await assertWritable("/dev/null");
    assert(Deno.statSync("/dev/null").isCharDevice);
  },
});

Deno.test({
  name: "replaceFile() says that a device is full",
  ignore: ignore || !canOpen("/dev/full"),
  fn: async () => {
    const { message } = await assertRejects(() => replaceFile("/dev/full", NEW), FileError);
    assertEquals(message, 'Cannot write "/dev/full": the disk is full');
  },
});

for (const [symbol, write] of Object.entries(WRITERS)) {
  Deno.test({
    name: `${symbol}() names the folder that does not exist`,
    ignore,
    fn: async () => {
      using folder = new TemporaryFolder();
      const [missing, path] = [join(folder.path, "no"), join(folder.path, "no", "weights")];
      const { message } = await assertRejects(() => write(path), FileError);
      assertEquals(message, `Cannot write "${path}": no such folder "${missing}"`);
      assertEquals(folder.names, []);
    },
  });

  Deno.test({
    name: `${symbol}() refuses a folder`,
    ignore,
    fn: async () => {
      using folder = new TemporaryFolder();
      const { message } = await assertRejects(() => write(folder.path), FileError);
      assertEquals(message, `Cannot write "${folder.path}": it is a folder`);
      for (const path of ["", folder.path + "/new/"]) {
        const { message } = await assertRejects(() => write(path), FileError);
        assertStringIncludes(message, "expected the name of a file, got a folder's");
      }
    },
  });

  Deno.test({
    name: `${symbol}() refuses a path that leads through a file`,
    ignore,
    fn: async () => {
      using folder = new TemporaryFolder();
      const path = join(folder.path, "file");
      Deno.writeFileSync(path, OLD);
      const error = await assertRejects(() => write(join(path, "weights")), FileError);
      assertStringIncludes(error.message, `"${path}" is no folder`);
      assertEquals(Deno.readFileSync(path), OLD);
    },
  });

  Deno.test({
    name: `${symbol}() says that the name is too long`,
    ignore: ignore || Deno.build.os === "windows",
    fn: async () => {
      using folder = new TemporaryFolder();
      const path = join(folder.path, "n".repeat(300));
      const { message } = await assertRejects(() => write(path), FileError);
      assertEquals(message, `Cannot write "${path}": the name is too long`);
    },
  });

  Deno.test({
    name: `${symbol}() says that a folder may not be written to`,
    ignore: ignore || Deno.build.os === "windows" || !await isOrdinaryUser(),
    fn: async () => {
      using folder = new TemporaryFolder();
      const locked = join(folder.path, "locked");
      Deno.mkdirSync(locked, { mode: 0o555 });
      const path = join(locked, "weights");
      const { message } = await assertRejects(() => write(path), FileError);
      assertEquals(message, `Cannot write "${path}": not permitted`);
    },
  });
}

Deno.test({
  name: "replaceFile() names the permission that Deno lacks",
  permissions: { read: true, write: false },
  ignore,
  fn: async () => {
    const { message } = await assertRejects(() => replaceFile("weights", NEW), FileError);
    assertEquals(
      message,
      'Cannot write "weights": Deno refuses write access (it needs --allow-write)',
    );
  },
});

Deno.test({
  name: "replaceFile() leaves the old file and nothing else when the disk is full",
  ignore: ignore || !await canMount(),
  fn: async () => {
    using folder = new TemporaryFolder();
    const printed = await runOnSmallDisk(folder.path, replaceOldCode(folder.path));
    assertEquals(JSON.parse(printed), {
      name: "FileError",
      message: `Cannot write "${join(folder.path, "weights")}": the disk is full`,
      names: ["weights"],
      oldBytes: 3,
    });
  },
});

Deno.test({
  name: "replaceFile() leaves the old file and nothing else when the system limits its size",
  ignore: ignore || Deno.build.os === "windows" || !await isPermitted({ name: "run" }),
  fn: async () => {
    using folder = new TemporaryFolder();
    const printed = await runWithSmallFiles(replaceOldCode(folder.path));
    assertEquals(JSON.parse(printed), {
      name: "FileError",
      message: `Cannot write "${join(folder.path, "weights")}": File too large`,
      names: ["weights"],
      oldBytes: 3,
    });
  },
});

Deno.test({
  name: "assertWritable() leaves nothing behind and a file as it is",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "weights");
    await assertWritable(path);
    assertEquals(folder.names, []);

    Deno.writeFileSync(path, OLD);
    await assertWritable(path);
    assertEquals(Deno.readFileSync(path), OLD);
    assertEquals(folder.names, ["weights"]);
  },
});

Deno.test({
  name: "removePartialFiles() removes the partial file of a writing that is under way",
  ignore: ignore || Deno.build.os === "windows",
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "weights");
    Deno.writeFileSync(path, OLD);

    const writing = assertRejects(() => replaceFile(path, new Uint8Array(2 ** 25)), FileError);
    while (folder.names.length < 2) await new Promise((resolve) => setTimeout(resolve));
    assert(folder.names.some((name) => /^\.weights\..+\.partial$/.test(name)));
    removePartialFiles();

    assertEquals(folder.names, ["weights"]);
    await writing;
    assertEquals(Deno.readFileSync(path), OLD);
  },
});

/** Replaces a file of three bytes by one of 200,000 and prints what became of it. */
function replaceOldCode(folder: string): string {
  const module = new URL("../../lib/files/replace_file.ts", import.meta.url);
  const path = join(folder, "weights");
  return `
    import { replaceFile } from ${JSON.stringify(module)};
    const path = ${JSON.stringify(path)};
    await replaceFile(path, Uint8Array.of(1, 2, 3));
    try {
      await replaceFile(path, new Uint8Array(200_000));
    } catch ({ name, message }) {
      const names = [...Deno.readDirSync(${JSON.stringify(folder)})].map(({ name }) => name);
      console.log(JSON.stringify({ name, message, names, oldBytes: Deno.statSync(path).size }));
    }`;
}

/** Whether there is such a device, and Deno opens it, as it does most of them only with `--allow-all`. */
function canOpen(device: string): boolean {
  try {
    Deno.openSync(device, { write: true }).close();
    return true;
  } catch {
    return false;
  }
}

/** Whether the system forbids this user anything, as it does not the superuser. */
async function isOrdinaryUser(): Promise<boolean> {
  return await isPermitted({ name: "sys", kind: "uid" }) && Deno.uid() !== 0;
}
