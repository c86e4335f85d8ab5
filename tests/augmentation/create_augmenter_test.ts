import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import type { Augmentation } from "../../lib/augmentation/augmentation.ts";
import { type AugmentedBatch, createAugmenter } from "../../lib/augmentation/create_augmenter.ts";
import { generateDigits } from "../../lib/dataset/generated/generate_digits.ts";
import { Random } from "../../lib/random.ts";

const SIDE = 28;
const SHAPE = [1, SIDE, SIDE];
const EVERYTHING: Augmentation = {
  shift: 2,
  rotation: 15,
  scale: 0.15,
  stretch: 0.1,
  shear: 10,
  elastic: 1,
  thickness: 1,
  noise: 0.1,
  erasing: 0.1,
};

/** How many images the amounts of an effect are judged by. */
const SAMPLES = 400;

/** Keys that have nothing to do with each other. */
function manyKeys(count: number, seed = 1): Uint32Array {
  const random = new Random(seed, "keys");
  return Uint32Array.from({ length: count }, () => random.uint32());
}

/** Images that get all of each effect, unless `strength` says otherwise. */
function batchOf(images: Uint8Array, keys: Uint32Array, strength = 1): AugmentedBatch {
  return { images, keys, strengths: new Float32Array(keys.length).fill(strength) };
}

function drawDigits(count: number): Uint8Array {
  const images = new Uint8Array(count * SIDE * SIDE);
  const labels = new Uint8Array(count);
  generateDigits({ seed: 1, stream: "train", first: 0, count, images, labels });
  return images;
}

/** What becomes of copies of one image, each with a key of its own. */
function augmentCopies(
  augmentation: Augmentation,
  pixel: (x: number, y: number) => number,
): Uint8Array[] {
  const augment = createAugmenter(augmentation, SHAPE);
  const image = Uint8Array.from(
    { length: SIDE * SIDE },
    (_, p) => pixel(p % SIDE, Math.floor(p / SIDE)),
  );
  return Array.from(manyKeys(SAMPLES), (key) => {
    const copy = image.slice();
    augment(batchOf(copy, Uint32Array.of(key)), 0, 1);
    return copy;
  });
}

/** A place `[x, y]` of the old image. */
type Place = [x: number, y: number];

/**
 * Where the ink of the image's middle and of pixels around it came from, to a sixteenth of a pixel: in a picture
 * of which every column is darker than the one before, a pixel's ink says from which column it came.
 */
function traceSources(
  augmentation: Augmentation,
): Record<"middle" | "corner" | "across" | "down", Place>[] {
  const columns = augmentCopies(augmentation, (x) => 16 + 8 * x);
  const rows = augmentCopies(augmentation, (_, y) => 16 + 8 * y);
  return columns.map((column, k) => {
    const source = (x: number, y: number): Place => [
      (column[y * SIDE + x] - 16) / 8,
      (rows[k][y * SIDE + x] - 16) / 8,
    ];
    const [[x, y], [nextX, nextY]] = [source(13, 13), source(14, 14)];
    return {
      middle: [(x + nextX) / 2, (y + nextY) / 2],
      across: source(21, 13),
      down: source(13, 21),
      corner: source(13, 13),
    };
  });
}

/** The linear part of where ink comes from: `[x per x, y per x, x per y, y per y]`. */
function traceMaps(augmentation: Augmentation): [number, number, number, number][] {
  return traceSources(augmentation).map(({ corner, across, down }) => [
    (across[0] - corner[0]) / 8,
    (across[1] - corner[1]) / 8,
    (down[0] - corner[0]) / 8,
    (down[1] - corner[1]) / 8,
  ]);
}

/** Amounts lie evenly between `least` and `most`, as far as can be measured. */
function assertEven(amounts: number[], least: number, most: number, tolerance: number): void {
  const range = most - least;
  for (const amount of amounts) {
    assert(amount > least - tolerance && amount < most + tolerance, `${amount}`);
  }
  const counts = [0, 0, 0, 0];
  for (const amount of amounts) {
    counts[Math.max(0, Math.min(3, Math.floor(4 * (amount - least) / range)))]++;
  }
  // Five deviations of sqrt(400 * 1/4 * 3/4) = 8.7.
  for (const count of counts) assertAlmostEquals(count, amounts.length / 4, 43, counts.join());
}

const degrees = (radians: number) => radians * 180 / Math.PI;

Deno.test("createAugmenter() without an effect leaves every byte as it is", () => {
  const images = drawDigits(20);
  const before = images.slice();
  createAugmenter({}, SHAPE)(batchOf(images, manyKeys(20)), 0, 20);
  createAugmenter({ shift: 0, smoothness: 9 }, SHAPE)(batchOf(images, manyKeys(20)), 0, 20);
  assertEquals(images, before);
});

