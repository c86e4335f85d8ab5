import { assertEquals, assertThrows } from "@std/assert";
import { Terminal, type TerminalOptions, type TextStream } from "../../lib/cli/terminal.ts";

/** A stream that keeps what is written to it. */
class Recorder implements TextStream {
  text = "";
  readonly #isTerminal: boolean;

  constructor(isTerminal: boolean) {
    this.#isTerminal = isTerminal;
  }

  writeSync(bytes: Uint8Array): number {
    // As a pipe may do: not everything at once.
    const taken = bytes.subarray(0, 7);
    this.text += new TextDecoder("utf-8").decode(taken, { stream: true });
    return taken.length;
  }

  isTerminal(): boolean {
    return this.#isTerminal;
  }
}

/** A stream on which every write fails. */
function broken(error: Error): TextStream {
  return {
    isTerminal: () => false,
    writeSync() {
      throw error;
    },
  };
}

/** A terminal of 40 columns whose clock stands still unless `clock.ms` is moved. */
function setUp(isTerminal: boolean, options: TerminalOptions = {}) {
  const [stdout, stderr] = [new Recorder(isTerminal), new Recorder(isTerminal)];
  const clock = { ms: 0 };
  const now = () => clock.ms;
  const terminal = new Terminal({ stdout, stderr, columns: () => 40, now, ...options });
  return { terminal, stdout, stderr, clock };
}

const PROGRESS = { label: "work", done: 1, total: 4, details: ["loss 0.5"], elapsedMs: 1000 };
const CLEAR = "\r\x1b[K";

Deno.test("Terminal writes results to one stream and the rest to the other", () => {
  const { terminal, stdout, stderr } = setUp(false);
  terminal.print("a result, longer than seven bytes");
  terminal.printJson({ event: "epoch", validation: undefined });
  terminal.note("a note");
  terminal.warn("a warning");
  assertEquals(stdout.text, 'a result, longer than seven bytes\n{"event":"epoch"}\n');
  assertEquals(stderr.text, "a note\na warning\n");
});

Deno.test("Terminal that is quiet leaves notes and progress out", () => {
  const { terminal, stdout, stderr, clock } = setUp(true);
  terminal.isQuiet = true;
  terminal.note("a note");
  clock.ms = 1e6;
  terminal.progress(PROGRESS);
  terminal.warn("a warning");
  terminal.print("a result");
  assertEquals(stdout.text, "a result\n");
  assertEquals(stderr.text, "a warning\n");
});

Deno.test("Terminal redraws progress in place, not too often, and clears it before a line", () => {
  const { terminal, stdout, stderr, clock } = setUp(true);
  terminal.progress(PROGRESS);
  assertEquals(stderr.text, "", "work that is done at once shows no progress");
  clock.ms = 100;
  terminal.progress(PROGRESS);
  terminal.progress(PROGRESS);
  clock.ms = 200;
  terminal.progress({ ...PROGRESS, done: 2, elapsedMs: 2000 });
  terminal.print("a result");
  terminal.print("another");
  assertEquals(
    stderr.text,
    `${CLEAR}work  25%  loss 0.5  3.0 s left${CLEAR}work  50%  loss 0.5  2.0 s left${CLEAR}`,
  );
  assertEquals(stdout.text, "a result\nanother\n");
});

Deno.test("Terminal writes plain lines of progress into a log, ever more rarely", () => {
  const { terminal, stderr, clock } = setUp(false);
  const hourMs = 3_600_000;
  for (clock.ms = 0; clock.ms <= hourMs; clock.ms += 100) {
    terminal.progress({ ...PROGRESS, done: clock.ms, total: hourMs, elapsedMs: clock.ms });
  }
  const lines = stderr.text.trimEnd().split("\n");
  assertEquals(lines.slice(0, 2), [
    "work   0%  loss 0.5  59 min 50 s left",
    "work   0%  loss 0.5  59 min 40 s left",
  ]);
  assertEquals(lines.length > 50 && lines.length < 120, true, `${lines.length} lines`);
  assertEquals(stderr.text.includes("\r") || stderr.text.includes("\x1b"), false);
});

Deno.test("Terminal has colour only where results go to a terminal", () => {
  assertEquals(setUp(false).terminal.hasColour, false);
  assertEquals(setUp(true).terminal.hasColour, !Deno.noColor);
  assertEquals(setUp(false).terminal.isInteractive, false);
  assertEquals(setUp(true).terminal.isInteractive, true);
});

Deno.test("Terminal takes away the line in which Ctrl-C was typed", () => {
  const { terminal, stderr } = setUp(true);
  terminal.interrupted("interrupted");
  assertEquals(stderr.text, `${CLEAR}interrupted\n`);
  const log = setUp(false);
  log.terminal.interrupted("interrupted");
  assertEquals(log.stderr.text, "interrupted\n");
});

Deno.test("Terminal ends the work when nobody reads it any more", () => {
  const stream = broken(new Deno.errors.BrokenPipe("Broken pipe"));
  assertThrows(() => setUp(false, { stdout: stream }).terminal.print("a"), Deno.errors.BrokenPipe);
  assertThrows(() => setUp(false, { stderr: stream }).terminal.note("a"), Deno.errors.BrokenPipe);
});

Deno.test("Terminal fails on a result that cannot be written, but not on a note", () => {
  const full = Object.assign(new Error("No space left on device (os error 28)"), {
    code: "ENOSPC",
  });
  const stream = broken(full);
  const { terminal } = setUp(false, { stdout: stream, stderr: stream });
  terminal.note("a note");
  assertThrows(
    () => terminal.print("a result"),
    Error,
    'Cannot write "standard output": the disk is full',
  );
});

Deno.test("Terminal waits for a reader who is slow", () => {
  const stdout = new Recorder(false);
  let refusals = 2;
  const slow: TextStream = {
    isTerminal: () => false,
    writeSync(bytes) {
      if (refusals-- > 0) throw new Deno.errors.WouldBlock("Resource temporarily unavailable");
      return stdout.writeSync(bytes);
    },
  };
  setUp(false, { stdout: slow }).terminal.print("a result");
  assertEquals(stdout.text, "a result\n");
});
