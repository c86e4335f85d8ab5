/** A style of a digit as points and smooth curves, and how it is read from a picture. */

/** One way to write a digit: points in the order in which the pen passes them. Its height is 1. */
export interface Glyph {
  /** How often this style is chosen, relative to the other styles of its digit. */
  readonly share: number;
  /** Of each point; 0 in the middle, positive to its right. */
  readonly x: Float64Array;
  /** Of each point; -0.5 at the top, 0.5 at the foot. */
  readonly y: Float64Array;
  /** In the order of writing. */
  readonly curves: readonly Curve[];
}

/** A smooth curve through the points `first` to `last`, both included. */
export interface Curve {
  /** The number of its first point. */
  readonly first: number;
  /** The number of its last point; above `first`. */
  readonly last: number;
  /** Whether the pen comes down at `first`; otherwise the last curve ended there in a corner. */
  readonly starts: boolean;
  /** Whether the pen is lifted at `last`; otherwise the next curve sets off from there. */
  readonly ends: boolean;
}

/** The distance of two columns of a picture, where that of two rows is 1. */
const COLUMN_WIDTH = 0.5;

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];

/**
 * Reads pictures that stand side by side with blanks between them, below a row of their shares.
 * The head of `glyphs.ts` explains what the letters mean.
 *
 * @example An L with a sharp corner and a dash above its foot
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const [glyph] = parseGlyphs(`
 *   1
 *   a....
 *   ...ef
 *   B...c
 * `);
 * assertEquals(glyph.x, Float64Array.of(-0.5, -0.5, 0.5, 0.25, 0.5));
 * assertEquals(glyph.y, Float64Array.of(-0.5, 0.5, 0.5, 0, 0));
 * assertEquals(glyph.curves, [
 *   { first: 0, last: 1, starts: true, ends: false },
 *   { first: 1, last: 2, starts: false, ends: true },
 *   { first: 3, last: 4, starts: true, ends: true },
 * ]);
 * ```
 *
 * @throws {SyntaxError} If a share is not a positive number, a row has not one part for each share,
 * a picture is not a rectangle of dots and different letters, or a stroke has a single letter.
 */
export function parseGlyphs(pictures: string): Glyph[] {
  const [shares, ...rows] = pictures.trim().split("\n").map((line) => line.trim().split(/\s+/));
  const uneven = rows.find((row) => row.length !== shares.length);
  if (uneven !== undefined) {
    throw new SyntaxError(
      `Cannot read glyphs: each row must have ${shares.length} parts, got "${uneven.join("  ")}"`,
    );
  }
  return shares.map((share, k) => parseGlyph(Number(share), rows.map((row) => row[k])));
}

function parseGlyph(share: number, rows: string[]): Glyph {
  const fail = (expected: string, actual = `\n${rows.join("\n")}`) => {
    throw new SyntaxError(`Cannot read a glyph: ${expected}, got ${actual}`);
  };
  if (!(share > 0)) fail("its share must be a number above 0", `${share}`);
  const height = rows.length;
  const width = rows[0]?.length;
  if (height < 2 || rows.some((row) => row.length !== width)) {
    fail("it must have two rows or more, all of one width");
  }
  const picture = rows.join("");
  const cellOf = (letter: string) => picture.toLowerCase().indexOf(letter);
  const letters = LETTERS.filter((letter) => cellOf(letter) >= 0);
  if (picture.replaceAll(".", "").length !== letters.length) {
    fail("it must consist of dots and different letters");
  }
  const cells = letters.map(cellOf);
  const curves = findCurves(letters, cells.map((cell) => /[A-Z]/.test(picture[cell])));
  if (curves.length === 0 || curves.some(({ first, last }) => first === last)) {
    fail("its strokes must have two letters or more");
  }

  const scale = 1 / (height - 1);
  const middle = (width - 1) / 2;
  return {
    share,
    x: Float64Array.from(cells, (cell) => (cell % width - middle) * COLUMN_WIDTH * scale),
    y: Float64Array.from(cells, (cell) => Math.floor(cell / width) * scale - 0.5),
    curves,
  };
}

/** Cuts the points at missing letters, where the pen is lifted, and at corners. */
function findCurves(letters: string[], isCorner: boolean[]): Curve[] {
  const curves: Curve[] = [];
  let first = 0;
  let starts = true;
  for (let last = 0; last < letters.length; last++) {
    const next = LETTERS[LETTERS.indexOf(letters[last]) + 1];
    const ends = letters[last + 1] !== next || next === undefined;
    if (!ends && (last === first || !isCorner[last])) continue;
    curves.push({ first, last, starts, ends });
    first = ends ? last + 1 : last;
    starts = ends;
  }
  return curves;
}
