/** Activations and their derivatives, a vector at a time. */

import type { Activation } from "../network/architecture.ts";
import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, f32x4, type I32 } from "../wasm/values.ts";
import { eachVector } from "./each_vector.ts";
import type { MapLayout } from "./map_layout.ts";
import { sigmoid } from "./math/sigmoid.ts";
import { tanh } from "./math/tanh.ts";

/**
 * The bias of outputs that only pad a vector. They must come out as zero, which a sigmoid makes of this
 * and of nothing near zero.
 */
export function paddingBias(activation: Activation | null): number {
  return activation === "sigmoid" ? -200 : 0;
}

/** Emits the activation of four sums. */
export function activate(f: FunctionBuilder, activation: Activation | null, sum: F32x4): F32x4 {
  switch (activation) {
    case null:
      return sum;
    case "relu":
      // max(0, x) that keeps NaN, as the layer does.
      return sum.pmax(0);
    case "tanh":
      return tanh(f, sum);
    case "sigmoid":
      return sigmoid(f, sum);
  }
}

/**
 * Emits the way back through an activation: multiplies the gradients of a map by the derivative, which
 * follows from the outputs. `gradient` and `output` have the same layout.
 */
export function emitDerivative(
  f: FunctionBuilder,
  activation: Activation | null,
  layout: MapLayout,
  at: { output: I32; gradient: I32 },
): void {
  if (activation === null) return;
  eachVector(f, layout, (offset) => {
    const place = f.keep(at.gradient.add(offset));
    const output = f.keep(f32x4.load(at.output.add(offset)));
    const gradient = f32x4.load(place);
    f.store(place, 0, derive(activation, output, gradient));
  });
}

function derive(activation: Activation, output: F32x4, gradient: F32x4): F32x4 {
  switch (activation) {
    case "relu":
      return gradient.and(output.gt(0).asF32x4());
    case "tanh":
      return gradient.mul(f32x4.const(1).sub(output.mul(output)));
    case "sigmoid":
      return gradient.mul(output.mul(f32x4.const(1).sub(output)));
  }
}
