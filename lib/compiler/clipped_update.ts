/**
 * The update with clipped gradients: all of them must be known before the first is used.
 *
 *     norm = square root of the sum of all squared gradients
 *     gradient = gradient * min(1, clipNorm / (norm + epsilon))
 *
 * In three phases: the gradients are stored; their squares are summed; and the optimizer runs through
 * gradients and parameters once more. A sum goes over chunks of the same size, whoever takes them, in
 * single precision within a chunk and in double precision over the chunks: the same bits for any number
 * of threads. A mask leaves out what lies between parameters, where kernels may write anything.
 */

import { CLIP_EPSILON } from "../network/clip_gradients.ts";
import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32, type F32x4, f32x4, f64, type I32 } from "../wasm/values.ts";
import { isConvolution, isDense, isNorm } from "./block_functions.ts";
import { NORM_ROWS } from "./batch_norm_statistics.ts";
import { CHUNK_BYTES, SUM_BYTES } from "./clipping_plan.ts";
import type { PackFunction } from "./convolution_update.ts";
import { denseLayout } from "./dense_layout.ts";
import { FLOAT_BYTES, LANES, padded, VECTOR_BYTES } from "./map_layout.ts";
import type { BlockPlan, ModulePlan } from "./network_plan.ts";
import { flush, LEAST_GRADIENT } from "./optimizer_step.ts";
import { PatchLayout } from "./patch_layout.ts";
import { definePhase, type Phase, shareOf } from "./phase.ts";
import type { Finisher } from "./update.ts";

/** Sums side by side, so that additions need not wait. */
const SUMS = 4;

/** Defines `squares_phase`: the sums of the squared gradients, chunk by chunk. */
export function defineSquaresPhase(
  module: ModuleBuilder,
  { gradients, clipping }: ModulePlan,
): Phase {
  const { mask, squares } = clipping!;
  const chunks = gradients.lengthBytes / CHUNK_BYTES;
  return definePhase(module, "squares_phase", (f, thread, threads) => {
    const { first, end } = shareOf(f, chunks, { index: thread, of: threads });
    f.loop(first, end, 1, (chunk) => {
      const sums = Array.from({ length: SUMS }, () => f.let(f32x4.const(0)));
      const start = f.keep(chunk.mul(CHUNK_BYTES));
      f.loop(start, start.add(CHUNK_BYTES), SUMS * VECTOR_BYTES, (offset) => {
        for (const [k, sum] of sums.entries()) {
          const load = (region: number) => f32x4.load(offset, region + k * VECTOR_BYTES);
          const gradient = load(gradients.offsetBytes).and(load(mask.offsetBytes));
          const felt = flush(f, gradient, LEAST_GRADIENT);
          sum.addProduct(felt, felt);
        }
      });
      const total = f.let(f64.const(0), "total");
      for (const sum of sums) {
        for (let lane = 0; lane < LANES; lane++) {
          total.set(total.add(f64.promoteF32(sum.extractLane(lane))));
        }
      }
      f.store(chunk.mul(SUM_BYTES), squares.offsetBytes, total);
    });
  });
}

/** Emits the factor that clips all gradients, in all lanes: behind `squares_phase`. */
export function emitClipFactor(f: FunctionBuilder, plan: ModulePlan): F32x4 {
  const { squares } = plan.clipping!;
  const chunks = plan.gradients.lengthBytes / CHUNK_BYTES;
  const total = f.let(f64.const(0), "total");
  f.loop(0, chunks * SUM_BYTES, SUM_BYTES, (offset) => {
    total.set(total.add(f64.load(offset, squares.offsetBytes)));
  });
  const longest = f64.const(plan.update.clipNorm);
  const factor = longest.div(total.sqrt().add(CLIP_EPSILON)).min(1);
  return f.keep(f32x4.splat(f32.demoteF64(factor)));
}

/** Emits a thread's share of the update of a block's parameters by their stored gradients. */
export function emitClippedUpdate(
  f: FunctionBuilder,
  plan: ModulePlan,
  block: BlockPlan,
  at: {
    factor: F32x4;
    finisher: Finisher;
    /** Copies a filter of a convolution. */
    pack: PackFunction | null;
    thread: I32;
    threads: I32;
  },
): void {
  const { finisher, factor, thread, threads } = at;
  const gradientAt = (offset: I32, place: number) =>
    f.keep(f32x4.load(offset, plan.gradients.offsetBytes + place).mul(factor));
  const emitRow = (place: number, lengthBytes: number) => {
    f.loop(0, lengthBytes, VECTOR_BYTES, (offset) => {
      finisher.finish(offset, place, gradientAt(offset, place));
    });
  };
  const emitWeights = (first: I32, end: I32) => {
    f.loop(first, end, VECTOR_BYTES, (offset) => {
      finisher.finishWeights(offset, block.weights, gradientAt(offset, block.weights));
    });
  };

  if (isConvolution(block)) {
    const { layer } = block.block;
    const { patchBytes, filters } = new PatchLayout(block.block);
    const { first, end } = shareOf(f, layer.filters, { index: thread, of: threads });
    f.loop(first, end, 1, (filter) => {
      const start = f.keep(filter.mul(patchBytes));
      emitWeights(start, start.add(patchBytes));
      if (at.pack) f.call(at.pack, filter);
    });
    if (layer.bias) f.if(thread.eqz(), () => emitRow(block.bias, filters * FLOAT_BYTES));
  } else if (isDense(block)) {
    const { layer, output } = block.block;
    const vectors = denseLayout(block.block).length / LANES;
    const { first, end } = shareOf(f, vectors, { index: thread, of: threads });
    emitWeights(f.keep(first.mul(VECTOR_BYTES)), f.keep(end.mul(VECTOR_BYTES)));
    const biasBytes = padded(output.channels) * FLOAT_BYTES;
    if (layer.bias) f.if(thread.eqz(), () => emitRow(block.bias, biasBytes));
  } else if (isNorm(block)) {
    const { placeBytes } = block.block.input;
    f.if(thread.eqz(), () => {
      emitRow(block.weights + NORM_ROWS.weight * placeBytes, placeBytes);
      emitRow(block.weights + NORM_ROWS.bias * placeBytes, placeBytes);
    });
  }
}
