/**
 * What a dropout leaves out: a function of the run's seed, the step, the layer, the image and the unit,
 * and of nothing that was drawn before. So any number of threads, each with images of its own, and a
 * run that was interrupted leave out the same.
 *
 *     number = draw(draw(draw(stepKey, layer), image), unit)
 *
 * from 0 to 2^32 - 1; a unit is kept if its number is not below the share to be left out, times 2^32.
 * Here `layer` counts the dropouts of the network and `image` those of the batch, from 0, and `unit` the
 * values of an image in PyTorch's order: channel, row, column.
 */

import { Random } from "../random.ts";
import type { TrainingPass } from "./layer.ts";

/**
 * The constants of `draw`, which other ways to compute it share: the distance of neighbouring indices,
 * then in each round a shift to the right and a factor, then a shift.
 */
export const DRAW = {
  stride: 0x9e3779b9,
  rounds: [{ shift: 16, factor: 0x21f0aaad }, { shift: 15, factor: 0x735a2d97 }],
  lastShift: 15,
} as const;

/**
 * Number `index` of the many that belong to `key`, from 0 to 2^32 - 1: splitmix32's finalizer, which
 * scatters each bit over all, on the steps of a Weyl sequence. Nothing but additions, multiplications
 * and shifts of 32 bits, so that vectors can do it four at a time.
 */
export function draw(key: number, index: number): number {
  let z = (key + Math.imul(index, DRAW.stride)) | 0;
  for (const { shift, factor } of DRAW.rounds) z = Math.imul(z ^ (z >>> shift), factor);
  return (z ^ (z >>> DRAW.lastShift)) >>> 0;
}

/** The key of all that dropouts draw in a step. */
export function stepKey({ seed, step }: TrainingPass): number {
  return new Random(seed, "dropout", step).uint32();
}
