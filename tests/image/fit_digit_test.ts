import { assert, assertEquals, assertThrows } from "@std/assert";
import { fitDigit } from "../../lib/image/fit_digit.ts";
import { findInkBox } from "../../lib/image/ink_box.ts";
import { strokeWidth } from "../../lib/image/stroke_width.ts";
import { drawing, enlarged, inverse, written } from "./drawing.ts";
import { drawnLine } from "./drawn_line.ts";
import { SEVEN } from "./seven.ts";

Deno.test("fitDigit leaves ink of MNIST's size as it is", () => {
  assertEquals(fitDigit(SEVEN, { x: 0, y: 0, width: 11, height: 20 }), SEVEN);
});

Deno.test("fitDigit brings an enlarged digit back", () => {
  assertEquals(fitDigit(enlarged(SEVEN, 9), { x: 0, y: 0, width: 99, height: 180 }), SEVEN);
});

Deno.test("fitDigit makes the fullest ink 255", () => {
  const pale = { ...SEVEN, pixels: SEVEN.pixels.map((value) => Math.floor(value / 5)) };
  const fitted = fitDigit(pale, { x: 0, y: 0, width: 11, height: 20 });
  assertEquals(written(fitted), written(SEVEN));
});

Deno.test("fitDigit keeps the aspect, with at least one pixel", () => {
  const block = { width: 50, height: 30, pixels: new Uint8Array(1500).fill(255) };
  const sizeOf = (width: number, height: number) => {
    const fitted = fitDigit(block, { x: 0, y: 0, width, height });
    return `${fitted.width}x${fitted.height}`;
  };
  assertEquals(sizeOf(50, 30), "20x12");
  assertEquals(sizeOf(10, 30), "7x20");
  assertEquals(sizeOf(1, 1), "20x20");
});

Deno.test("fitDigit makes the strokes of a thin pen as bright and wide as MNIST's", () => {
  for (const [side, penWidth] of [[1000, 5], [1000, 1], [200, 2], [60, 1.5]]) {
    const ends = [0.3, 0.1, 0.6, 0.9].map((part) => part * side);
    const ink = inverse(drawnLine(side, penWidth, ends));
    const fitted = fitDigit(ink, findInkBox(ink, 64));
    assertEquals(fitted.height, 20);
    assert(fitted.pixels.some((value) => value === 255), written(fitted));
    const width = strokeWidth(fitted);
    assert(width > 1.8 && width < 3, `${penWidth} of ${side} becomes ${width}`);
  }
});

Deno.test("fitDigit refuses specks that vanish", () => {
  const ink = { width: 2000, height: 2000, pixels: new Uint8Array(4e6) };
  ink.pixels[0] = ink.pixels[4e6 - 1] = 255;
  assertThrows(
    () => fitDigit(ink, { x: 0, y: 0, width: 2000, height: 2000 }),
    RangeError,
    "Cannot read the picture: expected strokes, got specks far apart in 2000x2000 pixels",
  );
  // In a smaller picture they are dots.
  assert(fitDigit(drawing("#... .... ...#"), { x: 0, y: 0, width: 4, height: 3 }).width === 20);
});
