/** A block's way forward, whatever its kind, and the copies of its weights: what the phases call. */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { type I32, i32 } from "../wasm/values.ts";
import { activate } from "./activation.ts";
import { defineAveragePoolForward } from "./average_pool.ts";
import { defineNormForward } from "./batch_norm.ts";
import type {
  AveragePoolBlock,
  Block,
  ConvolutionBlock,
  DenseBlock,
  DropoutBlock,
  NormBlock,
  PoolBlock,
} from "./block.ts";
import {
  type ConvolutionForwardOptions,
  defineConvolutionForward,
  type DividedForwardFunction,
  type ForwardFunction,
} from "./convolution_forward.ts";
import { defineConvolutionPack, type PackFunction } from "./convolution_update.ts";
import { defineDenseForward } from "./dense.ts";
import { denseLayout, WideLayout } from "./dense_layout.ts";
import { defineDropoutForward } from "./dropout.ts";
import type { BlockPlan, ModulePlan } from "./network_plan.ts";
import { addressOf, type Copy } from "./phase.ts";
import { definePoolForward } from "./pool.ts";
import { defineWinogradForward } from "./winograd_forward.ts";
import { WinogradLayout } from "./winograd_layout.ts";
import { defineMirroredPack, defineWinogradPack } from "./winograd_pack.ts";

/** A convolution and where its things lie. */
export type ConvolutionPlan = BlockPlan & { block: ConvolutionBlock };
/** A pooling and where its things lie. */
export type PoolPlan = BlockPlan & { block: PoolBlock };
/** An average pooling and where its things lie. */
export type AveragePoolPlan = BlockPlan & { block: AveragePoolBlock };
/** A dropout and where its things lie. */
export type DropoutPlan = BlockPlan & { block: DropoutBlock };
/** A batch normalization and where its things lie. */
export type NormPlan = BlockPlan & { block: NormBlock };
/** A dense map and where its things lie. */
export type DensePlan = BlockPlan & { block: DenseBlock };

/** Whether a block is a convolution. */
export function isConvolution(plan: BlockPlan): plan is ConvolutionPlan {
  return plan.block.kind === "convolution";
}

/** Whether a block is a pooling. */
export function isPool(plan: BlockPlan): plan is PoolPlan {
  return plan.block.kind === "pool";
}

/** Whether a block is an average pooling. */
export function isAveragePool(plan: BlockPlan): plan is AveragePoolPlan {
  return plan.block.kind === "average";
}

/** Whether a block is a dropout. */
export function isDropout(plan: BlockPlan): plan is DropoutPlan {
  return plan.block.kind === "dropout";
}

/** Whether a block is a batch normalization. */
export function isNorm(plan: BlockPlan): plan is NormPlan {
  return plan.block.kind === "norm";
}

/** Whether a block is a dense map. */
export function isDense(plan: BlockPlan): plan is DensePlan {
  return plan.block.kind === "dense";
}

/** Which of a block's units a thread computes, where several work on one image. */
export interface Share {
  thread: I32;
  /** Whether the thread has the input for itself, not thread 0 for all. */
  hasOwnInput: boolean;
  first: I32;
  end: I32;
}

/** Into how many units a block's work for an image can be divided; see the kernels. */
export function unitsOf(block: Block): number {
  if (block.kind === "convolution") {
    return block.winograd ? WinogradLayout.forward(block).groups : block.output.height;
  }
  const layout = block.kind === "dense" ? denseLayout(block) : null;
  return layout instanceof WideLayout ? layout.tiles : 1;
}

