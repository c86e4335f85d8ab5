import { describeFileError } from "../files/describe_file_error.ts";
import { LiveLines } from "./live_lines.ts";
import { formatProgressBar, formatProgressWords, type Progress } from "./progress_line.ts";

/** The most often that progress is redrawn. */
const REDRAW_MS = 66;

/**
 * How long the width of the terminal must have been the same before progress is redrawn in another: a
 * window that is being dragged has many.
 */
const SETTLE_MS = 200;

/**
 * In a log, the time between two lines of progress: this, and more the longer the work lasts, so that
 * an hour makes some hundred lines and not a thousand.
 */
const LOG_MS = 10_000;
const LOG_SHARE = 1 / 20;

const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;

/** Columns at the end of a line of progress: "^C", which Ctrl-C writes there, must not wrap. */
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
  /** Its height in lines. */
  rows?: () => number;
  /** A clock. */
  now?: () => number;
}

/**
 * Where a command writes: results to standard output, everything else to standard error. On a
 * terminal progress is a line, or a few with a picture, that are redrawn in place; in a pipe or a log it is
 * a plain line now and then.
 */
export class Terminal {
  /** Whether notes and progress are left out. */
  isQuiet = false;
  /** Whether results go to a terminal. */
  readonly isInteractive: boolean;
  /** Whether results may be coloured: on a terminal, unless NO_COLOR is set. */
  readonly hasColour: boolean;
  /** Whether progress goes to a terminal, where it is redrawn in place. */
  readonly redraws: boolean;

  readonly #stdout: TextStream;
  readonly #stderr: TextStream;
  readonly #columns: () => number;
  readonly #rows: () => number;
  readonly #now: () => number;
  readonly #lines = new LiveLines();
  #nextProgressMs: number;
  /** The width for which progress was last drawn, or is going to be. */
  #drawnColumns = 0;
  /** What was drawn last, if it is still there. */
  #drawn: Progress | undefined;

  constructor(options: TerminalOptions = {}) {
    const { stdout = Deno.stdout, stderr = Deno.stderr } = options;
    const { columns = consoleColumns, rows = consoleRows } = options;
    const { now = () => performance.now() } = options;
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#columns = columns;
    this.#rows = rows;
    this.#now = now;
    this.isInteractive = stdout.isTerminal();
    this.hasColour = this.isInteractive && !Deno.noColor;
    this.redraws = stderr.isTerminal();
    this.#nextProgressMs = now() + (this.redraws ? REDRAW_MS : LOG_MS);
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
    if (!this.redraws) {
      this.#nextProgressMs = nowMs + Math.max(LOG_MS, progress.elapsedMs * LOG_SHARE);
      this.#tell(`${formatProgressWords(progress)}\n`);
      return;
    }
    const columns = this.#columns();
    const isResized = this.#lines.isOpen && columns !== this.#drawnColumns;
    this.#drawnColumns = columns;
    this.#nextProgressMs = nowMs + (isResized ? SETTLE_MS : REDRAW_MS);
    if (isResized) return;
    this.#drawProgress(progress);
  }

  /** Takes away what shows progress. */
  endProgress(): void {
    this.#drawn = undefined;
    if (this.#lines.isOpen) this.#tell(this.#lines.erase(this.#columns()));
  }

  /**
   * Ends the progress and leaves a picture in its place, on a terminal only.
   *
   * @param title What stands above it.
   * @param picture Its lines, none wider than so many columns.
   * @returns Whether there is room for it and somebody to see it.
   */
  keepPicture(title: string, picture: (columns: number) => string[]): boolean {
    this.endProgress();
    if (this.isQuiet || !this.redraws) return false;
    const columns = this.#columns() - COLUMNS_FREE;
    const lines = this.#drawPicture(picture, columns);
    if (lines.length === 0) return false;
    this.#tell([title.slice(0, columns), ...lines, ""].join("\n"));
    return true;
  }

  /** Ends the progress; if it has a picture, it stays as it now is. */
  keepProgress(): void {
    if (this.#drawn?.picture === undefined) return this.endProgress();
    this.#drawProgress(this.#drawn);
    this.#drawn = undefined;
    this.#tell(this.#lines.keep());
  }

  /** What is left to say when a signal ends the program. */
  interrupted(text: string): void {
    // A key that was pressed for it, "^C", stands in the last line.
    if (this.#drawn?.picture) this.keepProgress();
    else if (this.redraws) this.#tell(this.#lines.erase(this.#columns()));
    this.warn(text);
  }

  #drawProgress(progress: Progress): void {
    const columns = this.#columns();
    const width = Math.max(1, columns - COLUMNS_FREE);
    const picture = progress.picture ? this.#drawPicture(progress.picture, width) : [];
    const details = picture.length > 0 ? [] : progress.details;
    const lines = [formatProgressBar({ ...progress, details }, width), ...picture];
    this.#tell(this.#lines.draw(lines, columns));
    this.#drawn = progress;
  }

  /** A picture's lines, none if the terminal is too low for them. */
  #drawPicture(picture: (columns: number) => string[], width: number): string[] {
    const lines = picture(width);
    return lines.length + 2 > this.#rows() ? [] : lines;
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
  return consoleSize().columns || USUAL_COLUMNS;
}

/** The height of the terminal; the usual one where it is not known. */
function consoleRows(): number {
  return consoleSize().rows || USUAL_ROWS;
}

function consoleSize(): { columns: number; rows: number } {
  try {
    return Deno.consoleSize();
  } catch {
    return { columns: 0, rows: 0 };
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
