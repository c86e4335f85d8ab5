import { Random } from "../../random.ts";
import type { Glyph } from "./glyph.ts";
import { GLYPHS } from "./glyphs.ts";
import { Hand } from "./hand.ts";
import { BOX_SIDE, inkTrace, type Pen } from "./pen.ts";
import { placeBox } from "./place_box.ts";
import { Trace } from "./trace.ts";

/** The side of an image, in pixels. */
const IMAGE_SIDE = 28;
const IMAGE_LENGTH = IMAGE_SIDE * IMAGE_SIDE;

const MOST_POINTS = Math.max(...GLYPHS.flat().map((glyph) => glyph.x.length));

/** Which digits {@linkcode generateDigits} draws, and where to. */
export interface GenerateDigitsOptions {
  /** A whole number, 0 to 2^53 - 1. */
  seed: number;
  /** Which of the seed's endless rows of images, for example "train" or "test". */
  stream: string;
  /** The number of the first image in its row. */
  first: number;
  /** How many images. */
  count: number;
  /** Receives `[count, 28, 28]` pixels, 0 background to 255 ink. */
  images: Uint8Array;
  /** Receives `[count]` digits, 0 to 9. */
  labels: Uint8Array;
}

/**
 * Draws images of handwritten digits, and their labels, after MNIST's convention: the ink fits into
 * 20x20 pixels, and its centre of mass lies within half a pixel of (14, 14), where pixels count
 * from 0, unless this would push ink over the border.
 *
 * An image depends only on the seed, the stream and its number: any part of a row can be drawn
 * alone. The bytes are the same on every machine.
 *
 * @example The second and third image of a row, drawn alone
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const row = { images: new Uint8Array(3 * 784), labels: new Uint8Array(3) };
 * generateDigits({ seed: 1, stream: "train", first: 0, count: 3, ...row });
 * const part = { images: new Uint8Array(2 * 784), labels: new Uint8Array(2) };
 * generateDigits({ seed: 1, stream: "train", first: 1, count: 2, ...part });
 * assertEquals(part.images, row.images.subarray(784));
 * assertEquals(part.labels, row.labels.subarray(1));
 * ```
 *
 * @throws {RangeError} If `seed`, `first` or `count` is not a whole number from 0, or the number of
 * an image exceeds 2^32 - 1.
 * @throws {TypeError} If `images` or `labels` has another length than `count` images or labels.
 */
export function generateDigits(options: GenerateDigitsOptions): void {
  checkOptions(options);
  const { seed, stream, first, count, images, labels } = options;
  const hand = new Hand(MOST_POINTS);
  const trace = new Trace(MOST_POINTS);
  const pen: Pen = { radius: 0, growth: 0, softness: 0, ink: 0 };
  const box = new Float64Array(BOX_SIDE * BOX_SIDE);
  images.fill(0);
  for (let n = 0; n < count; n++) {
    const random = new Random(seed, `generated-${stream}`, first + n);
    const digit = random.below(GLYPHS.length);
    trace.clear();
    hand.write(chooseGlyph(GLYPHS[digit], random), random, trace);
    choosePen(pen, random);
    inkTrace(trace, pen, box);
    placeBox(box, images, n * IMAGE_LENGTH);
    labels[n] = digit;
  }
}

function checkOptions({ first, count, images, labels }: GenerateDigitsOptions): void {
  for (const [name, value] of Object.entries({ first, count })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(
        `Cannot generate digits: ${name} must be a whole number from 0, got ${value}`,
      );
    }
  }
  if (first + count > 2 ** 32) {
    throw new RangeError(
      `Cannot generate digits: first + count must be at most 2^32, got ${first + count}`,
    );
  }
  if (images.length !== count * IMAGE_LENGTH || labels.length !== count) {
    throw new TypeError(
      `Cannot generate digits: expected ${count * IMAGE_LENGTH} pixels and ${count} labels, ` +
        `got ${images.length} and ${labels.length}`,
    );
  }
}

/** One of `glyphs`, each as likely as its share says. */
function chooseGlyph(glyphs: readonly Glyph[], random: Random): Glyph {
  let total = 0;
  for (const { share } of glyphs) total += share;
  let left = random.uniform(0, total);
  let k = 0;
  while (k < glyphs.length - 1 && left >= glyphs[k].share) left -= glyphs[k++].share;
  return glyphs[k];
}

/** From a ballpoint to a felt pen; thin ones are more common. Overwrites `pen`. */
function choosePen(pen: Pen, random: Random): void {
  const thickness = random.uniform();
  pen.radius = random.uniform(0.65, 1.25) + 1.3 * thickness * thickness;
  pen.growth = random.uniform(-0.4, 0.4);
  pen.softness = random.uniform(0.8, 1.6);
  // Most ink is black; one pen in eight is pale.
  pen.ink = Math.min(255, random.uniform(235, 400));
}