/** Defines a block's way forward; the answer emits the call for an image, or for a share of it. */
export function defineForward(
  module: ModuleBuilder,
  { values, control, options: { isTraining } }: ModulePlan,
  plan: BlockPlan,
): (f: FunctionBuilder, at: Copy, share?: Share) => void {
  const maps = (at: Copy, share?: Share): [input: I32, output: I32, winners: I32] => [
    addressOf(plan.input, share?.hasOwnInput ? { ...at, thread: share.thread } : at),
    addressOf(plan.output, at),
    plan.winners ? addressOf(plan.winners, at) : i32.const(0),
  ];
  const calling = (forward: ForwardFunction) => (f: FunctionBuilder, at: Copy) =>
    f.call(forward, ...maps(at));
  const units = i32.const(unitsOf(plan.block));
  const rangeOf = (share?: Share): [first: I32, end: I32] =>
    share ? [share.first, share.end] : [i32.const(0), units];
  const dividing =
    (forward: DividedForwardFunction) => (f: FunctionBuilder, at: Copy, share?: Share) =>
      f.call(forward, ...maps(at, share), ...rangeOf(share));
  if (isPool(plan)) return calling(definePoolForward(module, plan.block, { isTraining }));
  if (isAveragePool(plan)) return calling(defineAveragePoolForward(module, plan.block));
  if (isDropout(plan)) {
    const options = { control: control.offsetBytes, isTraining };
    const forward = defineDropoutForward(module, plan.block, options);
    return (f, at) => {
      const masks = plan.masks ? addressOf(plan.masks, at) : i32.const(0);
      f.call(forward, addressOf(plan.input, at), addressOf(plan.output, at), masks, at.n);
    };
  }
  if (isNorm(plan)) {
    const forward = defineNormForward(module, plan.block, values.offsetBytes + plan.weights);
    return (f, at) => {
      f.call(
        forward,
        addressOf(plan.input, at),
        addressOf(plan.output, at),
        addressOf(plan.factors!, at),
      );
    };
  }
  if (isDense(plan)) return dividing(defineDenseForward(module, plan, values.offsetBytes));
  if (!isConvolution(plan)) throw new TypeError("Cannot compile a block of unknown kind");
  const { block, packed, bias, matrices } = plan;
  const options: ConvolutionForwardOptions = {
    weights: packed!.offsetBytes,
    bias: values.offsetBytes + bias,
    isTraining,
    activate: (f, sum) => activate(f, block.activation, sum),
  };
  if (!matrices) return dividing(defineConvolutionForward(module, block, options));
  const forward = defineWinogradForward(module, block, options);
  return (f, at, share) => {
    const own = share ? { ...at, thread: share.thread } : at;
    f.call(forward, ...maps(at, share), addressOf(matrices, own), ...rangeOf(share));
  };
}

/** Defines the copying of a convolution's weights to its forward kernel; null for other blocks. */
export function definePack(
  module: ModuleBuilder,
  { values }: ModulePlan,
  plan: BlockPlan,
): PackFunction | null {
  if (!isConvolution(plan)) return null;
  const { block, packed, mirrored } = plan;
  const patches = values.offsetBytes + plan.weights;
  const define = block.winograd ? defineWinogradPack : defineConvolutionPack;
  const pack = define(module, block, { patches, packed: packed!.offsetBytes });
  if (!mirrored || !plan.inputGradient) return pack;
  const packMirrored = defineMirroredPack(module, block, { patches, packed: mirrored.offsetBytes });
  return module.function(`${block.name}_packs`, { parameters: ["i32"] }, (f, filter) => {
    f.call(pack, filter);
    f.call(packMirrored, filter);
  });
}

/** Defines `refresh()`: every copy of parameters that a kernel reads. */
export function defineRefresh(
  module: ModuleBuilder,
  { blocks, packs }: {
    blocks: readonly BlockPlan[];
    packs: readonly (PackFunction | null)[];
  },
): void {
  module.function("refresh", { exported: true }, (f) => {
    for (const [k, block] of blocks.entries()) {
      const pack = packs[k];
      if (pack && isConvolution(block)) {
        f.loop(0, block.block.layer.filters, 1, (filter) => f.call(pack, filter));
      }
    }
  });
}
