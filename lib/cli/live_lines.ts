/** Away with all from the cursor to the end of its line or of the screen. */
const CLEAR_TO_LINE_END = "\x1b[K";
const CLEAR_TO_SCREEN_END = "\x1b[J";

/**
 * Lines at the bottom of a terminal that are drawn anew in place: says what to write for it. The cursor
 * rests behind the last of them, and stays visible. To be written in one piece, so that nothing flickers.
 */
export class LiveLines {
  /** The columns that each line takes; empty if none is there. */
  #widths: number[] = [];

  /** Whether any lines are there. */
  get isOpen(): boolean {
    return this.#widths.length > 0;
  }

  /**
   * Puts lines in the place of those that are there.
   *
   * @param lines At least one; each is less wide than the terminal, and each character takes a column.
   * @param columns The width of the terminal.
   */
  draw(lines: readonly string[], columns: number): string {
    const start = this.#toStart(columns);
    this.#widths = lines.map((line) => [...line].length);
    // Cleared before it is written: of a line that was only cut, some terminals remember how wide it was,
    // and break it there when they get narrower.
    return start + lines.map((line) => CLEAR_TO_LINE_END + line).join("\n") + CLEAR_TO_SCREEN_END;
  }

  /** Takes the lines away. */
  erase(columns: number): string {
    const text = this.#toStart(columns) + CLEAR_TO_SCREEN_END;
    this.#widths = [];
    return text;
  }

  /** Leaves the lines where they are; what is written next stands below them. */
  keep(): string {
    this.#widths = [];
    return "\n";
  }

  /**
   * Moves the cursor to where the first line begins. Lines that are wider than the terminal by now have
   * been broken by it, as nearly all do when their window is made smaller.
   */
  #toStart(columns: number): string {
    const rows = this.#widths.map((width) => Math.max(1, Math.ceil(width / columns)));
    const up = rows.reduce((sum, count) => sum + count, 0) - 1;
    return (up > 0 ? `\x1b[${up}A` : "") + "\r";
  }
}
