/** Letters for pictures: drawn as dots on a small grid, written with a pen that joins the dots. */

/** A point, in pixels or in the units of what is drawn. */
export type Point = readonly [x: number, y: number];

/** Columns and rows of a letter's grid; the seventh row stands on the line, two are below it. */
const COLUMNS = 5;
const ROWS = 9;

/** From one letter to the next, in columns. */
const ADVANCE = 6;

/** A capital's rows above the line, and its height with the pen's for text of size 1: as in most fonts. */
const CAPITAL_ROWS = 6;
const CAPITAL_HEIGHT = 0.72;

/** A column or row of the grid, for text of size 1. */
const UNIT = CAPITAL_HEIGHT / (CAPITAL_ROWS + 1);

/** How wide a letter is, and how thick its lines should be, for text of size 1. */
export const LETTER_WIDTH = ADVANCE * UNIT;
export const PEN_WIDTH = 0.95 * UNIT;

/** The letters from space to "~" as Unicode has them, 16 side by side. */
const FONT = `
..... ..#.. .#.#. .#.#. ..#.. ##... .##.. ..#.. ...#. .#... ..... ..... ..... ..... ..... ....#
..... ..#.. .#.#. .#.#. .#### ##..# #..#. ..#.. ..#.. ..#.. ..#.. ..#.. ..... ..... ..... ....#
..... ..#.. .#.#. ##### #.#.. ...#. #.#.. ..#.. .#... ...#. #.#.# ..#.. ..... ..... ..... ...#.
..... ..#.. ..... .#.#. .###. ..#.. .#... ..... .#... ...#. .###. ##### ..... ##### ..... ..#..
..... ..#.. ..... ##### ..#.# .#... #.#.# ..... .#... ...#. #.#.# ..#.. ..... ..... ..... .#...
..... ..... ..... .#.#. ####. #..## #..#. ..... ..#.. ..#.. ..#.. ..#.. ..... ..... ..... #....
..... ..#.. ..... .#.#. ..#.. ...## .##.# ..... ...#. .#... ..... ..... ..#.. ..... ..#.. #....
..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..#.. ..... ..... .....
..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... .#... ..... ..... .....

.###. ..#.. .###. ##### ...#. ##### ..##. ##### .###. .###. ..... ..... ...#. ..... .#... .###.
#...# .##.. #...# ...#. ..##. #.... .#... ....# #...# #...# ..... ..... ..#.. ..... ..#.. #...#
#..## ..#.. ....# ..#.. .#.#. ####. #.... ...#. #...# #...# ..#.. ..#.. .#... ##### ...#. ....#
#.#.# ..#.. ..##. ...#. #..#. ....# ####. ..#.. .###. .#### ..... ..... #.... ..... ....# ..##.
##..# ..#.. .#... ....# ##### ....# #...# .#... #...# ....# ..... ..... .#... ##### ...#. ..#..
#...# ..#.. #.... #...# ...#. #...# #...# .#... #...# ...#. ..... ..... ..#.. ..... ..#.. .....
.###. .###. ##### .###. ...#. .###. .###. .#... .###. .##.. ..#.. ..#.. ...#. ..... .#... ..#..
..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..#.. ..... ..... ..... .....
..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... .#... ..... ..... ..... .....

.###. .###. ####. .###. ####. ##### ##### .###. #...# .###. ..### #...# #.... #...# #...# .###.
#...# #...# #...# #...# #...# #.... #.... #...# #...# ..#.. ...#. #..#. #.... ##.## ##..# #...#
#.### #...# #...# #.... #...# #.... #.... #.... #...# ..#.. ...#. #.#.. #.... #.#.# ##..# #...#
#.#.# ##### ####. #.... #...# ####. ####. #.### ##### ..#.. ...#. ##... #.... #.#.# #.#.# #...#
#.### #...# #...# #.... #...# #.... #.... #...# #...# ..#.. ...#. #.#.. #.... #...# #..## #...#
#.... #...# #...# #...# #...# #.... #.... #...# #...# ..#.. #..#. #..#. #.... #...# #..## #...#
.#### #...# ####. .###. ####. ##### #.... .###. #...# .###. .##.. #...# ##### #...# #...# .###.
..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... .....
..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... .....

####. .###. ####. .#### ##### #...# #...# #...# #...# #...# ##### .###. #.... .###. ..#.. .....
#...# #...# #...# #.... ..#.. #...# #...# #...# #...# #...# ....# .#... #.... ...#. .#.#. .....
#...# #...# #...# #.... ..#.. #...# #...# #...# .#.#. .#.#. ...#. .#... .#... ...#. #...# .....
####. #...# ####. .###. ..#.. #...# .#.#. #.#.# ..#.. ..#.. ..#.. .#... ..#.. ...#. ..... .....
#.... #.#.# #.#.. ....# ..#.. #...# .#.#. #.#.# .#.#. ..#.. .#... .#... ...#. ...#. ..... .....
#.... #..#. #..#. ....# ..#.. #...# ..#.. #.#.# #...# ..#.. #.... .#... ....# ...#. ..... .....
#.... .##.# #...# ####. ..#.. .###. ..#.. .#.#. #...# ..#.. ##### .###. ....# .###. ..... .....
..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... #####
..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... .....

.#... ..... #.... ..... ....# ..... ..##. ..... #.... ..#.. ...#. #.... .##.. ..... ..... .....
..#.. ..... #.... ..... ....# ..... .#... ..... #.... ..... ..... #.... ..#.. ..... ..... .....
..... .###. ####. .###. .#### .###. ####. .#### ####. .##.. ..##. #..#. ..#.. ####. ####. .###.
..... ....# #...# #.... #...# #...# .#... #...# #...# ..#.. ...#. #.#.. ..#.. #.#.# #...# #...#
..... .#### #...# #.... #...# ##### .#... #...# #...# ..#.. ...#. ##... ..#.. #.#.# #...# #...#
..... #...# #...# #.... #...# #.... .#... #...# #...# ..#.. ...#. #.#.. ..#.. #.#.# #...# #...#
..... .#### ####. .###. .#### .###. .#... .#### #...# .###. ...#. #..#. .###. #.#.# #...# .###.
..... ..... ..... ..... ..... ..... ..... ....# ..... ..... #..#. ..... ..... ..... ..... .....
..... ..... ..... ..... ..... ..... ..... .###. ..... ..... .##.. ..... ..... ..... ..... .....

..... ..... ..... ..... .#... ..... ..... ..... ..... ..... ..... ...#. ..#.. .#... .....
..... ..... ..... ..... .#... ..... ..... ..... ..... ..... ..... ..#.. ..#.. ..#.. .....
####. .#### #.##. .#### ####. #...# #...# #...# #...# #...# ##### ..#.. ..#.. ..#.. .#...
#...# #...# .#... #.... .#... #...# #...# #...# .#.#. #...# ...#. .#... ..#.. ...#. #.#.#
#...# #...# .#... .###. .#... #...# .#.#. #.#.# ..#.. #...# ..#.. ..#.. ..#.. ..#.. ...#.
#...# #...# .#... ....# .#... #...# .#.#. #.#.# .#.#. #...# .#... ..#.. ..#.. ..#.. .....
####. .#### .#... ####. ..##. .#### ..#.. .#.#. #...# .#### ##### ...#. ..#.. .#... .....
#.... ....# ..... ..... ..... ..... ..... ..... ..... ....# ..... ..... ..... ..... .....
#.... ....# ..... ..... ..... ..... ..... ..... ..... .###. ..... ..... ..... ..... .....
`;

