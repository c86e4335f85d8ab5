/** A character, or a sequence that begins with an escape: `\x1b[3A`. */
const ESCAPE = "\x1b[";
const TOKEN = new RegExp(`${ESCAPE.replace("[", "\\[")}\\d*[A-Za-z]|[^]`, "gu");

/**
 * As much of a terminal as the program uses: characters of one column, "\n", "\r", the cursor up, and
 * clearing to the end of the line or of the screen. It has no height.
 */
export class Screen {
  /** What is written, and whether the line goes on in the next row because it was too wide. */
  #rows: { text: string; isBroken: boolean }[] = [{ text: "", isBroken: false }];
  #row = 0;
  #column = 0;
  columns: number;

  constructor(columns: number) {
    this.columns = columns;
  }

  /** What can be read on it, without spaces at the ends of lines and without empty lines at the end. */
  get text(): string {
    return this.#rows.map(({ text }) => text.trimEnd()).join("\n").trimEnd();
  }

  /** Obeys a program. */
  write(output: string): void {
    for (const [token] of output.matchAll(TOKEN)) this.#obey(token);
  }

  /** As most terminals do it: what no longer fits is broken into several rows, and joined again. */
  resize(columns: number): void {
    const lines: { text: string; hasCursor: boolean; cursor: number }[] = [];
    let isNew = true;
    for (const [index, { text, isBroken }] of this.#rows.entries()) {
      if (isNew) lines.push({ text: "", hasCursor: false, cursor: 0 });
      const line = lines.at(-1)!;
      if (index === this.#row) {
        line.hasCursor = true;
        line.cursor = line.text.length + this.#column;
      }
      line.text += text;
      isNew = !isBroken;
    }
    this.columns = columns;
    this.#rows = [];
    for (const { text, hasCursor, cursor } of lines) {
      const count = Math.max(1, Math.ceil(text.length / columns));
      if (hasCursor) {
        const row = Math.min(count - 1, Math.floor(cursor / columns));
        this.#row = this.#rows.length + row;
        this.#column = cursor - row * columns;
      }
      for (let k = 0; k < count; k++) {
        this.#rows.push({
          text: text.slice(k * columns, (k + 1) * columns),
          isBroken: k < count - 1,
        });
      }
    }
  }

  #obey(token: string): void {
    const row = this.#rows[this.#row];
    if (token === "\n") this.#moveDown(false);
    else if (token === "\r") this.#column = 0;
    else if (token.startsWith(ESCAPE) && token.endsWith("A")) {
      this.#row = Math.max(0, this.#row - parseInt(token.slice(2)));
    } else if (token === "\x1b[K" || token === "\x1b[J") {
      row.text = row.text.slice(0, this.#column);
      row.isBroken = false;
      if (token === "\x1b[J") this.#rows.length = this.#row + 1;
    } else if (token.startsWith("\x1b")) throw new Error(`unknown ${JSON.stringify(token)}`);
    else this.#put(token);
  }

  #put(character: string): void {
    if (this.#column >= this.columns) this.#moveDown(true);
    const row = this.#rows[this.#row];
    const before = row.text.padEnd(this.#column).slice(0, this.#column);
    row.text = before + character + row.text.slice(this.#column + 1);
    this.#column++;
  }

  #moveDown(isBroken: boolean): void {
    this.#rows[this.#row].isBroken = isBroken;
    this.#row++;
    this.#column = 0;
    if (this.#row === this.#rows.length) this.#rows.push({ text: "", isBroken: false });
  }
}
