/** The sigmoid function. */

import type { FunctionBuilder } from "../../wasm/function_builder.ts";
import { type F32x4, f32x4 } from "../../wasm/values.ts";
import { exp } from "./exp.ts";

/** Here e^x is so large that adding 1 does not change it. */
const HIGHEST = f32x4.splat(32);
const ONE = f32x4.splat(1);

/**
 * Computes `1 / (1 + e^-x)` in each lane, for all x, with the same bits on every machine: as
 * `e^x / (e^x + 1)`, which is the same and as precise at both ends.
 *
 * The result is off by less than 3 units in its last place. It is 1/2 for 0, exactly 0 where it is below
 * 2^-126 (from x = -87.33655 down: there are no denormal results), exactly 1 from x = 17.4 on, and NaN
 * for NaN.
 */
export function sigmoid(f: FunctionBuilder, x: F32x4): F32x4 {
  const power = exp(f, x.pmin(HIGHEST));
  return f.keep(power.div(power.add(ONE)));
}