const FIRST = 0x20;
const LETTERS_PER_BLOCK = 16;

/** `[block][row]`: 16 letters, each with a column between it and the next. */
const BLOCKS = FONT.trim().split("\n\n").map((block) => block.split("\n"));

/** The letter that stands for those that are not in the font. */
const UNKNOWN = "?";

/**
 * The lines of a text, to be drawn with a pen of `PEN_WIDTH * size`. Letters that the font does not have are
 * written without their accents, or as "?".
 *
 * @param text One line.
 * @param at Where its first letter stands on the line; y grows downwards.
 * @param size The size of the text: that of a font, capitals are 0.72 of it high.
 * @returns Pairs of ends; a dot has equal ones.
 */
export function writeText(text: string, at: Point, size: number): [from: Point, to: Point][] {
  const unit = size * UNIT;
  return lettersOf(text).flatMap((letter, place) => {
    const toPoint = (column: number, row: number): Point => [
      at[0] + (place * ADVANCE + column + 0.5) * unit,
      at[1] + (row - CAPITAL_ROWS) * unit,
    ];
    return strokesOf(letter).map((
      [[u, v], [x, y]],
    ): [Point, Point] => [toPoint(u, v), toPoint(x, y)]);
  });
}

/** The width of a text, to be drawn with `writeText`. */
export function measureText(text: string, size: number): number {
  return lettersOf(text).length * LETTER_WIDTH * size;
}

function lettersOf(text: string): string[] {
  return [...text.normalize("NFKD").replace(/\p{M}/gu, "")];
}

/** A letter's dots, joined with their neighbours: in a row or column, else across the corner. */
function strokesOf(letter: string): [Point, Point][] {
  const isSet = (x: number, y: number) => dotAt(letter, x, y);
  const strokes: [Point, Point][] = [];
  for (let y = 0; y < ROWS; y++) {
    for (let x = 0; x < COLUMNS; x++) {
      if (!isSet(x, y)) continue;
      const neighbours: [number, number][] = [];
      if (isSet(x + 1, y)) neighbours.push([x + 1, y]);
      if (isSet(x, y + 1)) neighbours.push([x, y + 1]);
      for (const side of [x - 1, x + 1]) {
        if (isSet(side, y + 1) && !isSet(side, y) && !isSet(x, y + 1)) {
          neighbours.push([side, y + 1]);
        }
      }
      // The dot itself: it may be alone.
      strokes.push([[x, y], [x, y]], ...neighbours.map((other): [Point, Point] => [[x, y], other]));
    }
  }
  return strokes;
}

/** Whether a letter has a dot there; outside of its grid it has none. */
function dotAt(letter: string, x: number, y: number): boolean {
  if (x < 0 || x >= COLUMNS || y >= ROWS) return false;
  const index = letter.codePointAt(0)! - FIRST;
  const block = BLOCKS[Math.floor(index / LETTERS_PER_BLOCK)];
  const column = (index % LETTERS_PER_BLOCK) * ADVANCE + x;
  if (block === undefined || column >= block[y].length) return dotAt(UNKNOWN, x, y);
  return block[y][column] === "#";
}
