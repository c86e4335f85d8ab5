/** Curves drawn with characters. */

/** A place on a canvas: 0, 0 is its lower left corner, 1, 1 its upper right one. */
export type Place = readonly [x: number, y: number];

/** How a curve looks. */
export interface TextStyle {
  /** A colour of a terminal's 256; the text's own if absent. */
  readonly colour?: number;
  /** The character it is drawn with where there are no dots. */
  readonly symbol: string;
  /** Whether each second dot is left out. */
  readonly isDotted?: boolean;
}

/** The dots of a braille character by row and column: bits of its code (Unicode, U+2800). */
const BRAILLE = 0x2800;
const DOT_BITS = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/**
 * A canvas of characters. With dots each character has two columns and four rows of them (braille), which
 * is finer but needs a terminal's font; without, a curve is drawn with a symbol of its own.
 */
export class TextCanvas {
  readonly #columns: number;
  readonly #rows: number;
  readonly #hasDots: boolean;
  /** `[rows, columns]`: the dots of each character. */
  readonly #dots: Uint8Array;
  /** `[rows, columns]`: the last curve that passed there. */
  readonly #styles: (TextStyle | undefined)[];

  constructor(columns: number, rows: number, options: { hasDots: boolean }) {
    this.#columns = columns;
    this.#rows = rows;
    this.#hasDots = options.hasDots;
    this.#dots = new Uint8Array(columns * rows);
    this.#styles = new Array(columns * rows);
  }

  /** Draws a line from place to place. At a place that is no number it is broken. */
  line(places: readonly Place[], style: TextStyle): void {
    const points = places.map((place) => this.#toDots(place));
    let count = 0;
    for (const [index, [x, y]] of points.entries()) {
      const [fromX, fromY] = points[index - 1] ?? [NaN, NaN];
      // A point with no neighbour is a dot.
      const steps = Math.max(Math.abs(x - fromX), Math.abs(y - fromY)) || 0;
      for (let step = steps === 0 ? 0 : 1; step <= steps; step++) {
        const share = steps === 0 ? 1 : step / steps;
        const isLeftOut = style.isDotted && count++ % 2 > 0;
        if (isLeftOut) continue;
        const [toX, toY] = steps === 0
          ? [x, y]
          : [fromX + share * (x - fromX), fromY + share * (y - fromY)];
        this.#set(Math.round(toX), Math.round(toY), style);
      }
    }
  }

  /** The lines from top to bottom, without spaces at their ends; with colours by ANSI codes. */
  toLines(options: { hasColour: boolean }): string[] {
    return Array.from({ length: this.#rows }, (_, row) => {
      let line = "";
      let colour: number | undefined;
      for (let column = 0; column < this.#columns; column++) {
        const style = this.#styles[row * this.#columns + column];
        if (options.hasColour && style && style.colour !== colour) {
          colour = style.colour;
          line += colour === undefined ? "\x1b[39m" : `\x1b[38;5;${colour}m`;
        }
        line += this.#characterAt(row * this.#columns + column);
      }
      return colour === undefined ? line.trimEnd() : `${line.trimEnd()}\x1b[39m`;
    });
  }

  #characterAt(cell: number): string {
    const style = this.#styles[cell];
    if (style === undefined) return " ";
    return this.#hasDots ? String.fromCharCode(BRAILLE + this.#dots[cell]) : style.symbol;
  }

  /** Column and row of a place, in dots, from the upper left corner. */
  #toDots([x, y]: Place): Place {
    const [width, height] = this.#hasDots ? [2, 4] : [1, 1];
    return [
      Math.round(x * (this.#columns * width - 1)),
      Math.round((1 - y) * (this.#rows * height - 1)),
    ];
  }

  #set(x: number, y: number, style: TextStyle): void {
    if (Number.isNaN(x) || Number.isNaN(y)) return;
    const [width, height] = this.#hasDots ? [2, 4] : [1, 1];
    const cell = Math.floor(y / height) * this.#columns + Math.floor(x / width);
    this.#dots[cell] |= DOT_BITS[y % height][x % width];
    this.#styles[cell] = style;
  }
}
