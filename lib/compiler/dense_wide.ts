/**
 * A dense map of many outputs.
 *
 *     output[i] = activation(bias[i] + sum over j of weight[i,j] * input[j])
 *     weightGradient[i,j] = sum over n of outputGradient[n,i] * input[n,j]
 *
 * Tile: up to ten vectors of outputs: a sum each, one input in all lanes, one product: 12 registers.
 * Weights `[outputs / tile][inputs][tile]`. The input gradient is the same map with a transposed copy
 * of the weights, which the weight gradient's kernel keeps up to date.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, f32x4, type I32 } from "../wasm/values.ts";
import type { WideLayout } from "./dense_layout.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "./map_layout.ts";
import type { Finisher } from "./update.ts";

/** Calls `emit` for each tile: its number, and the distance of its outputs from the first, in bytes. */
function eachTile(
  f: FunctionBuilder,
  layout: WideLayout,
  emit: (tile: I32, outputs: I32) => void,
): void {
  f.loop(0, layout.outputs / layout.tile, 1, (tile) => {
    emit(tile, f.keep(tile.mul(layout.tile * FLOAT_BYTES)));
  });
}

/** Emits the outputs of one image. */
export function emitWideForward(
  f: FunctionBuilder,
  layout: WideLayout,
  at: {
    input: I32;
    output: I32;
    weights: number;
    /** Where the biases are, or null for none. */
    bias: number | null;
    activate: (sum: F32x4) => F32x4;
  },
): void {
  const vectors = layout.tile / LANES;
  eachTile(f, layout, (tile, outputs) => {
    const sums = Array.from(
      { length: vectors },
      (_, v) =>
        f.let(at.bias === null ? f32x4.const(0) : f32x4.load(outputs, at.bias + v * VECTOR_BYTES)),
    );
    const weights = f.let(tile.mul(layout.tileBytes), "weights");
    f.loop(at.input, at.input.add(layout.inputs * FLOAT_BYTES), FLOAT_BYTES, (input) => {
      const x = f.keep(f32x4.load32Splat(input));
      for (const [v, sum] of sums.entries()) {
        sum.addProduct(x, f32x4.load(weights, at.weights + v * VECTOR_BYTES));
      }
      weights.set(weights.add(vectors * VECTOR_BYTES));
    });
    for (const [v, sum] of sums.entries()) {
      f.store(at.output.add(outputs), v * VECTOR_BYTES, at.activate(sum));
    }
  });
}

/**
 * Emits the weight gradients of a range of inputs over the whole batch, in the order of the images,
 * completes them, and copies the new weights to their transposed places.
 */
export function emitWideWeightGradient(
  f: FunctionBuilder,
  layout: WideLayout,
  at: {
    inputs: number;
    inputStride: number;
    outputGradients: number;
    outputStride: number;
    count: I32;
    first: I32;
    end: I32;
    finisher: Finisher;
    place: number;
    /** The transposed copy, or null where nothing is updated. */
    transposed: { layout: WideLayout; weights: number } | null;
  },
): void {
  const vectors = layout.tile / LANES;
  eachTile(f, layout, (tile, outputs) => {
    f.loop(at.first, at.end, 1, (j) => {
      const sums = Array.from({ length: vectors }, () => f.let(f32x4.const(0)));
      const input = f.let(j.mul(FLOAT_BYTES).add(at.inputs), "input");
      const gradient = f.let(outputs.add(at.outputGradients), "gradient");
      f.loop(0, at.count, 1, (_n) => {
        const x = f.keep(f32x4.load32Splat(input));
        for (const [v, sum] of sums.entries()) {
          sum.addProduct(x, f32x4.load(gradient, v * VECTOR_BYTES));
        }
        input.set(input.add(at.inputStride));
        gradient.set(gradient.add(at.outputStride));
      });
      const place = f.keep(
        tile.mul(layout.tileBytes).add(j.mul(vectors * VECTOR_BYTES)),
      );
      const target = at.transposed && f.keep(transposedPlace(at.transposed.layout, j, outputs));
      for (const [v, sum] of sums.entries()) {
        const weights = at.finisher.finish(place, at.place + v * VECTOR_BYTES, sum);
        if (!at.transposed || !target) continue;
        for (let lane = 0; lane < LANES; lane++) {
          const row = (v * LANES + lane) * at.transposed.layout.tile * FLOAT_BYTES;
          f.storeLane(target, at.transposed.weights + row, weights, lane);
        }
      }
    });
  });
}

/**
 * Where the weight of input `j` lies in the transposed layout for the first output of a tile, whose
 * distance from the first output is `outputs` bytes.
 */
function transposedPlace(transposed: WideLayout, j: I32, outputs: I32): I32 {
  const { tile, tileBytes } = transposed;
  return j.divU(tile).mul(tileBytes).add(j.remU(tile).mul(FLOAT_BYTES)).add(outputs.mul(tile));
}
