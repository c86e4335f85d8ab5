/** A block's way back, whatever its kind: what the phases call. */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { type I32, i32 } from "../wasm/values.ts";
import { emitDerivative } from "./activation.ts";
import { defineAveragePoolBackward } from "./average_pool.ts";
import {
  type ConvolutionPlan,
  isAveragePool,
  isConvolution,
  isDense,
  isDropout,
  isPool,
} from "./block_functions.ts";
import { defineConvolutionBackward } from "./convolution_backward.ts";
import { defineDenseBackward } from "./dense.ts";
import { defineDropoutBackward } from "./dropout.ts";
import type { Region } from "./memory_plan.ts";
import type { BlockPlan, ModulePlan } from "./network_plan.ts";
import { addressOf, type Copy } from "./phase.ts";
import { definePoolBackward } from "./pool.ts";
import { defineWinogradBackward } from "./winograd_backward.ts";

/** Emits the calls of a block's way back, for a part of the batch. */
export interface BlockBackward {
  /** The part's gradients of parameters begin. */
  begin?(f: FunctionBuilder, thread: I32, part: I32): void;
  /** An image goes back, and adds to them. */
  image(f: FunctionBuilder, at: Copy, part: I32): void;
  /** They are complete. */
  end?(f: FunctionBuilder, thread: I32, part: I32): void;
}

/** Where parameters and a thread's lists of gradients are. */
type Places = Pick<ModulePlan, "values"> & { lists: Region };

/** Defines a block's way back. */
export function defineBackward(
  module: ModuleBuilder,
  places: Places,
  plan: BlockPlan,
): BlockBackward {
  const hasInputGradient = plan.inputGradient !== null;
  const gradients = (at: Copy) => gradientsOf(plan, at);
  if (isConvolution(plan)) {
    return plan.block.winograd?.backward
      ? defineWinogradBlock(module, plan)
      : defineListBlock(module, places, plan);
  }
  if (isDense(plan)) {
    const backward = defineDenseBackward(module, plan, {
      values: places.values.offsetBytes,
      hasInputGradient,
    });
    return { image: (f, at) => f.call(backward, addressOf(plan.output, at), ...gradients(at)) };
  }
  if (!hasInputGradient) return { image: () => {} };
  if (isPool(plan)) {
    const backward = definePoolBackward(module, plan.block);
    return { image: (f, at) => f.call(backward, addressOf(plan.winners!, at), ...gradients(at)) };
  }
  if (isAveragePool(plan)) {
    const backward = defineAveragePoolBackward(module, plan.block);
    return { image: (f, at) => f.call(backward, ...gradients(at)) };
  }
  if (isDropout(plan)) {
    const backward = defineDropoutBackward(module, plan.block);
    return { image: (f, at) => f.call(backward, addressOf(plan.masks!, at), ...gradients(at)) };
  }
  throw new TypeError("Cannot compile a block of unknown kind");
}

/** A convolution's way back by lists. */
function defineListBlock(
  module: ModuleBuilder,
  { values, lists }: Places,
  plan: ConvolutionPlan,
): BlockBackward {
  const emitDerivative = defineDerivative(module, plan);
  const backward = defineConvolutionBackward(module, plan.block, {
    patches: values.offsetBytes + plan.weights,
    hasInputGradient: plan.inputGradient !== null,
  });
  return {
    begin: (f, _thread, part) => emitClear(f, plan, part),
    image: (f, at, part) => {
      emitDerivative(f, at);
      f.call(
        backward,
        addressOf(plan.input, at),
        addressOf(plan.winners!, at),
        ...gradientsOf(plan, at),
        partialOf(plan, part),
        addressOf(lists, at),
      );
    },
  };
}

/** A convolution's way back by Winograd's method. */
function defineWinogradBlock(module: ModuleBuilder, plan: ConvolutionPlan): BlockBackward {
  const emitDerivative = defineDerivative(module, plan);
  const backward = defineWinogradBackward(module, plan.block, {
    packed: plan.mirrored!.offsetBytes,
    hasInputGradient: plan.inputGradient !== null,
  });
  const matricesOf = (thread: I32) => addressOf(plan.matrices!, { thread, n: thread });
  return {
    begin: (f, thread, part) => {
      emitClear(f, plan, part);
      f.call(backward.begin, matricesOf(thread));
    },
    image: (f, at, part) => {
      emitDerivative(f, at);
      f.call(
        backward.image,
        addressOf(plan.input, at),
        ...gradientsOf(plan, at),
        partialOf(plan, part),
        matricesOf(at.thread),
      );
    },
    end: (f, thread, part) => f.call(backward.end, matricesOf(thread), partialOf(plan, part)),
  };
}

/** Emits the addresses of an image's gradients; that of the input is 0 where nobody needs it. */
function gradientsOf(
  { outputGradient, inputGradient }: BlockPlan,
  at: Copy,
): [output: I32, input: I32] {
  return [
    addressOf(outputGradient!, at),
    inputGradient ? addressOf(inputGradient, at) : i32.const(0),
  ];
}

/** Emits the address of a part's gradients of parameters. */
function partialOf({ partials }: ConvolutionPlan, part: I32): I32 {
  return part.mul(partials!.lengthBytes).add(partials!.offsetBytes);
}

/** Emits the beginning of a part's gradients: zero. */
function emitClear(f: FunctionBuilder, plan: ConvolutionPlan, part: I32): void {
  f.memory.fill(partialOf(plan, part), 0, plan.partials!.lengthBytes);
}

/** Defines the way back through a convolution's activation; the answer emits the call. */
function defineDerivative(
  module: ModuleBuilder,
  plan: ConvolutionPlan,
): (f: FunctionBuilder, at: Copy) => void {
  const { name, activation, output: layout } = plan.block;
  if (activation === null) return () => {};
  const derivative = module.function(
    `${name}_derivative`,
    { parameters: ["i32", "i32"] },
    (f, output, gradient) => emitDerivative(f, activation, layout, { output, gradient }),
  );
  return (f, at) => {
    f.call(derivative, addressOf(plan.output, at), addressOf(plan.outputGradient!, at));
  };
}
