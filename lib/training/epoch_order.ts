import { Random } from "../random.ts";

/**
 * The order in which an epoch takes the images. It depends on nothing but its arguments, so that a run
 * that goes on in the middle of an epoch need not know how the others went.
 *
 * @param options.seed Of the run.
 * @param options.epoch From 1.
 * @param options.count How many images there are.
 * @returns The numbers from 0 to `count - 1`.
 */
export function epochOrder(options: { seed: number; epoch: number; count: number }): Uint32Array {
  const { seed, epoch, count } = options;
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  new Random(seed, "shuffling", epoch).shuffle(order);
  return order;
}
