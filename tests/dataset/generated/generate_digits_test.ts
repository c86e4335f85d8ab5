import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { generateDigits } from "../../../lib/dataset/generated/generate_digits.ts";
import { sha256 } from "../../../lib/sha256.ts";

const SIDE = 28;
const LENGTH = SIDE * SIDE;

/** Draws a part of a row of images. */
function draw(seed: number, stream: string, first: number, count: number) {
  // Filled, so that pixels which nobody writes are noticed.
  const images = new Uint8Array(count * LENGTH).fill(99);
  const labels = new Uint8Array(count).fill(99);
  generateDigits({ seed, stream, first, count, images, labels });
  return { images, labels };
}

const COUNT = 2000;
const { images, labels } = draw(1, "train", 0, COUNT);
const image = (n: number) => images.subarray(n * LENGTH, (n + 1) * LENGTH);

Deno.test("generateDigits() draws the recorded bytes", async () => {
  // Another hash on another machine is a defect; after a change of how digits are drawn, record anew.
  assertEquals(
    await sha256(images),
    "3ca0191319b842896362b54383ccf1ecbb60ecfae040850d3d8fe0130d6eb643",
  );
  assertEquals([...labels.subarray(0, 20)], [
    7,
    5,
    5,
    2,
    6,
    4,
    8,
    5,
    1,
    9,
    4,
    6,
    4,
    8,
    8,
    5,
    7,
    7,
    2,
    4,
  ]);
});

Deno.test("generateDigits() draws any part alone as it is within the row", () => {
  for (const [first, count] of [[0, 1], [7, 1], [1990, 10], [500, 33], [3, 0]]) {
    const part = draw(1, "train", first, count);
    assertEquals(part.images, images.slice(first * LENGTH, (first + count) * LENGTH));
    assertEquals(part.labels, labels.slice(first, first + count));
  }
});

Deno.test("generateDigits() draws the last image of a row", () => {
  const last = draw(1, "train", 2 ** 32 - 1, 1);
  assert(last.labels[0] <= 9);
  assertNotEquals(last.images, draw(1, "train", 2 ** 32 - 2, 1).images);
});

Deno.test("generateDigits() draws other images for another seed and stream", () => {
  assertNotEquals(draw(2, "train", 0, 10).images, images.slice(0, 10 * LENGTH));
  assertNotEquals(draw(1, "test", 0, 10).images, images.slice(0, 10 * LENGTH));
});

Deno.test("generateDigits() draws no image twice", () => {
  const different = new Set(Array.from({ length: COUNT }, (_, n) => image(n).join()));
  assertEquals(different.size, COUNT);
});

Deno.test("generateDigits() draws all ten digits equally often", () => {
  const counts = new Array(10).fill(0);
  for (const label of labels) counts[label]++;
  // 200 of each are expected, with a deviation of 13.4.
  for (const count of counts) assertAlmostEquals(count, COUNT / 10, 60);
});

Deno.test("generateDigits() fits the ink into 20x20 pixels and uses their whole width or height", () => {
  for (let n = 0; n < COUNT; n++) {
    const inked = Array.from(image(n).keys()).filter((p) => image(n)[p] > 0);
    const rows = inked.map((p) => Math.floor(p / SIDE));
    const columns = inked.map((p) => p % SIDE);
    const height = Math.max(...rows) - Math.min(...rows) + 1;
    const width = Math.max(...columns) - Math.min(...columns) + 1;
    assertEquals(Math.max(height, width), 20, `image ${n}`);
  }
});

Deno.test("generateDigits() puts the centre of mass into the middle", () => {
  let shifted = 0;
  for (let n = 0; n < COUNT; n++) {
    let mass = 0;
    let massX = 0;
    let massY = 0;
    let touchesBorder = false;
    image(n).forEach((ink, p) => {
      const [x, y] = [p % SIDE, Math.floor(p / SIDE)];
      mass += ink;
      massX += ink * x;
      massY += ink * y;
      if (ink > 0 && (x % (SIDE - 1) === 0 || y % (SIDE - 1) === 0)) touchesBorder = true;
    });
    const away = Math.max(Math.abs(massX / mass - 14), Math.abs(massY / mass - 14));
    // Half a pixel, and what rounding 400 bytes may do to it.
    if (away <= 0.51) continue;
    assert(touchesBorder, `image ${n}: ${away} from the middle`);
    assertLess(away, 2, `image ${n}`);
    shifted++;
  }
  assertLess(shifted, 0.002 * COUNT);
});

Deno.test("generateDigits() draws lines: some black, most of the image blank, edges grey", () => {
  for (let n = 0; n < COUNT; n++) {
    const pixels = image(n);
    const share = (is: (ink: number) => boolean) => pixels.filter(is).length / LENGTH;
    assertGreater(share((ink) => ink > 200), 0.015, `image ${n} is too pale`);
    assertGreater(share((ink) => ink === 0), 0.55, `image ${n} is a blot`);
    assertGreater(share((ink) => ink > 0 && ink < 200), 0.02, `image ${n} has hard edges`);
  }
});

Deno.test("generateDigits() draws ones slimmer than zeros", () => {
  const ink = (digit: number) => {
    const chosen = Array.from(labels.keys()).filter((n) => labels[n] === digit);
    return chosen.reduce((sum, n) => sum + image(n).reduce((a, b) => a + b), 0) / chosen.length;
  };
  assertLess(ink(1), 0.7 * ink(0));
});

/** Each: what is wrong, the options that are, the class and the message. */
const WRONG: [string, Record<string, unknown>, typeof RangeError, string][] = [
  ["a negative first", { first: -1 }, RangeError, "first must be a whole number from 0, got -1"],
  ["a fraction", { count: 1.5 }, RangeError, "count must be a whole number from 0, got 1.5"],
  ["a number that is not", { first: NaN }, RangeError, "first must be a whole number from 0, got"],
  ["a far image", { first: 2 ** 32 - 1 }, RangeError, "must be at most 2^32, got 4294967297"],
  ["a negative seed", { seed: -1 }, RangeError, "seed must be a whole number"],
  [
    "few pixels",
    { images: new Uint8Array(784) },
    TypeError,
    "expected 1568 pixels and 2 labels, got 784 and 2",
  ],
  [
    "few labels",
    { labels: new Uint8Array(1) },
    TypeError,
    "expected 1568 pixels and 2 labels, got 1568 and 1",
  ],
];

for (const [what, wrong, errorClass, message] of WRONG) {
  Deno.test(`generateDigits() refuses ${what}`, () => {
    const right = { seed: 1, stream: "train", first: 0, count: 2 };
    const buffers = { images: new Uint8Array(2 * LENGTH), labels: new Uint8Array(2) };
    assertThrows(() => generateDigits({ ...right, ...buffers, ...wrong }), errorClass, message);
  });
}
