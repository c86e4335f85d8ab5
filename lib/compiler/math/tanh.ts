/** The hyperbolic tangent. */

import type { FunctionBuilder } from "../../wasm/function_builder.ts";
import { type F32x4, f32x4 } from "../../wasm/values.ts";
import { exponential } from "./exponential.ts";

/** Here e^2x is so large that adding or subtracting 1 does not change it. */
const HIGHEST = f32x4.splat(16);
const ONE = f32x4.splat(1);
const TWO = f32x4.splat(2);
/** The bit that is set in a negative number. */
const SIGN = f32x4.splat(-0);

/**
 * Computes `tanh(x)` in each lane, for all x, with the same bits on every machine: as `e / (e + 2)` with
 * `e = e^|2x| - 1`, and with the sign of x.
 *
 * The result is off by less than 3 units in its last place, near 0 as well, where tanh(x) is x. It is
 * exactly +-1 where |x| is 9.02 or more, keeps the sign of zero, and is NaN for NaN. It is denormal only
 * where x is.
 */
export function tanh(f: FunctionBuilder, x: F32x4): F32x4 {
  const signed = f.keep(x);
  const { power, excess } = exponential(f, signed.abs().pmin(HIGHEST).mul(TWO));
  // power (1 + excess) - 1, without a loss where x is small: there the power is 1.
  const e = f.keep(power.mul(excess).add(power.sub(ONE)));
  return f.keep(e.div(e.add(TWO)).or(signed.and(SIGN)));
}
