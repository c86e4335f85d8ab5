/** The exponential function. */

import type { FunctionBuilder } from "../../wasm/function_builder.ts";
import { type F32x4, f32x4 } from "../../wasm/values.ts";
import { exponential } from "./exponential.ts";

/** The largest x for which e^x is below 2^-126, the smallest normal number. */
const LOWEST = f32x4.splat(-87.33655);
/** Here e^x is above the largest number, nearly 2^128, whose logarithm is 88.72. */
const HIGHEST = f32x4.splat(89);

/**
 * Computes `e^x` in each lane, for all x, with the same bits on every machine.
 *
 * The result is off by less than 1.6 units in its last place. It is 1 for 0, exactly 0 where e^x is below
 * 2^-126 (from x = -87.33655 down: there are no denormal results), `Infinity` from x = 88.72284 on, and
 * NaN for NaN. It never falls where x grows.
 */
export function exp(f: FunctionBuilder, x: F32x4): F32x4 {
  // NaN stays: pmax and pmin take their second operand only where it is the larger, or the smaller.
  const argument = f.keep(x.pmax(LOWEST).pmin(HIGHEST));
  const { power, excess } = exponential(f, argument);
  // ne has all bits set but where the argument is LOWEST, for NaN too.
  return f.keep(power.mul(excess).add(power).and(argument.ne(LOWEST)));
}
