/** The natural logarithm. */

import type { FunctionBuilder } from "../../wasm/function_builder.ts";
import { type F32, f32, f64, i32, select } from "../../wasm/values.ts";

/** p of `log((1 + s) / (1 - s)) = s (2 + s^2 p(s^2))`, the constant coefficient first. */
export const LOGARITHM_TAIL: readonly number[] = [
  0.6666666564823237,
  0.4000033463691279,
  0.28537339965181124,
  0.23581613737184973,
];

const [P0, P1, P2, P3] = LOGARITHM_TAIL;

/** The bits of the square root of 1/2 in single precision. */
const SQRT_HALF_BITS = 0x3f3504f3;
const MANTISSA_BITS = 23;

/**
 * Computes `log(x)` of one positive normal number, with the same bits on every machine.
 *
 * With `x = 2^k m`, m between the square roots of 1/2 and 2, and `s = (m - 1) / (m + 1)`:
 *
 *     log(x) = k ln 2 + log(m) = k ln 2 + log((1 + s) / (1 - s)) = k ln 2 + s (2 + s^2 p(s^2))
 *
 * p is of degree 3: its largest relative error, 4.8e-12 for s^2 from 0 to 0.02944, is the least possible
 * (Remez; `tests/compiler/math/minimax.ts`). All is computed in double precision and rounded once, so
 * that the result is off by less than 0.501 units in its last place. It is 0 for 1, `Infinity` for
 * `Infinity` and NaN for NaN. For zero, denormal and negative numbers the result has no meaning.
 */
export function log(f: FunctionBuilder, x: F32): F32 {
  const value = f.keep(x);
  const bits = f.keep(i32.reinterpretF32(value));
  const k = f.keep(bits.sub(SQRT_HALF_BITS).shrS(MANTISSA_BITS));
  const m = f.keep(f64.promoteF32(f32.reinterpretI32(bits.sub(k.shl(MANTISSA_BITS)))));
  const s = f.keep(m.sub(1).div(m.add(1)));
  const square = f.keep(s.mul(s));
  const p = square.mul(P3).add(P2).mul(square).add(P1).mul(square).add(P0);
  const logarithm = f64.convertI32S(k).mul(Math.LN2).add(s.mul(square.mul(p).add(2)));
  return f.keep(select(value.lt(Infinity), f32.demoteF64(logarithm), value));
}
