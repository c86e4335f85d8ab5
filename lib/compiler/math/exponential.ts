/**
 * The exponential function in two parts, which `exp`, `sigmoid` and `tanh` put together in their ways.
 *
 * With `n = floor(x / ln 2)` and `r = x - n ln 2`, which lies between 0 and ln 2:
 *
 *     e^x = 2^n e^r = 2^n (1 + (e^r - 1))
 *
 * - ln 2 is subtracted in two steps, as Cody and Waite do (Software Manual for the Elementary Functions,
 *   1980): the first part has so few bits that `n` times it is exact, the second is the rest.
 * - `e^r - 1 = r + r^2 q(r)`, where q is of degree 4: its largest relative error, 1.4e-8 and 2.6e-8
 *   after rounding to single precision, is the least possible (Remez; `tests/compiler/math/minimax.ts`).
 * - 2^n is made out of the bits of a sum: see `MAGIC`.
 *
 * Rounding down, instead of to the nearest n, makes 2^n infinite where e^x is, and only there; and
 * `e^r - 1` is not negative, so that no digits cancel when `tanh` subtracts 1 from the whole.
 *
 * Constants are single numbers that are put into all lanes where they are used: V8 builds a constant
 * vector anew in each round of a loop, in more instructions than that.
 */

import type { FunctionBuilder } from "../../wasm/function_builder.ts";
import { type F32x4, f32x4 } from "../../wasm/values.ts";

/** q of `e^r - 1 = r + r^2 q(r)` for r from 0 to ln 2, the constant coefficient first. */
export const EXPONENTIAL_TAIL: readonly number[] = [
  0.5000008940696716,
  0.16664738953113556,
  0.041795987635850906,
  0.007960806600749493,
  0.0018613763386383653,
];

const [Q0, Q1, Q2, Q3, Q4] = EXPONENTIAL_TAIL.map((coefficient) => f32x4.splat(coefficient));

/** ln 2 to 9 bits. */
const LN2_HIGH = f32x4.splat(355 / 512);
/** The rest of ln 2. */
const LN2_LOW = f32x4.splat(Math.LN2 - 355 / 512);
const LN2_INVERSE = f32x4.splat(1 / Math.LN2);

/**
 * Added to a whole number n from -126 to 128, this leaves n + 127, the exponent of 2^n, in the lowest
 * bits: from 2^23 to 2^24, single-precision numbers are the whole numbers.
 */
const MAGIC = f32x4.splat(1.5 * 2 ** 23 + 127);
const MANTISSA_BITS = 23;

/** `e^x` as `power * (1 + excess)`. */
export interface Exponential {
  /** 2^n; `Infinity` where e^x is 2^128 or more, and there `excess` is above 0. */
  readonly power: F32x4;
  /** e^r - 1, from 0 to 1 but for errors of rounding. */
  readonly excess: F32x4;
}

/**
 * Computes the parts of `e^x` in each lane.
 *
 * @param x From -87.33655 to 89. For NaN, `excess` is NaN; outside of the range, both are anything.
 */
export function exponential(f: FunctionBuilder, x: F32x4): Exponential {
  const argument = f.keep(x);
  const n = f.keep(argument.mul(LN2_INVERSE).floor());
  const r = f.keep(argument.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW)));
  // q in two halves that do not wait for each other.
  const square = f.keep(r.mul(r));
  const low = r.mul(Q1).add(Q0);
  const high = r.mul(Q3).add(Q2).add(square.mul(Q4));
  const excess = high.mul(square).add(low).mul(square).add(r);
  const power = n.add(MAGIC).asI32x4().shl(MANTISSA_BITS).asF32x4();
  return { power: f.keep(power), excess: f.keep(excess) };
}
