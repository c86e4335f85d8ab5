import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { parseIdxImages, parseIdxLabels } from "../../lib/dataset/idx.ts";
import { packIdx } from "./pack_idx.ts";

const pixels = [
  ...[1, 2, 3],
  ...[4, 5, 6],

  ...[7, 8, 9],
  ...[10, 11, 255],
];
const images = packIdx([2, 2, 3], pixels);
const labels = packIdx([4], [7, 2, 1, 0]);

Deno.test("parseIdxImages() reads count, height, width and pixels", () => {
  const parsed = parseIdxImages(images);
  assertEquals(parsed, { count: 2, height: 2, width: 3, images: Uint8Array.from(pixels) });
  // A view of the file, not a copy of it.
  assertStrictEquals(parsed.images.buffer, images.buffer);
});

Deno.test("parseIdxLabels() reads labels", () => {
  assertEquals(parseIdxLabels(labels), Uint8Array.of(7, 2, 1, 0));
});

Deno.test("parseIdxImages() and parseIdxLabels() read bytes that begin inside a buffer", () => {
  const buffer = new Uint8Array(3 + labels.length + images.length);
  buffer.set(labels, 3);
  buffer.set(images, 3 + labels.length);
  const [from, to] = [3, 3 + labels.length];
  assertEquals(parseIdxLabels(buffer.subarray(from, to)), Uint8Array.of(7, 2, 1, 0));
  assertEquals(parseIdxImages(buffer.subarray(to)).images, Uint8Array.from(pixels));
});

const MANY = 2 ** 32 - 1;

/** Each: what is wrong, the bytes, what the message says. */
const WRONG_IMAGES: [string, Uint8Array, string][] = [
  ["an empty file", new Uint8Array(0), "expected a header of 16 bytes, got a file of 0"],
  ["a header cut short", images.subarray(0, 15), "expected a header of 16 bytes, got a file of 15"],
  [
    "a file of labels",
    packIdx([9], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    "expected magic number 0x00000803, got 0x00000801, a file of labels",
  ],
  [
    "a web page",
    new TextEncoder().encode("<!doctype html><title>MNIST</title>"),
    "expected magic number 0x00000803, got 0x3c21646f",
  ],
  [
    "values of another type",
    packIdx([1, 1, 1], [1], 0x0d03),
    "expected magic number 0x00000803, got 0x00000d03",
  ],
  [
    "two axes",
    packIdx([2, 8], new Uint8Array(16)),
    "expected magic number 0x00000803, got 0x00000802",
  ],
  ["one byte too few", images.subarray(0, -1), "expected 2x2x3 = 12 values, got 11"],
  ["one byte too many", packIdx([2, 2, 3], [...pixels, 0]), "expected 2x2x3 = 12 values, got 13"],
  ["a count that lies", packIdx([3, 2, 3], pixels), "expected 3x2x3 = 18 values, got 12"],
  [
    "lengths beyond all measure",
    packIdx([MANY, MANY, MANY], pixels),
    "expected 4294967295x4294967295x4294967295 = 7.922816",
  ],
  [
    "lengths whose product is small in 32 bits",
    packIdx([2 ** 16, 2 ** 16, 1], []),
    "expected 65536x65536x1 = 4294967296 values, got 0",
  ],
  ["no images", packIdx([0, 28, 28], []), "expected at least one value, got 0x28x28"],
  ["images of no width", packIdx([2, 28, 0], []), "expected at least one value, got 2x28x0"],
];

for (const [what, bytes, message] of WRONG_IMAGES) {
  Deno.test(`parseIdxImages() refuses ${what}`, () => {
    const whole = `Cannot read IDX images: ${message}`;
    assertThrows(() => parseIdxImages(bytes), SyntaxError, whole);
  });
}

const WRONG_LABELS: [string, Uint8Array, string][] = [
  ["an empty file", new Uint8Array(0), "expected a header of 8 bytes, got a file of 0"],
  [
    "a file of images",
    images,
    "expected magic number 0x00000801, got 0x00000803, a file of images",
  ],
  ["one byte too few", labels.subarray(0, -1), "expected 4 values, got 3"],
  ["one byte too many", packIdx([4], [7, 2, 1, 0, 4]), "expected 4 values, got 5"],
  ["a count that lies", packIdx([MANY], [7, 2]), "expected 4294967295 values, got 2"],
  ["no labels", packIdx([0], []), "expected at least one value, got 0"],
];

for (const [what, bytes, message] of WRONG_LABELS) {
  Deno.test(`parseIdxLabels() refuses ${what}`, () => {
    const whole = `Cannot read IDX labels: ${message}`;
    assertThrows(() => parseIdxLabels(bytes), SyntaxError, whole);
  });
}

Deno.test("parseIdxImages() refuses a file cut off anywhere", () => {
  for (let length = 0; length < images.length; length++) {
    assertThrows(() => parseIdxImages(images.subarray(0, length)), SyntaxError);
  }
});
