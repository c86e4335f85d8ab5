import {
  assertAlmostEquals,
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertThrows,
} from "@std/assert";
import { parseGlyphs } from "../../../lib/dataset/generated/glyph.ts";
import { GLYPHS } from "../../../lib/dataset/generated/glyphs.ts";

Deno.test("parseGlyphs() reads a smooth curve", () => {
  const [glyph] = parseGlyphs(`
    3
    .b.
    a.c
  `);
  assertEquals(glyph.share, 3);
  assertEquals(glyph.x, Float64Array.of(-0.5, 0, 0.5));
  assertEquals(glyph.y, Float64Array.of(0.5, -0.5, 0.5));
  assertEquals(glyph.curves, [{ first: 0, last: 2, starts: true, ends: true }]);
});

Deno.test("parseGlyphs() cuts a stroke at a capital letter", () => {
  const [glyph] = parseGlyphs(`
    1
    a.B
    d.c
  `);
  assertEquals(glyph.curves, [
    { first: 0, last: 1, starts: true, ends: false },
    { first: 1, last: 3, starts: false, ends: true },
  ]);
});

Deno.test("parseGlyphs() takes a capital letter at an end of a stroke for a small one", () => {
  const [glyph] = parseGlyphs(`
    1
    A.b
    E.F
  `);
  assertEquals(glyph.curves, [
    { first: 0, last: 1, starts: true, ends: true },
    { first: 2, last: 3, starts: true, ends: true },
  ]);
});

Deno.test("parseGlyphs() lifts the pen at a missing letter", () => {
  const [glyph] = parseGlyphs(`
    1
    a.z
    b.y
  `);
  assertEquals(glyph.x, Float64Array.of(-0.5, -0.5, 0.5, 0.5));
  assertEquals(glyph.curves, [
    { first: 0, last: 1, starts: true, ends: true },
    { first: 2, last: 3, starts: true, ends: true },
  ]);
});

Deno.test("parseGlyphs() reads pictures of different widths side by side", () => {
  const glyphs = parseGlyphs(`
    1    0.5
    a.b  b
    ...  a
  `);
  assertEquals(glyphs.map((glyph) => glyph.share), [1, 0.5]);
  assertEquals(glyphs[0].x, Float64Array.of(-0.5, 0.5));
  assertEquals(glyphs[1].y, Float64Array.of(0.5, -0.5));
});

/** Each: what is wrong, the pictures, what the message says. */
const WRONG: [string, string, string][] = [
  ["a share of 0", "0\na.\n.b", "its share must be a number above 0, got 0"],
  ["a missing share", "a.\n.b", "its share must be a number above 0, got NaN"],
  ["a missing part", "1 1\na. a.\n.b", 'each row must have 2 parts, got ".b"'],
  ["no row", "1", "it must have two rows or more"],
  ["one row", "1\nab", "it must have two rows or more, all of one width, got \nab"],
  ["a short row", "1\na..\n.b", "it must have two rows or more, all of one width, got \na..\n.b"],
  ["a letter twice", "1\na.\nAb", "it must consist of dots and different letters, got \na.\nAb"],
  ["a digit", "1\na.\n1b", "it must consist of dots and different letters, got \na.\n1b"],
  ["no letter", "1\n..\n..", "its strokes must have two letters or more, got \n..\n.."],
  [
    "a stroke of one letter",
    "1\nab\n.d",
    "its strokes must have two letters or more, got \nab\n.d",
  ],
];

for (const [what, pictures, message] of WRONG) {
  Deno.test(`parseGlyphs() refuses ${what}`, () => {
    assertThrows(() => parseGlyphs(pictures), SyntaxError, message);
  });
}

Deno.test("GLYPHS has several styles of each digit, of about the same height", () => {
  assertEquals(GLYPHS.length, 10);
  for (const glyphs of GLYPHS) {
    assertGreaterOrEqual(glyphs.length, 2);
    for (const { x, y } of glyphs) {
      assertAlmostEquals(Math.min(...y), -0.5, 0.13);
      assertAlmostEquals(Math.max(...y), 0.5, 0.13);
      assertLess(Math.max(...x) - Math.min(...x), 1);
    }
  }
});
