import { assertEquals, assertThrows } from "@std/assert";
import { Terminal, type TerminalOptions, type TextStream } from "../../lib/cli/terminal.ts";
import { Screen } from "./screen.ts";

/** A stream that keeps what is written to it. */
class Recorder implements TextStream {
  text = "";
  readonly #isTerminal: boolean;
  readonly #decoder = new TextDecoder();

  constructor(isTerminal: boolean) {
    this.#isTerminal = isTerminal;
  }

  writeSync(bytes: Uint8Array): number {
    // As a pipe may do: not everything at once.
    const taken = bytes.subarray(0, 7);
    this.text += this.#decoder.decode(taken, { stream: true });
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

/** Five lines that say how wide they may be. */
const PICTURE = (columns: number) => ["a", "b", "c", "d", `${columns}`];

/** What a terminal of 40 columns shows of an output. */
function show(output: string): string {
  const screen = new Screen(40);
  screen.write(output);
  return screen.text;
}

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
  assertEquals(show(stderr.text), "work  25%  loss 0.5  3.0 s left");
  terminal.progress({ ...PROGRESS, done: 2, elapsedMs: 2000 });
  assertEquals(show(stderr.text), "work  50%  loss 0.5  2.0 s left");
  terminal.print("a result");
  terminal.print("another");
  assertEquals(show(stderr.text), "");
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

Deno.test("Terminal draws a picture below the progress, which then leaves out its details", () => {
  const { terminal, stderr, clock } = setUp(true);
  clock.ms = 100;
  terminal.progress({ ...PROGRESS, picture: PICTURE });
  assertEquals(show(stderr.text), "work ━━━━───────────  25%  3.0 s left\na\nb\nc\nd\n37");
  terminal.note("a note");
  clock.ms = 200;
  terminal.progress({ ...PROGRESS, picture: () => ["e"] });
  assertEquals(show(stderr.text), "a note\nwork ━━━━───────────  25%  3.0 s left\ne");
  terminal.endProgress();
  assertEquals(show(stderr.text), "a note");
});

Deno.test("Terminal draws no picture where it does not fit, nor in a log", () => {
  for (const [rows, isDrawn] of [[7, true], [6, false]] as const) {
    const { terminal, stderr, clock } = setUp(true, { rows: () => rows });
    clock.ms = 100;
    terminal.progress({ ...PROGRESS, picture: PICTURE });
    assertEquals(show(stderr.text).includes("\n"), isDrawn);
    assertEquals(show(stderr.text).includes("loss 0.5"), !isDrawn);
    assertEquals(terminal.keepPicture("title", PICTURE), isDrawn);
  }
  const log = setUp(false);
  log.clock.ms = 20_000;
  log.terminal.progress({ ...PROGRESS, picture: PICTURE });
  assertEquals(log.terminal.keepPicture("title", PICTURE), false);
  assertEquals(log.stderr.text, "work  25%  loss 0.5  3.0 s left\n");
});

Deno.test("Terminal draws for another width once it has stayed the same for a while", () => {
  let columns = 40;
  const { terminal, stderr, clock } = setUp(true, { columns: () => columns });
  const screen = new Screen(columns);
  const drawAt = (ms: number) => {
    clock.ms = ms;
    stderr.text = "";
    terminal.progress({ ...PROGRESS, picture: PICTURE });
    screen.write(stderr.text);
    return stderr.text !== "";
  };
  assertEquals(drawAt(100), true);
  for (
    const [ms, width, isDrawn] of [
      [200, 30, false],
      [300, 24, false],
      [400, 24, false],
      [700, 24, true],
      [800, 24, true],
    ] as const
  ) {
    if (width !== columns) screen.resize(columns = width);
    assertEquals(drawAt(ms), isDrawn, `at ${ms} ms`);
  }
  assertEquals(screen.text, "work  25%  3.0 s left\na\nb\nc\nd\n21");
});

Deno.test("Terminal keeps a picture under a title", () => {
  const { terminal, stderr, clock } = setUp(true);
  clock.ms = 100;
  terminal.progress(PROGRESS);
  assertEquals(terminal.keepPicture("a title", PICTURE), true);
  terminal.note("a note");
  assertEquals(show(stderr.text), "a title\na\nb\nc\nd\n37\na note");
  const quiet = setUp(true);
  quiet.terminal.isQuiet = true;
  assertEquals([quiet.terminal.keepPicture("a title", PICTURE), quiet.stderr.text], [false, ""]);
});

Deno.test("Terminal takes away the line in which Ctrl-C was typed", () => {
  for (const progress of [undefined, PROGRESS]) {
    const { terminal, stderr, clock } = setUp(true);
    clock.ms = 100;
    if (progress) terminal.progress(progress);
    terminal.interrupted("interrupted");
    const screen = new Screen(40);
    screen.write(stderr.text.replace("\r\x1b[J", "^C\r\x1b[J"));
    assertEquals(screen.text, "interrupted");
  }
  const log = setUp(false);
  log.terminal.interrupted("interrupted");
  assertEquals(log.stderr.text, "interrupted\n");
});

Deno.test("Terminal leaves the picture when the work ends before its time", () => {
  for (const end of ["interrupted", "failed"]) {
    const { terminal, stderr, clock } = setUp(true);
    clock.ms = 100;
    terminal.progress({ ...PROGRESS, picture: PICTURE });
    stderr.text += "^C";
    if (end === "failed") terminal.keepProgress();
    if (end === "failed") terminal.warn(end);
    else terminal.interrupted(end);
    assertEquals(
      show(stderr.text),
      `work ━━━━───────────  25%  3.0 s left\na\nb\nc\nd\n37\n${end}`,
    );
  }
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
