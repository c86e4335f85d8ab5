import { assertEquals } from "@std/assert";
import type { Box, GreyPicture } from "../../lib/image/grey_picture.ts";
import { resample } from "../../lib/image/resample.ts";
import { drawing, enlarged, lines, written } from "./drawing.ts";

/** The box of a whole picture. */
function whole({ width, height }: GreyPicture): Box {
  return { x: 0, y: 0, width, height };
}

/** A picture of one row. */
function row(...values: number[]): GreyPicture {
  return { width: values.length, height: 1, pixels: Uint8Array.from(values) };
}

Deno.test("resample to the same size copies the box", () => {
  const picture = drawing(`
    ......
    ..12#.
    ..345.
    ......
  `);
  const part = resample(picture, { x: 2, y: 1, width: 3, height: 2 }, 3, 2);
  assertEquals(written(part), lines("12# 345"));
});

Deno.test("resample averages areas when it makes smaller", () => {
  const picture = drawing(`
    ##....
    ##...#
    ###...
    ##....
  `);
  // Whole 2x2 squares: all, none, a quarter; all, a quarter of 2x2, none.
  const half = resample(picture, whole(picture), 3, 2);
  assertEquals(Array.from(half.pixels), [255, 0, 64, 255, 64, 0]);
  // Three pixels to two: one and a half each.
  assertEquals(Array.from(resample(row(0, 120, 240), whole(row(0, 0, 0)), 2, 1).pixels), [40, 200]);
});

Deno.test("resample keeps the amount of ink", () => {
  const picture = { width: 37, height: 23, pixels: new Uint8Array(37 * 23) };
  for (let i = 0; i < picture.pixels.length; i++) picture.pixels[i] = (i * 97) % 256;
  const mean = (pixels: Uint8Array) =>
    pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  for (const [width, height] of [[20, 12], [7, 20], [1, 1]]) {
    const { pixels } = resample(picture, whole(picture), width, height);
    assertEquals(Math.round(mean(pixels)), Math.round(mean(picture.pixels)));
  }
});

Deno.test("resample undoes an enlargement", () => {
  const picture = drawing("#.5 .#. 12# 444");
  const large = enlarged(picture, 7);
  assertEquals(resample(large, whole(large), 3, 4), picture);
});

Deno.test("resample runs linearly from pixel to pixel when it makes larger", () => {
  // The new pixels' middles lie at 1/8, 3/8, ... of the way; beyond the outer middles nothing changes.
  const larger = resample(row(0, 240), whole(row(0, 0)), 8, 1);
  assertEquals(Array.from(larger.pixels), [0, 0, 30, 90, 150, 210, 240, 240]);
  assertEquals(Array.from(resample(row(9), whole(row(9)), 2, 2).pixels), [9, 9, 9, 9]);
});

Deno.test("resample scales each axis by itself", () => {
  const picture = drawing("#. #. #. #.");
  assertEquals(written(resample(picture, whole(picture), 2, 1)), "#.");
  assertEquals(written(resample(picture, whole(picture), 1, 4)), lines("5 5 5 5"));
});