Deno.test("createAugmenter() gives these bytes on every machine", () => {
  const images = drawDigits(50);
  createAugmenter(EVERYTHING, SHAPE)(batchOf(images, manyKeys(50)), 0, 50);
  // FNV-1a, as this machine found it: there is no second program to compare with.
  let hash = 0x811c9dc5;
  for (const byte of images) hash = Math.imul(hash ^ byte, 0x01000193);
  assertEquals(hash >>> 0, 2_619_665_591);
});

Deno.test("createAugmenter() changes an image as its key says, wherever it stands", () => {
  const count = 8;
  const keys = manyKeys(count);
  const together = drawDigits(count);
  const augment = createAugmenter(EVERYTHING, SHAPE);
  augment(batchOf(together, keys), 0, count);
  const apart = drawDigits(count);
  for (const n of [5, 0, 7, 2, 1, 6, 3, 4]) augment(batchOf(apart, keys), n, n + 1);
  assertEquals(apart, together);

  const alone = drawDigits(count).slice(3 * 784, 4 * 784);
  augment(batchOf(alone, Uint32Array.of(keys[3])), 0, 1);
  assertEquals(alone, together.slice(3 * 784, 4 * 784));
  const otherwise = drawDigits(count).slice(3 * 784, 4 * 784);
  augment(batchOf(otherwise, Uint32Array.of(keys[4])), 0, 1);
  assertNotEquals(otherwise, alone);
});

Deno.test("createAugmenter() touches the images of its range only", () => {
  const images = drawDigits(6);
  const before = images.slice();
  createAugmenter(EVERYTHING, SHAPE)(batchOf(images, manyKeys(6)), 2, 4);
  assertEquals(images.subarray(0, 2 * 784), before.subarray(0, 2 * 784));
  assertEquals(images.subarray(4 * 784), before.subarray(4 * 784));
  assertNotEquals(images.subarray(2 * 784, 3 * 784), before.subarray(2 * 784, 3 * 784));
  assertNotEquals(images.subarray(3 * 784, 4 * 784), before.subarray(3 * 784, 4 * 784));
});

Deno.test("createAugmenter() changes all channels alike, in images of any size", () => {
  const random = new Random(1, "images");
  for (const [channels, height, width] of [[3, 5, 40], [2, 33, 6], [1, 1, 1], [4, 1, 9]]) {
    const length = height * width;
    const channel = Uint8Array.from({ length }, () => random.below(256));
    const images = new Uint8Array((channels + 2) * length).fill(77);
    for (let c = 0; c < channels; c++) images.set(channel, c * length);
    for (const key of manyKeys(50)) {
      createAugmenter(EVERYTHING, [channels, height, width])(
        batchOf(images, Uint32Array.of(key)),
        0,
        1,
      );
    }
    const first = images.slice(0, length);
    for (let c = 1; c < channels; c++) {
      assertEquals(images.slice(c * length, (c + 1) * length), first);
    }
    // What stands behind the image belongs to the next one.
    assert(images.subarray(channels * length).every((byte) => byte === 77));
  }
});

Deno.test("createAugmenter() works as text alone, as workers get it", async () => {
  const program = `export default ${createAugmenter}`;
  const module = await import(`data:text/javascript,${encodeURIComponent(program)}`);
  for (const augmentation of [EVERYTHING, { shift: 1 }]) {
    const [expected, found] = [drawDigits(50), drawDigits(50)];
    createAugmenter(augmentation, SHAPE)(batchOf(expected, manyKeys(50)), 0, 50);
    (module.default as typeof createAugmenter)(augmentation, SHAPE)(
      batchOf(found, manyKeys(50)),
      0,
      50,
    );
    assertEquals(found, expected);
  }
});

Deno.test("createAugmenter() shifts by up to so many pixels along both axes", () => {
  const sources = traceSources({ shift: 3 });
  for (const axis of [0, 1]) {
    assertEven(sources.map(({ middle }) => middle[axis] - 13.5), -3, 3, 0.07);
  }
  // Both axes draw numbers of their own.
  const products = sources.map(({ middle: [x, y] }) => (x - 13.5) * (y - 13.5));
  assertAlmostEquals(products.reduce((sum, product) => sum + product) / SAMPLES, 0, 0.8);
  for (const map of traceMaps({ shift: 3 })) assertEquals(map, [1, 0, 0, 1]);
});

Deno.test("createAugmenter() turns by up to so many degrees, and keeps lengths", () => {
  for (const rotation of [20, 180]) {
    const maps = traceMaps({ rotation });
    assertEven(maps.map(([xx, xy]) => degrees(Math.atan2(xy, xx))), -rotation, rotation, 1);
    for (const [xx, xy, yx, yy] of maps) {
      assertAlmostEquals(Math.hypot(xx, xy), 1, 0.02);
      assertAlmostEquals(yx, -xy, 0.02);
      assertAlmostEquals(yy, xx, 0.02);
    }
  }
});

