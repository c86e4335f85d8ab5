import { assertEquals } from "@std/assert";
import { findInkBox } from "../../lib/image/ink_box.ts";
import { drawing } from "./drawing.ts";

Deno.test("findInkBox encloses what has enough ink", () => {
  const ink = drawing(`
    .1111111
    .1.#..1.
    .1.3##1.
    .1111111
  `);
  assertEquals(findInkBox(ink, 64), { x: 3, y: 1, width: 3, height: 2 });
  assertEquals(findInkBox(ink, 1), { x: 1, y: 0, width: 7, height: 4 });
});

Deno.test("findInkBox encloses ink that fills the picture, and a single pixel", () => {
  assertEquals(findInkBox(drawing("## ##"), 64), { x: 0, y: 0, width: 2, height: 2 });
  assertEquals(findInkBox(drawing("... ..# ..."), 64), { x: 2, y: 1, width: 1, height: 1 });
  assertEquals(findInkBox(drawing("#"), 255), { x: 0, y: 0, width: 1, height: 1 });
});

Deno.test("findInkBox leaves out specks of less than a thousandth of the ink", () => {
  const width = 60;
  const pixels = new Uint8Array(width * width);
  for (let y = 10; y < 50; y++) pixels.fill(255, y * width + 10, y * width + 50);
  const box = { x: 10, y: 10, width: 40, height: 40 };
  // One of 1,601 pixels of ink.
  pixels[2 * width + 57] = 255;
  assertEquals(findInkBox({ width, height: width, pixels }, 64), box);
  // Two more in the same row are more than a thousandth.
  pixels[2 * width + 3] = pixels[2 * width + 4] = 255;
  const { y, height } = findInkBox({ width, height: width, pixels }, 64);
  assertEquals([y, height], [2, 48]);
});
