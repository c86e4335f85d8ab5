import { describeFileError } from "../files/describe_file_error.ts";
import { formatProgressBar, formatProgressWords, type Progress } from "./progress_line.ts";

/** The most often that the progress line is redrawn. */
const REDRAW_MS = 66;

/**
 * In a log, the time between two lines of progress: this, and more the longer the work lasts, so that
 * an hour makes some hundred lines and not a thousand.
 */
const LOG_MS = 10_000;
const LOG_SHARE = 1 / 20;

/** Back to the first column, and all that stands in the line away. */
const CLEAR_LINE = "\r\x1b[K";

const USUAL_COLUMNS = 80;

/** Columns at the end of the progress line: "^C", which Ctrl-C writes there, must not wrap. */
const COLUMNS_FREE = 3;

/** How long to wait for a reader who cannot take more at the moment. */
const FULL_PIPE_MS = 5;

/** Where text goes: a part of what `Deno.stdout` and `Deno.stderr` are. */
export interface TextStream {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

/** What a terminal is made of; the process's own if nothing else is said. */
export interface TerminalOptions {
  stdout?: TextStream;
  stderr?: TextStream;
  /** The width of the terminal in characters. */
  columns?: () => number;
  /** A clock. */
  now?: () => number;
}

/**
 * Where a command writes: results to standard output, everything else to standard error. On a
 * terminal progress is one line that is redrawn in place; in a pipe or a log it is a plain line now
 * and then.
 */
export class Terminal {
  /** Whether notes and progress are left out. */
  isQuiet = false;
  /** Whether results go to a terminal. */
  readonly isInteractive: boolean;
  /** Whether results may be coloured: on a terminal, unless NO_COLOR is set. */
  readonly hasColour: boolean;

  readonly #stdout: TextStream;
  readonly #stderr: TextStream;
  readonly #columns: () => number;
  readonly #now: () => number;
  readonly #redraws: boolean;
  #isLineOpen = false;
  #nextProgressMs: number;

  constructor(options: TerminalOptions = {}) {
    const { stdout = Deno.stdout, stderr = Deno.stderr } = options;
    const { columns = consoleColumns, now = () => performance.now() } = options;
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#columns = columns;
    this.#now = now;
    this.isInteractive = stdout.isTerminal();
    this.hasColour = this.isInteractive && !Deno.noColor;
    this.#redraws = stderr.isTerminal();
    this.#nextProgressMs = now() + (this.#redraws ? REDRAW_MS : LOG_MS);
  }

  /** The width that results may have: the terminal's, or 80 where they go elsewhere. */
  get columns(): number {
    return this.isInteractive ? this.#columns() : USUAL_COLUMNS;
  }

  /**
   * A result: a line on standard output.
   *
   * @throws {Deno.errors.BrokenPipe} If nobody reads standard output any more.
   * @throws {FileError} If it cannot be written to for another reason, for example a full disk.
   */
  print(text: string): void {
    this.endProgress();
    try {
      writeAll(this.#stdout, `${text}\n`);
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) throw error;
      throw describeFileError("write", "standard output", error);
    }
  }

  /** A result for programs: an object as a line on standard output. Throws as `print` does. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value));
  }

  /** Something worth knowing: a line on standard error. */
  note(text: string): void {
    if (!this.isQuiet) this.warn(text);
  }

  /** Something that went wrong: a line on standard error, even if quiet. */
  warn(text: string): void {
    this.endProgress();
    this.#tell(`${text}\n`);
  }

  /** Shows how far the work is. May be called as often as it changes. */
  progress(progress: Progress): void {
    const nowMs = this.#now();
    if (this.isQuiet || nowMs < this.#nextProgressMs) return;
    if (this.#redraws) {
      this.#nextProgressMs = nowMs + REDRAW_MS;
      this.#tell(CLEAR_LINE + formatProgressBar(progress, this.#columns() - COLUMNS_FREE));
      this.#isLineOpen = true;
    } else {
      this.#nextProgressMs = nowMs + Math.max(LOG_MS, progress.elapsedMs * LOG_SHARE);
      this.#tell(`${formatProgressWords(progress)}\n`);
    }
  }

  /** Takes the progress line away. */
  endProgress(): void {
    if (!this.#isLineOpen) return;
    this.#isLineOpen = false;
    this.#tell(CLEAR_LINE);
  }

  /** What is left to say when a signal ends the program. */
  interrupted(text: string): void {
    // A key that was pressed for it, "^C", stands in the line.
    if (this.#redraws) this.#tell(CLEAR_LINE);
    this.#isLineOpen = false;
    this.warn(text);
  }

  /** Writes on standard error. That nobody reads it ends the work; a full disk does not. */
  #tell(text: string): void {
    try {
      writeAll(this.#stderr, text);
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) throw error;
    }
  }
}

/** The width of the terminal; the usual one where it is not known. */
function consoleColumns(): number {
  try {
    return Deno.consoleSize().columns || USUAL_COLUMNS;
  } catch {
    return USUAL_COLUMNS;
  }
}

function writeAll(stream: TextStream, text: string): void {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(stream.writeSync(bytes));
    } catch (error) {
      // A program that started this one, Node for example, may have made the pipe non-blocking.
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      pauseSync(FULL_PIPE_MS);
    }
  }
}

function pauseSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
