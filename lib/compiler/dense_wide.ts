/**
 * A dense map of many outputs.
 *
 *     output[i] = activation(bias[i] + sum over j of weight[i,j] * input[j])
 *     inputGradient[j] = sum over i of weight[i,j] * outputGradient[i]
 *     weightGradient[i,j] = sum over n of outputGradient[n,i] * input[n,j]
 *
 * Tile: up to ten vectors of outputs: a sum each, one input in all lanes, one product: 12 registers.
 * Weights `[outputs / tile][inputs][tile]`. For the input gradient the tile's output gradients stay in
 * registers, and four inputs are summed at once, lane by lane; then the lanes are added.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, f32x4, type I32 } from "../wasm/values.ts";
import type { WeightGradientRange, WideLayout } from "./dense_layout.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "./map_layout.ts";

/** Calls `emit` for each tile: its number, and the distance of its outputs from the first, in bytes. */
function eachTile(
  f: FunctionBuilder,
  layout: WideLayout,
  emit: (tile: I32, outputs: I32) => void,
  { first, end }: { first: I32 | number; end: I32 | number } = { first: 0, end: layout.tiles },
): void {
  f.loop(first, end, 1, (tile) => {
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
    /** The tiles to compute. */
    first: I32;
    end: I32;
    weights: number;
    bias: number;
    activate: (sum: F32x4) => F32x4;
  },
): void {
  const vectors = layout.tile / LANES;
  eachTile(f, layout, (tile, outputs) => {
    const sums = Array.from(
      { length: vectors },
      (_, v) => f.let(f32x4.load(outputs, at.bias + v * VECTOR_BYTES)),
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
  }, at);
}

/** Emits the input gradient of one image. */
export function emitWideInputGradient(
  f: FunctionBuilder,
  layout: WideLayout,
  at: { outputGradient: I32; inputGradient: I32; weights: number },
): void {
  const vectors = layout.tile / LANES;
  const rowBytes = layout.tile * FLOAT_BYTES;
  const inputBytes = layout.inputs * FLOAT_BYTES;
  f.memory.fill(at.inputGradient, 0, inputBytes);
  eachTile(f, layout, (tile, outputs) => {
    const gradients = Array.from(
      { length: vectors },
      (_, v) => f.keep(f32x4.load(at.outputGradient.add(outputs), v * VECTOR_BYTES)),
    );
    const weights = f.let(tile.mul(layout.tileBytes), "weights");
    f.loop(at.inputGradient, at.inputGradient.add(inputBytes), VECTOR_BYTES, (place) => {
      const sums = Array.from({ length: LANES }, () => f.let(f32x4.const(0)));
      for (const [v, gradient] of gradients.entries()) {
        for (const [row, sum] of sums.entries()) {
          const offset = at.weights + row * rowBytes + v * VECTOR_BYTES;
          sum.addProduct(gradient, f32x4.load(weights, offset));
        }
      }
      f.store(place, 0, f32x4.load(place).add(f.keep(sumOfLanes(f, sums))));
      weights.set(weights.add(LANES * rowBytes));
    });
  });
}

/** Emits the sums of the lanes of four vectors, as a vector. */
function sumOfLanes(f: FunctionBuilder, [a, b, c, d]: readonly F32x4[]): F32x4 {
  const pairs = [[a, b], [c, d]].map(([x, y]) =>
    f.keep(x.shuffle(y, 0, 4, 1, 5).add(x.shuffle(y, 2, 6, 3, 7)))
  );
  const [ab, cd] = pairs;
  return ab.shuffle(cd, 0, 1, 4, 5).add(ab.shuffle(cd, 2, 3, 6, 7));
}

/**
 * Emits the weight gradients of a range of inputs over the whole batch, in the order of the images,
 * and completes them.
 */
export function emitWideWeightGradient(
  f: FunctionBuilder,
  layout: WideLayout,
  at: WeightGradientRange,
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
      const place = f.keep(tile.mul(layout.tileBytes).add(j.mul(vectors * VECTOR_BYTES)));
      for (const [v, sum] of sums.entries()) {
        at.finisher.finishWeights(place, at.place + v * VECTOR_BYTES, sum);
      }
    });
  });
}
