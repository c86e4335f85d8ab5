import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { isPermitted } from "../files/temporary_folder.ts";

const ignore = !await isPermitted({ name: "run" }, { name: "read" });

/** A program that hangs is killed by then; it has ended when 130 ms have passed. */
const PATIENCE_MS = 20_000;

const PROGRAM = new URL("./end_with_threads.ts", import.meta.url);

async function run(end: string, state: string): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", fromFileUrl(PROGRAM), end, state],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

for (const state of ["awake", "asleep", "unused"]) {
  Deno.test({
    name: `CompiledEngine lets a program end when it is closed, its threads ${state}`,
    ignore,
    fn: async () => assertEquals(await run("close", state), { code: 0, stderr: "" }),
  });

  Deno.test({
    name: `CompiledEngine lets a program end by Deno.exit, its threads ${state}`,
    ignore,
    fn: async () => assertEquals(await run("exit", state), { code: 3, stderr: "" }),
  });

  Deno.test({
    name: `CompiledEngine lets a program end by an error, its threads ${state}`,
    ignore,
    fn: async () => {
      const { code, stderr } = await run("throw", state);
      assertEquals(code, 1);
      assertMatch(stderr, /^error: Uncaught \(in promise\) Error: The program has failed\n/);
    },
  });
}
