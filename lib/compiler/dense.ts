/** The functions of a dense block, by either kernel. */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32x4, type I32, i32 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import { activate, emitDerivative } from "./activation.ts";
import type { DenseBlock } from "./block.ts";
import type { DividedForwardFunction } from "./convolution_forward.ts";
import { denseInputs, denseLayout, NarrowLayout, WideLayout } from "./dense_layout.ts";
import {
  emitNarrowForward,
  emitNarrowInputGradient,
  emitNarrowSingle,
  emitNarrowWeightGradient,
} from "./dense_narrow.ts";
import { emitWideForward, emitWideInputGradient, emitWideWeightGradient } from "./dense_wide.ts";
import { eachVector } from "./each_vector.ts";
import { FLOAT_BYTES, padded, VECTOR_BYTES } from "./map_layout.ts";
import type { BlockPlan, NetworkPlan } from "./network_plan.ts";
import { shareOf } from "./phase.ts";
import type { Finisher } from "./update.ts";

/** A dense block and where its things lie. */
type DensePlan = BlockPlan & { block: DenseBlock };

/** Defines `<name>_forward(input, output, -, first, end)`; a unit is a tile of outputs, or all. */
export function defineDenseForward(
  module: ModuleBuilder,
  { block, weights, bias }: DensePlan,
  values: number,
): DividedForwardFunction {
  const { name, activation, output } = block;
  const layout = denseLayout(block);
  const places = { weights: values + weights, bias: values + bias };
  return module.function(
    `${name}_forward`,
    { parameters: ["i32", "i32", "i32", "i32", "i32"] },
    (f, from, to, _winners, first, end) => {
      if (layout instanceof WideLayout) {
        emitWideForward(f, layout, {
          ...places,
          input: from,
          output: to,
          first,
          end,
          activate: (sum) => activate(f, activation, sum),
        });
        return;
      }
      emitNarrowForward(f, layout, { ...places, images: [{ input: from, output: to }] });
      if (activation === null) return;
      eachVector(f, output, (offset) => {
        const place = f.keep(to.add(offset));
        f.store(place, 0, activate(f, activation, f.keep(f32x4.load(place))));
      });
    },
  );
}

/** Defines `<name>_forward_pair(input, output, input, output)`: a narrow block without activation. */
export function defineDenseForwardPair(
  module: ModuleBuilder,
  { block, weights, bias }: DensePlan,
  values: number,
): PairFunction {
  const places = { weights: values + weights, bias: values + bias };
  return definePair(module, `${block.name}_forward_pair`, (f, pair) => {
    const images = pair.map(([input, output]) => ({ input, output }));
    emitNarrowForward(f, denseLayout(block) as NarrowLayout, { ...places, images });
  });
}

/** Defines `<name>_backward(output, outputGradient, inputGradient)`. */
export function defineDenseBackward(
  module: ModuleBuilder,
  { block, weights }: DensePlan,
  options: { values: number; hasInputGradient: boolean },
): WasmFunction<readonly ["i32", "i32", "i32"], readonly []> {
  const { name, activation, output } = block;
  const layout = denseLayout(block);
  return module.function(
    `${name}_backward`,
    { parameters: ["i32", "i32", "i32"] },
    (f, to, outputGradient, inputGradient) => {
      emitDerivative(f, activation, output, { output: to, gradient: outputGradient });
      if (!options.hasInputGradient) return;
      const image = { outputGradient, inputGradient };
      const at = { weights: options.values + weights };
      if (layout instanceof NarrowLayout) {
        emitNarrowInputGradient(f, layout, { ...at, images: [image] });
      } else emitWideInputGradient(f, layout, { ...at, ...image });
    },
  );
}

/** Defines `<name>_backward_pair(outputGradient, inputGradient, outputGradient, inputGradient)`. */
export function defineDenseBackwardPair(
  module: ModuleBuilder,
  { block, weights }: DensePlan,
  values: number,
): PairFunction {
  return definePair(module, `${block.name}_backward_pair`, (f, pair) => {
    const images = pair.map(([outputGradient, inputGradient]) => ({
      outputGradient,
      inputGradient,
    }));
    const layout = denseLayout(block) as NarrowLayout;
    emitNarrowInputGradient(f, layout, { images, weights: values + weights });
  });
}

/** `(from, to, from, to)`: what a kernel makes of two images side by side. */
export type PairFunction = WasmFunction<readonly ["i32", "i32", "i32", "i32"], readonly []>;

function definePair(
  module: ModuleBuilder,
  name: string,
  emit: (f: FunctionBuilder, pair: readonly [from: I32, to: I32][]) => void,
): PairFunction {
  const parameters = ["i32", "i32", "i32", "i32"] as const;
  return module.function(name, { parameters }, (f, from, to, nextFrom, nextTo) => {
    emit(f, [[from, to], [nextFrom, nextTo]]);
  });
}

/** Emits the gradients of a thread's range of a block's parameters over all images. */
export function emitDenseUpdate(
  f: FunctionBuilder,
  { block, weights, bias, input, outputGradient }: DensePlan,
  at: { count: I32; thread: I32; threads: I32; finisher: Finisher },
): void {
  const layout = denseLayout(block);
  const inputs = layout instanceof NarrowLayout ? layout.inputVectors : denseInputs(block);
  const range = {
    inputs: input.offsetBytes,
    inputStride: input.lengthBytes,
    outputGradients: outputGradient!.offsetBytes,
    outputStride: outputGradient!.lengthBytes,
    count: at.count,
    ...shareOf(f, inputs, { index: at.thread, of: at.threads }),
    finisher: at.finisher,
    place: weights,
  };
  if (layout instanceof NarrowLayout) emitNarrowWeightGradient(f, layout, range);
  else emitWideWeightGradient(f, layout, range);
  f.if(at.thread.eqz(), () => emitDenseBiasUpdate(f, { block, bias, outputGradient }, at));
}

/** Emits the gradients of a block's biases over all images. */
export function emitDenseBiasUpdate(
  f: FunctionBuilder,
  { block, bias, outputGradient }: Pick<DensePlan, "block" | "bias" | "outputGradient">,
  at: { count: I32; finisher: Finisher },
): void {
  if (!block.layer.bias) return;
  const { offsetBytes, lengthBytes } = outputGradient!;
  f.loop(0, padded(block.output.channels) * FLOAT_BYTES, VECTOR_BYTES, (offset) => {
    const sum = f.let(f32x4.const(0));
    const gradient = f.let(offset.add(offsetBytes), "gradient");
    f.loop(0, at.count, 1, (_n) => {
      sum.set(sum.add(f32x4.load(gradient)));
      gradient.set(gradient.add(lengthBytes));
    });
    at.finisher.finish(offset, bias, sum);
  });
}

/** Emits the way back of a narrow block for a batch of one image: see `emitNarrowSingle`. */
export function emitDenseSingle(
  f: FunctionBuilder,
  { values }: Pick<NetworkPlan, "values">,
  plan: DensePlan,
  finisher: Finisher,
): void {
  emitNarrowSingle(f, denseLayout(plan.block) as NarrowLayout, {
    input: i32.const(plan.input.offsetBytes),
    outputGradient: i32.const(plan.outputGradient!.offsetBytes),
    inputGradient: i32.const(plan.inputGradient!.offsetBytes),
    values: values.offsetBytes,
    place: plan.weights,
    finisher,
  });
  emitDenseBiasUpdate(f, plan, { count: i32.const(1), finisher });
}
