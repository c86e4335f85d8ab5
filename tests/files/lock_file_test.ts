import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { FileError } from "../../lib/files/describe_file_error.ts";
import { lockFile } from "../../lib/files/lock_file.ts";
import { isPermitted, TemporaryFolder } from "./temporary_folder.ts";

const ignore = !await isPermitted({ name: "read" }, { name: "write" });
const cannotRun = ignore || !await isPermitted({ name: "run" });

const PROJECT = fromFileUrl(new URL("../..", import.meta.url));

/** Starts a program that locks a file and then sleeps. */
async function startHolder(path: string): Promise<Deno.ChildProcess> {
  const code = `import { lockFile } from "./lib/files/lock_file.ts";
    lockFile(${JSON.stringify(path)}, "has it");
    console.log("locked");
    setTimeout(() => {}, 60_000);`;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", code],
    cwd: PROJECT,
    stdout: "piped",
  }).spawn();
  const reader = process.stdout.getReader();
  await reader.read();
  await reader.cancel();
  return process;
}

Deno.test({
  name: "lockFile() refuses a file that another program has, by its name and time",
  ignore: cannotRun,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = `${folder.path}/lock`;
    const process = await startHolder(path);
    const before = Deno.readTextFileSync(path);
    const { message } = assertThrows(() => lockFile(path, "works on it"), FileError);
    const start = `Cannot write "${path}": process ${process.pid} (since `;
    assertEquals(message.slice(0, start.length), start);
    assertMatch(message.slice(start.length), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\) works on it$/);
    assertEquals(Deno.readTextFileSync(path), before);

    // Whatever ends it, its lock goes with it.
    process.kill("SIGKILL");
    await process.status;
    lockFile(path, "works on it")[Symbol.dispose]();
  },
});

Deno.test({
  name: "lockFile() writes down who has the file, and lets it go",
  ignore,
  fn: () => {
    using folder = new TemporaryFolder();
    const path = `${folder.path}/lock`;
    Deno.writeTextFileSync(path, "x".repeat(1000));
    for (let time = 0; time < 2; time++) {
      using _lock = lockFile(path, "works on it");
      const { process, since } = JSON.parse(Deno.readTextFileSync(path));
      assertEquals(Number(process), Deno.pid);
      assert(Math.abs(Date.parse(since) - Date.now()) < 60_000);
      assertThrows(() => lockFile(path, "works on it"), FileError, `process ${Deno.pid} (since`);
    }
  },
});

Deno.test({
  name: "lockFile() says why a file cannot be locked",
  ignore,
  fn: () => {
    using folder = new TemporaryFolder();
    const path = `${folder.path}/no/lock`;
    assertThrows(() => lockFile(path, "works on it"), FileError, `Cannot write "${path}": no such`);
  },
});
