import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { LETTER_WIDTH, measureText, PEN_WIDTH, writeText } from "../../lib/image/pen_font.ts";
import { PixelCanvas } from "../../lib/image/pixel_canvas.ts";
import { lines, written } from "./drawing.ts";
import { greyOf } from "./grey_of.ts";

/** The size at which a column or row of a letter is a pixel. */
const PIXEL_SIZE = 7 / 0.72;

const LETTERS = Array.from({ length: 95 }, (_, k) => String.fromCharCode(0x20 + k));

/** The dots of a letter, 5 by 9, and whatever the pen leaves between them. */
function dotsOf(letter: string): string {
  const canvas = new PixelCanvas(5, 9, [0, 0, 0]);
  const strokes = writeText(letter, [0, 6.5], PIXEL_SIZE);
  canvas.stroke(strokes, { width: 0.5, colour: [255, 255, 255] });
  return written(greyOf(canvas.picture)).replace(/[^.\n]/g, "#");
}

Deno.test("writeText() joins neighbouring dots, and those across a corner", () => {
  assertEquals(
    dotsOf("L"),
    lines("#....\n#....\n#....\n#....\n#....\n#....\n#####\n.....\n....."),
  );
  // Two strokes of "<", from corner to corner; each dot is one, too.
  const strokes = writeText("<", [0, 0], PIXEL_SIZE).filter(([from, to]) => `${from}` !== `${to}`);
  assertEquals(strokes.length, 6);
  for (const [[x, y], [toX, toY]] of strokes) {
    assertAlmostEquals(Math.abs(toX - x), 1, 1e-9);
    assertAlmostEquals(toY - y, 1, 1e-9);
  }
});

Deno.test("writeText() has a picture of its own for each letter, in its place", () => {
  const pictures = LETTERS.map(dotsOf);
  assertEquals(new Set(pictures).size, LETTERS.length);
  assertEquals(pictures[0].includes("#"), false);
  // Figures and capitals stand on the line and reach the top.
  for (const letter of "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
    const rows = dotsOf(letter).split("\n");
    assert(rows[0].includes("#") && rows[6].includes("#"), letter);
    assertEquals(rows.slice(7), [".....", "....."], letter);
  }
});

Deno.test("writeText() writes a letter without its accent, and one that it does not know as ?", () => {
  assertEquals(writeText("é", [3, 4], 10), writeText("e", [3, 4], 10));
  for (const letter of ["数", "\x07", "\u{1F642}", "\u00ad"]) {
    assertEquals(writeText(letter, [0, 0], 10), writeText("?", [0, 0], 10));
  }
});

Deno.test("measureText() is the room that writeText() takes", () => {
  for (const text of ["", "a", "W@W", "naïve"]) {
    const width = measureText(text, 20);
    assertAlmostEquals(width, [...text].length * LETTER_WIDTH * 20);
    for (const [[x]] of writeText(text, [7, 0], 20)) {
      assert(x - 10 * PEN_WIDTH >= 7 - 1e-9 && x + 10 * PEN_WIDTH <= 7 + width, `${text}: ${x}`);
    }
  }
});
