import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { forEach, listTree, type Run, runCnn } from "./run_cnn.ts";

/** A command line that cannot be obeyed. */
export interface BadInput {
  readonly args: readonly string[];
  /** 1 failed, 2 wrong use. */
  readonly code: 1 | 2;
  /** What the message has to contain: what was expected, what was found, what to do. */
  readonly says: readonly string[];
}

/**
 * Runs the program for each input, in an empty folder, and makes sure that it is refused as promised:
 * the exit code, one to four lines on standard error, nothing on standard output, no stack trace, and
 * no file left, neither there nor in `folder`, where the inputs' own files lie.
 */
export async function assertRefused(inputs: readonly BadInput[], folder: string): Promise<void> {
  const before = listTree(folder);
  await forEach(inputs, async (input) => {
    using cwd = new TemporaryFolder();
    const run = await runCnn(input.args, { folder: cwd.path });
    try {
      assertIsRefusal(run, input);
      assertEquals(listTree(cwd.path), [], "files are left");
    } catch (error) {
      if (error instanceof Error) error.message += `\n  for cnn ${input.args.join(" ")}`;
      throw error;
    }
  });
  assertEquals(listTree(folder), before);
}

/** Makes sure that a run ended as it has to for a bad input. */
export function assertIsRefusal(run: Run, input: Omit<BadInput, "args">): void {
  const { code, stdout, stderr } = run;
  assertEquals(code, input.code, stderr);
  assertEquals(stdout, "");
  assert(stderr.startsWith("cnn: "), stderr);
  assert(stderr.endsWith("\n"), stderr);
  const lines = stderr.trimEnd().split("\n").length;
  assert(lines >= 1 && lines <= 4, `${lines} lines: ${stderr}`);
  assertNotMatch(stderr, /^ +at |Uncaught|file:\/\//m);
  // Not in colour, and no cursor is moved.
  assertNotMatch(stderr, /[^\P{Cc}\n]/u);
  for (const words of input.says) assertStringIncludes(stderr, words);
}
