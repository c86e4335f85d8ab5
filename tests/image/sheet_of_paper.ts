/** Pictures for tests: shapes written on paper, in any light. */
import type { GreyPicture } from "../../lib/image/grey_picture.ts";
import { placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import type { Recognizer } from "../../lib/image/reading.ts";
import { Random } from "../../lib/random.ts";
import { drawing, enlarged } from "./drawing.ts";
import { SEVEN } from "./seven.ts";

/** A ring, as a zero is. */
export const ZERO = drawing(`
  ...38883...
  ..8####8...
  .8##88##8..
  .##8..8##..
  8##....##8.
  ##8....8##.
  ##......##.
  ##......##.
  ##......##.
  ##......##.
  ##......##.
  ##......##.
  ##......##.
  ##......##.
  ##8....8##.
  8##....##8.
  .##8..8##..
  .8##88##8..
  ..8####8...
  ...38883...
`);

/** A bar, as a one is. */
export const ONE = drawing(Array.from({ length: 20 }, () => "###").join("\n"));

/** A shape on a sheet: what, where, how many times enlarged. */
export type Written = readonly [shape: GreyPicture, x: number, y: number, times: number];

/** How a sheet looks. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly paper: number;
  readonly ink: number;
  /** The light that falls on a pixel, 1 for all of it. */
  readonly light?: (x: number, y: number) => number;
  /** Deviation of the noise. */
  readonly noise?: number;
}

/** Writes shapes on a sheet. */
export function write(sheet: Sheet, shapes: readonly Written[]): GreyPicture {
  const { width, height, paper, ink, light = () => 1, noise = 0 } = sheet;
  const values = new Float64Array(width * height).fill(paper);
  for (const [shape, left, top, times] of shapes) {
    const large = enlarged(shape, times);
    large.pixels.forEach((amount, i) => {
      const at = (top + Math.floor(i / large.width)) * width + left + i % large.width;
      if (amount > 0) values[at] = paper + (ink - paper) * amount / 255;
    });
  }
  const random = new Random(5, "sheet");
  const pixels = Uint8Array.from(values, (value, i) => {
    const lit = value * light(i % width, Math.floor(i / width));
    return Math.max(0, Math.min(255, Math.round(lit + (noise > 0 ? noise * random.normal() : 0))));
  });
  return { width, height, pixels };
}

/** Knows the three shapes 0, 1 and 7 by how much an image has in common with each. */
export const recognizeShapes: Recognizer = (images) =>
  images.map((image) => {
    const scores = new Float32Array(10);
    for (const [digit, shape] of [[0, ZERO], [1, ONE], [7, SEVEN]] as const) {
      scores[digit] = Math.exp(14 * likeness(image, placeByCentreOfMass(shape)));
    }
    const sum = scores.reduce((total, score) => total + score, 0);
    return scores.map((score) => score / sum);
  });

function likeness(a: Uint8Array, b: Uint8Array): number {
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i] * b[i];
    squaresA += a[i] * a[i];
    squaresB += b[i] * b[i];
  }
  return product / Math.sqrt(squaresA * squaresB);
}
