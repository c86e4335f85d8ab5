import { assertEquals } from "@std/assert";
import { isMnistImage, placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import { drawing, pasted } from "./drawing.ts";
import { SEVEN } from "./seven.ts";

/** A part of a picture of 28x28 moved by whole pixels; what was outside is 0. */
function placed(picture: typeof SEVEN, x: number, y: number) {
  return pasted(picture, { width: 28, height: 28, x, y, ground: 0 });
}

Deno.test("placeByCentreOfMass puts the centre of mass into the pixel at (14, 14)", () => {
  // One pixel at (2, 1): it goes to (14, 14).
  const single = placeByCentreOfMass(drawing("... ..# ..."));
  assertEquals(single.indexOf(255), 14 * 28 + 14);
  assertEquals(single.reduce((sum, value) => sum + value, 0), 255);
  // Two pixels whose centre is the line between them, 1.0: it belongs to the second.
  const pair = placeByCentreOfMass(drawing("##"));
  assertEquals([pair.indexOf(255), pair.lastIndexOf(255)], [14 * 28 + 13, 14 * 28 + 14]);
});

Deno.test("placeByCentreOfMass keeps the ink inside", () => {
  // A heavy end and a long thin tail: the centre is near the left.
  const bar = `#${"1".repeat(20)}`;
  const image = placeByCentreOfMass(drawing(`##${bar} ##${bar}`));
  const row = Array.from(image.subarray(14 * 28, 15 * 28));
  assertEquals(row.filter((value) => value > 0).length, 23);
  assertEquals(row[27], 28);
});

Deno.test("placeByCentreOfMass fills the image with ink of 28x28", () => {
  const full = { width: 28, height: 28, pixels: new Uint8Array(784).fill(7) };
  assertEquals(placeByCentreOfMass(full), full.pixels);
});

Deno.test("isMnistImage accepts a digit of MNIST's size and place", () => {
  assertEquals(isMnistImage(placed(SEVEN, 8, 6)), true);
});

Deno.test("isMnistImage tolerates a pixel of displacement and no more than two", () => {
  assertEquals(isMnistImage(placed(SEVEN, 9, 5)), true);
  assertEquals(isMnistImage(placed(SEVEN, 11, 6)), false);
  assertEquals(isMnistImage(placed(SEVEN, 8, 3)), false);
});

Deno.test("isMnistImage refuses another size of image and of digit", () => {
  assertEquals(
    isMnistImage(pasted(SEVEN, { width: 29, height: 28, x: 8, y: 6, ground: 0 })),
    false,
  );
  const short = { ...SEVEN, height: 12, pixels: SEVEN.pixels.slice(0, 12 * SEVEN.width) };
  assertEquals(isMnistImage(placed(short, 8, 10)), false);
});

Deno.test("isMnistImage refuses pale ink and the strokes of a one-pixel pencil", () => {
  const pale = { ...SEVEN, pixels: SEVEN.pixels.map((value) => Math.floor(value / 2)) };
  assertEquals(isMnistImage(placed(pale, 8, 6)), false);
  const pencil = drawing(Array.from({ length: 20 }, () => "#").join(" "));
  assertEquals(isMnistImage(placed(pencil, 14, 4)), false);
});