Deno.test("createAugmenter() scales by up to a share, alike along both axes", () => {
  const maps = traceMaps({ scale: 0.2 });
  assertEven(maps.map(([xx]) => 1 / xx), 0.8, 1.2, 0.03);
  for (const [xx, xy, yx, yy] of maps) {
    assertAlmostEquals(yy, xx, 0.02);
    assertEquals([xy, yx], [0, 0]);
  }
});

Deno.test("createAugmenter() stretches one axis as the other shrinks", () => {
  const maps = traceMaps({ stretch: 0.2 });
  assertEven(maps.map(([xx]) => 1 / xx), 0.8, 1.2, 0.03);
  for (const [xx, xy, yx, yy] of maps) {
    assertAlmostEquals(xx * yy, 1, 0.03);
    assertEquals([xy, yx], [0, 0]);
  }
});

Deno.test("createAugmenter() slants upright strokes by up to so many degrees", () => {
  const maps = traceMaps({ shear: 30 });
  assertEven(maps.map(([, , yx]) => degrees(Math.atan(yx))), -30, 30, 1);
  for (const [xx, xy, , yy] of maps) assertEquals([xx, xy, yy], [1, 0, 1]);
});

Deno.test("createAugmenter() turns, scales and shifts about the middle of the image", () => {
  for (const { middle } of traceSources({ rotation: 90, scale: 0.3, stretch: 0.3, shear: 20 })) {
    assertAlmostEquals(middle[0], 13.5, 0.07);
    assertAlmostEquals(middle[1], 13.5, 0.07);
  }
});

/** By how much the ink of each pixel was moved along x, for many images: `[image][pixel]`. */
function traceBends(augmentation: Augmentation): number[][] {
  return augmentCopies(augmentation, (x) => 16 + 8 * x).map((image) => {
    const bends: number[] = [];
    for (let y = 4; y < SIDE - 4; y++) {
      for (let x = 4; x < SIDE - 4; x++) bends.push((image[y * SIDE + x] - 16) / 8 - x);
    }
    return bends;
  });
}

/** How alike the bends of neighbours are that are `distance` pixels apart, 0 to 1. */
function correlation(images: number[][], distance: number): number {
  const side = SIDE - 8;
  let [product, square] = [0, 0];
  for (const bends of images) {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x + distance < side; x++) {
        product += bends[y * side + x] * bends[y * side + x + distance];
        square += (bends[y * side + x] ** 2 + bends[y * side + x + distance] ** 2) / 2;
      }
    }
  }
  return product / square;
}

Deno.test("createAugmenter() bends by a root mean square of so many pixels", () => {
  for (const elastic of [0.5, 1]) {
    const bends = traceBends({ elastic }).flat();
    const square = bends.reduce((sum, bend) => sum + bend * bend, 0) / bends.length;
    assertAlmostEquals(Math.sqrt(square), elastic, 0.07 * elastic);
    assertAlmostEquals(bends.reduce((sum, bend) => sum + bend, 0) / bends.length, 0, 0.1);
  }
});

Deno.test("createAugmenter() bends what is near together alike, as far as smoothness says", () => {
  // Random numbers that were smoothed by a bell curve of variance v have the correlation
  // exp(-d^2 / 4 v) at the distance d. Straight lines between a mesh's points add 4^2 / 6 to v.
  for (const smoothness of [3, 4, 6]) {
    const images = traceBends({ elastic: 1, smoothness });
    for (const distance of [4, 8, 12]) {
      const expected = Math.exp(-(distance ** 2) / (4 * (smoothness ** 2 + 16 / 6)));
      assertAlmostEquals(correlation(images, distance), expected, 0.06);
    }
  }
});

/** All ink of an image. */
function massOf(image: Uint8Array): number {
  return image.reduce((sum, ink) => sum + ink, 0);
}

Deno.test("createAugmenter() makes strokes wider or narrower by up to so many pixels", () => {
  // A bar of 6 x 28 pixels, half of them at its edges; its ends are the image's.
  const images = augmentCopies({ thickness: 1.5 }, (x) => x >= 11 && x < 17 ? 200 : 0);
  const widths = images.map((image) => massOf(image.subarray(14 * SIDE, 15 * SIDE)) / 200);
  assertEven(widths, 4.5, 7.5, 0.05);
});

Deno.test("createAugmenter() leaves at least two thirds of a thin stroke", () => {
  const images = augmentCopies({ thickness: 2 }, (x, y) => x === 14 && y > 3 && y < 24 ? 240 : 0);
  const masses = images.map((image) => massOf(image) / (20 * 240));
  assert(masses.every((mass) => mass > 0.66 && mass < 3.2), `${Math.min(...masses)}`);
  assert(masses.some((mass) => mass < 0.68));
  assert(masses.some((mass) => mass > 2.9));
});

