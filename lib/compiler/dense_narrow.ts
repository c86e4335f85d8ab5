/**
 * A dense map of few outputs.
 *
 *     output[i] = bias[i] + sum over j of weight[i,j] * input[j]
 *     inputGradient[j] = sum over i of weight[i,j] * outputGradient[i]
 *     weightGradient[i,j] = sum over n of outputGradient[n,i] * input[n,j]
 *
 * Tile: one vector of inputs x all outputs (12 at most): a sum each, the inputs, one product: 14
 * registers. Forward, a sum's lanes are added at the end. Weights `[inputs / 4][outputs][4]`.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32, f32, type F32x4, f32x4, type I32, i32 } from "../wasm/values.ts";
import type { NarrowLayout, WeightGradientRange } from "./dense_layout.ts";
import { FLOAT_BYTES, padded, VECTOR_BYTES } from "./map_layout.ts";
import type { Finisher } from "./update.ts";

/** Emits the outputs of one image; those that only pad a vector are their biases. */
export function emitNarrowForward(
  f: FunctionBuilder,
  layout: NarrowLayout,
  at: { input: I32; output: I32; weights: number; bias: number },
): void {
  const { outputs, inputVectors } = layout;
  const sums = Array.from({ length: outputs }, () => f.let(f32x4.const(0)));
  f.loop(0, inputVectors * VECTOR_BYTES, VECTOR_BYTES, (offset) => {
    const input = f.keep(f32x4.load(at.input.add(offset)));
    const weights = f.keep(offset.mul(outputs));
    for (const [i, sum] of sums.entries()) {
      sum.addProduct(input, f32x4.load(weights, at.weights + i * VECTOR_BYTES));
    }
  });
  for (let i = 0; i < padded(outputs); i++) {
    const bias = f32.load(i32.const(at.bias), i * FLOAT_BYTES);
    f.store(at.output, i * FLOAT_BYTES, i < outputs ? sumOfLanes(sums[i]).add(bias) : bias);
  }
}

function sumOfLanes(sum: F32x4): F32 {
  const lanes = [0, 1, 2, 3].map((lane) => sum.extractLane(lane));
  return lanes[0].add(lanes[1]).add(lanes[2].add(lanes[3]));
}

/** Vectors of inputs whose gradients are summed side by side, so that additions need not wait. */
const GRADIENT_TILE = 2;

/** Emits the input gradient of one image; the outputs' gradients stay in registers. */
export function emitNarrowInputGradient(
  f: FunctionBuilder,
  layout: NarrowLayout,
  at: { outputGradient: I32; inputGradient: I32; weights: number },
): void {
  const { outputs, inputVectors } = layout;
  const gradients = Array.from(
    { length: outputs },
    (_, i) => f.keep(f32x4.load32Splat(at.outputGradient, i * FLOAT_BYTES)),
  );
  const emitTile = (offset: I32, vectors: number) => {
    const weights = f.keep(offset.mul(outputs));
    const sums = Array.from({ length: vectors }, () => f.let(f32x4.const(0)));
    for (const [i, gradient] of gradients.entries()) {
      for (const [v, sum] of sums.entries()) {
        const place = at.weights + (v * outputs + i) * VECTOR_BYTES;
        sum.addProduct(gradient, f32x4.load(weights, place));
      }
    }
    for (const [v, sum] of sums.entries()) {
      f.store(at.inputGradient.add(offset), v * VECTOR_BYTES, sum);
    }
  };
  const rest = inputVectors % GRADIENT_TILE;
  const whole = (inputVectors - rest) * VECTOR_BYTES;
  f.loop(0, whole, GRADIENT_TILE * VECTOR_BYTES, (offset) => emitTile(offset, GRADIENT_TILE));
  if (rest > 0) emitTile(i32.const(whole), rest);
}

/**
 * Emits the weight gradients of a range of inputs over the whole batch, in the order of the images,
 * and completes them. The range counts vectors of inputs.
 */
export function emitNarrowWeightGradient(
  f: FunctionBuilder,
  layout: NarrowLayout,
  at: WeightGradientRange,
): void {
  const { outputs } = layout;
  f.loop(at.first, at.end, 1, (vector) => {
    const sums = Array.from({ length: outputs }, () => f.let(f32x4.const(0)));
    const input = f.let(vector.mul(VECTOR_BYTES).add(at.inputs), "input");
    const gradient = f.let(i32.const(at.outputGradients), "gradient");
    f.loop(0, at.count, 1, (_n) => {
      const x = f.keep(f32x4.load(input));
      for (const [i, sum] of sums.entries()) {
        sum.addProduct(x, f32x4.load32Splat(gradient, i * FLOAT_BYTES));
      }
      input.set(input.add(at.inputStride));
      gradient.set(gradient.add(at.outputStride));
    });
    const place = f.keep(vector.mul(outputs * VECTOR_BYTES));
    for (const [i, sum] of sums.entries()) {
      at.finisher.finishWeights(place, at.place + i * VECTOR_BYTES, sum);
    }
  });
}

/**
 * Emits the input gradient of one image and, in the same pass over the weights, their gradients of
 * this image alone, and completes them: for batches of one.
 */
export function emitNarrowSingle(
  f: FunctionBuilder,
  layout: NarrowLayout,
  at: {
    input: I32;
    outputGradient: I32;
    inputGradient: I32;
    /** Where the parameters begin, and the distance of the weights from there, in bytes. */
    values: number;
    place: number;
    finisher: Finisher;
  },
): void {
  const { outputs, inputVectors } = layout;
  const gradients = Array.from(
    { length: outputs },
    (_, i) => f.keep(f32x4.load32Splat(at.outputGradient, i * FLOAT_BYTES)),
  );
  f.loop(0, inputVectors * VECTOR_BYTES, VECTOR_BYTES, (offset) => {
    const x = f.keep(f32x4.load(at.input.add(offset)));
    const weights = f.keep(offset.mul(outputs));
    const sum = f.let(f32x4.const(0));
    for (const [i, gradient] of gradients.entries()) {
      const place = at.place + i * VECTOR_BYTES;
      sum.addProduct(gradient, f32x4.load(weights, at.values + place));
      at.finisher.finishWeights(weights, place, x.mul(gradient));
    }
    f.store(at.inputGradient.add(offset), 0, sum);
  });
}
