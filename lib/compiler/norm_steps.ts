/** The calls that a batch normalization takes part in a command with: see `image_phases.ts`. */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import type { I32 } from "../wasm/values.ts";
import {
  defineNormBackward,
  defineNormGradientSums,
  emitNormObserve,
  emitNormUpdate,
} from "./batch_norm.ts";
import {
  defineNormObserve,
  emitBatchGradients,
  emitBatchStatistics,
  emitRunningStatistics,
} from "./batch_norm_statistics.ts";
import type { NormPlan } from "./block_functions.ts";
import type { NetworkPlan } from "./network_plan.ts";
import { addressOf, type Copy } from "./phase.ts";
import type { Finisher } from "./update.ts";

/** Emits a batch normalization's share of the phases. */
export interface NormSteps {
  /** A thread takes the running statistics. */
  emitRunning(f: FunctionBuilder, thread: I32): void;
  /** An image leaves its statistics, before the phase in which it is normalized. */
  emitImageStatistics(f: FunctionBuilder, at: Copy): void;
  /** A thread takes the batch's statistics. */
  emitBatchStatistics(f: FunctionBuilder, thread: I32, count: I32): void;
  /** An image leaves the sums of its gradient: the end of its way back in this phase. */
  emitImageGradients(f: FunctionBuilder, at: Copy): void;
  /** A thread takes the batch's gradients. */
  emitBatchGradients(f: FunctionBuilder, thread: I32, count: I32): void;
  /** An image's way back goes on. */
  emitBackward(f: FunctionBuilder, at: Copy, count: I32): void;
  /** The parameters' gradients are complete. */
  emitUpdate(f: FunctionBuilder, finisher: Finisher): void;
  /** The running statistics take note of the batch. */
  emitObserve(f: FunctionBuilder, count: I32, finisher: Finisher): void;
}

/** Defines the functions of a batch normalization, and answers what emits their calls. */
export function defineNormSteps(
  module: ModuleBuilder,
  { values, options: { isTraining } }: NetworkPlan,
  plan: NormPlan,
): NormSteps {
  const { block, weights, input, output, inputGradient } = plan;
  const parameters = values.offsetBytes + weights;
  const factorsOf = (thread: I32) => addressOf(plan.factors!, { thread, n: thread });
  const observe = isTraining ? defineNormObserve(module, block) : null;
  const gradientSums = isTraining ? defineNormGradientSums(module, block) : null;
  const backward = isTraining && inputGradient
    ? defineNormBackward(module, block, parameters)
    : null;
  const batch = (f: FunctionBuilder, thread: I32, count: I32) => ({
    sums: plan.sums!,
    factors: f.keep(factorsOf(thread)),
    count,
  });
  const firstFactors = plan.factors!.offsetBytes;

  return {
    emitRunning(f, thread) {
      emitRunningStatistics(f, block, { parameters, factors: f.keep(factorsOf(thread)) });
    },
    emitImageStatistics(f, at) {
      f.call(observe!, addressOf(input, at), addressOf(plan.sums!, at));
    },
    emitBatchStatistics(f, thread, count) {
      emitBatchStatistics(f, block, batch(f, thread, count));
    },
    emitImageGradients(f, at) {
      f.call(
        gradientSums!,
        addressOf(input, at),
        addressOf(output, at),
        addressOf(plan.outputGradient!, at),
        addressOf(plan.factors!, at),
        addressOf(plan.sums!, at),
      );
    },
    emitBatchGradients(f, thread, count) {
      emitBatchGradients(f, block, batch(f, thread, count));
    },
    emitBackward(f, at, count) {
      if (!backward) return;
      f.call(
        backward,
        addressOf(input, at),
        addressOf(plan.outputGradient!, at),
        addressOf(inputGradient!, at),
        addressOf(plan.factors!, at),
        count,
      );
    },
    emitUpdate(f, finisher) {
      emitNormUpdate(f, block, { factors: firstFactors, weights, finisher });
    },
    emitObserve(f, count, finisher) {
      emitNormObserve(f, block, { factors: firstFactors, parameters, weights, count, finisher });
    },
  };
}