Deno.test("createAugmenter() adds noise of a deviation up to a share of full ink", () => {
  const deviations = augmentCopies({ noise: 0.2 }, () => 128).map((image) => {
    const mean = massOf(image) / image.length;
    assertAlmostEquals(mean, 128, 10);
    const squares = Array.from(image, (ink) => (ink - mean) ** 2);
    return Math.sqrt(squares.reduce((sum, square) => sum + square) / image.length) / 255;
  });
  assertEven(deviations, 0, 0.2, 0.02);
});

Deno.test("createAugmenter() keeps noise between ground and full ink", () => {
  for (
    const [ground, isNear] of [[0, (ink: number) => ink < 128], [
      255,
      (ink: number) => ink > 127,
    ]] as const
  ) {
    const images = augmentCopies({ noise: 0.15 }, () => ground);
    // Two even numbers added go no further than 2.45 deviations.
    assert(images.every((image) => image.every(isNear)));
    assert(images.some((image) => image.some((ink) => ink !== ground)));
  }
});

/** The box of what is not there, and how much of it is. */
function findHole(image: Uint8Array) {
  let [left, right, top, bottom, count] = [SIDE, -1, SIDE, -1, 0];
  for (const [p, ink] of image.entries()) {
    if (ink !== 0) continue;
    const [x, y] = [p % SIDE, Math.floor(p / SIDE)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    count++;
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1, count };
}

Deno.test("createAugmenter() erases one rectangle of up to a share of the image, anywhere", () => {
  const holes = augmentCopies({ erasing: 0.2 }, () => 255).map(findHole)
    .filter(({ count }) => count > 0);
  assert(holes.length > 0.95 * SAMPLES);
  for (const { width, height, count } of holes) {
    assertEquals(count, width * height);
    if (width > 4) assert(width < 2.6 * height && height < 2.6 * width, `${width}x${height}`);
  }
  assertEven(holes.map(({ count }) => count / (SIDE * SIDE)), 0, 0.2, 0.02);
  for (const [side, size] of [["left", "width"], ["top", "height"]] as const) {
    const places = holes.map((hole) => hole[side] / (SIDE - hole[size]));
    assertEven(places, 0, 1, 0.001);
  }
});

Deno.test("createAugmenter() draws for each effect apart from the others", () => {
  const alone = augmentCopies({ erasing: 0.2 }, () => 200).map(findHole);
  const among = augmentCopies({ erasing: 0.2, noise: 0.1 }, () => 200).map(findHole);
  assertEquals(among, alone);
  const shifts = traceSources({ shift: 2 });
  const others = traceSources({ shift: 2, rotation: 0.001, elastic: 0.001, scale: 0.001 });
  for (const [k, { middle }] of shifts.entries()) {
    assertAlmostEquals(others[k].middle[0], middle[0], 0.13);
    assertAlmostEquals(others[k].middle[1], middle[1], 0.13);
  }
});

Deno.test("createAugmenter() leaves an empty image empty, but for noise", () => {
  const { noise: _, ...silent } = EVERYTHING;
  for (const image of augmentCopies(silent, () => 0)) assertEquals(massOf(image), 0);
});

Deno.test("createAugmenter() gives an image the share of each effect that its strength is", () => {
  const halved = Object.entries(EVERYTHING).map(([name, most]) => [name, most / 2]);
  const [half, expected, none] = [drawDigits(50), drawDigits(50), drawDigits(50)];
  createAugmenter(EVERYTHING, SHAPE)(batchOf(half, manyKeys(50), 0.5), 0, 50);
  createAugmenter(Object.fromEntries(halved), SHAPE)(batchOf(expected, manyKeys(50)), 0, 50);
  assertEquals(half, expected);
  createAugmenter(EVERYTHING, SHAPE)(batchOf(none, manyKeys(50), 0), 0, 50);
  assertEquals(none, drawDigits(50));
});

Deno.test("createAugmenter() forgets one image before the next", () => {
  const augment = createAugmenter({ thickness: 1, shift: 3 }, SHAPE);
  const full = new Uint8Array(784).fill(255);
  const dot = new Uint8Array(784);
  dot[14 * SIDE + 14] = 255;
  const expected = dot.slice();
  createAugmenter({ thickness: 1, shift: 3 }, SHAPE)(batchOf(expected, Uint32Array.of(9)), 0, 1);
  augment(batchOf(full, Uint32Array.of(5)), 0, 1);
  augment(batchOf(dot, Uint32Array.of(9)), 0, 1);
  assertEquals(dot, expected);
});
