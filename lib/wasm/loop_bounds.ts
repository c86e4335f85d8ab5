/** What is known of a counted loop before it runs. */

import type { I32 } from "./i32.ts";

const LARGEST = 2 ** 31 - 1;
const UNBOUNDED = 2 ** 32 - 1;

/**
 * The number of rounds of a loop from `first` to `limit` in steps of `stride`, or undefined if one of
 * them is not a constant.
 *
 * @throws {RangeError} If the step is 0, or the counter would leave its 32 bits before it reaches the
 * limit: such a loop has no end.
 */
export function countRounds(first: I32, limit: I32, stride: I32): number | undefined {
  const [from, to, step] = [first.constant, limit.constant, stride.constant];
  if (step === 0) throw new RangeError("Cannot record a loop: step must not be 0, got 0");
  if (from === undefined || to === undefined || step === undefined) return undefined;
  const rounds = Math.max(0, Math.ceil((to - from) / step));
  const last = from + rounds * step;
  if (last !== (last | 0)) {
    throw new RangeError(
      `Cannot record a loop: the counter must end from -2^31 to 2^31 - 1, got ${last}`,
    );
  }
  return rounds;
}

/** Whether a counter with this step counts down; a step that is not a constant is taken for positive. */
export function isFalling(stride: I32): boolean {
  return (stride.constant ?? 1) < 0;
}

/** A bound of the counter inside the loop, read without sign: see `I32.max`. */
export function boundOfCounter(first: I32, limit: I32, stride: I32): number {
  if (first.max > LARGEST) return UNBOUNDED;
  // From here on the counter starts at 0 or above.
  if (!isFalling(stride)) return Math.min(Math.max(limit.max - 1, 0), LARGEST);
  return (limit.constant ?? -2) >= -1 ? first.max : UNBOUNDED;
}
