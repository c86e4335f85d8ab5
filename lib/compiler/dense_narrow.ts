/**
 * A dense map of few outputs.
 *
 *     output[i] = bias[i] + sum over j of weight[i,j] * input[j]
 *     inputGradient[j] = sum over i of weight[i,j] * outputGradient[i]
 *     weightGradient[i,j] = sum over n of outputGradient[n,i] * input[n,j]
 *
 * Tile: one vector of inputs x all outputs (12 at most): a sum each, the inputs, one product: 14
 * registers. Where there are two images, or two vectors of inputs, that can share what is loaded, half of
 * the outputs at a time: the same number of sums, and two thirds of the loads. Forward, a sum's lanes are
 * added at the end. Weights `[inputs / 4][outputs][4]`.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32, f32, type F32x4, f32x4, type I32, i32 } from "../wasm/values.ts";
import type { NarrowLayout, WeightGradientRange } from "./dense_layout.ts";
import { FLOAT_BYTES, padded, VECTOR_BYTES } from "./map_layout.ts";
import type { Finisher } from "./update.ts";

/** The most outputs that are summed at once for two images, or two vectors of inputs. */
const PAIR_OUTPUTS = 5;

/** An image's inputs, and where its outputs go. */
export interface NarrowImage {
  readonly input: I32;
  readonly output: I32;
}

/** Emits the outputs of one image, or of two side by side; those that only pad a vector are their biases. */
export function emitNarrowForward(
  f: FunctionBuilder,
  { outputs, inputVectors }: NarrowLayout,
  at: { images: readonly NarrowImage[]; weights: number; bias: number },
): void {
  const { images } = at;
  for (const { first, end } of passesOf(outputs, images.length === 1 ? outputs : PAIR_OUTPUTS)) {
    const sums = images.map(() => Array.from({ length: end - first }, () => f.let(f32x4.const(0))));
    f.loop(0, inputVectors * VECTOR_BYTES, VECTOR_BYTES, (offset) => {
      const inputs = images.map(({ input }) => f.keep(f32x4.load(input.add(offset))));
      const weights = f.keep(offset.mul(outputs));
      for (let i = first; i < end; i++) {
        const weight = f32x4.load(weights, at.weights + i * VECTOR_BYTES);
        const shared = images.length === 1 ? weight : f.keep(weight);
        for (const [n, input] of inputs.entries()) sums[n][i - first].addProduct(input, shared);
      }
    });
    for (const [n, { output }] of images.entries()) {
      for (const [k, sum] of sums[n].entries()) {
        const offset = (first + k) * FLOAT_BYTES;
        f.store(output, offset, sumOfLanes(sum).add(f32.load(i32.const(at.bias), offset)));
      }
    }
  }
  for (const { output } of images) {
    for (
      let offset = outputs * FLOAT_BYTES;
      offset < padded(outputs) * FLOAT_BYTES;
      offset += FLOAT_BYTES
    ) {
      f.store(output, offset, f32.load(i32.const(at.bias), offset));
    }
  }
}

/** Cuts outputs into passes of equal length, `most` at the most. */
function passesOf(outputs: number, most: number): { first: number; end: number }[] {
  const passes = Math.ceil(outputs / most);
  return Array.from({ length: passes }, (_, pass) => ({
    first: Math.floor(pass * outputs / passes),
    end: Math.floor((pass + 1) * outputs / passes),
  }));
}

function sumOfLanes(sum: F32x4): F32 {
  const lanes = [0, 1, 2, 3].map((lane) => sum.extractLane(lane));
  return lanes[0].add(lanes[1]).add(lanes[2].add(lanes[3]));
}

/** Vectors of inputs whose gradients are summed side by side, so that additions need not wait. */
const GRADIENT_TILE = 2;

/** Where an image's output gradients are, and where those of its inputs go. */
export interface NarrowGradients {
  readonly outputGradient: I32;
  readonly inputGradient: I32;
}

/**
 * Emits the input gradients of one image, or of two side by side; the outputs' gradients stay in
 * registers. A second pass goes on from the sums that the first has left.
 */
export function emitNarrowInputGradient(
  f: FunctionBuilder,
  layout: NarrowLayout,
  at: { images: readonly NarrowGradients[]; weights: number },
): void {
  const { outputs, inputVectors } = layout;
  const { images } = at;
  for (const { first, end } of passesOf(outputs, images.length === 1 ? outputs : PAIR_OUTPUTS)) {
    const gradients = images.map(({ outputGradient }) =>
      Array.from(
        { length: end - first },
        (_, k) => f.keep(f32x4.load32Splat(outputGradient, (first + k) * FLOAT_BYTES)),
      )
    );
    const emitTile = (offset: I32, vectors: number) => {
      const weights = f.keep(offset.mul(outputs));
      const places = images.map(({ inputGradient }) => f.keep(inputGradient.add(offset)));
      const sums = places.map((place) =>
        Array.from(
          { length: vectors },
          (_, v) => f.let(first > 0 ? f32x4.load(place, v * VECTOR_BYTES) : f32x4.const(0)),
        )
      );
      for (let i = first; i < end; i++) {
        for (let v = 0; v < vectors; v++) {
          const load = f32x4.load(weights, at.weights + (v * outputs + i) * VECTOR_BYTES);
          const weight = images.length === 1 ? load : f.keep(load);
          for (const [n, row] of sums.entries()) row[v].addProduct(gradients[n][i - first], weight);
        }
      }
      for (const [n, place] of places.entries()) {
        for (const [v, sum] of sums[n].entries()) f.store(place, v * VECTOR_BYTES, sum);
      }
    };
    const rest = inputVectors % GRADIENT_TILE;
    const whole = (inputVectors - rest) * VECTOR_BYTES;
    f.loop(0, whole, GRADIENT_TILE * VECTOR_BYTES, (offset) => emitTile(offset, GRADIENT_TILE));
    if (rest > 0) emitTile(i32.const(whole), rest);
  }
}

/** Vectors of inputs whose weights get their gradients side by side. */
const WEIGHT_VECTORS = 2;

/**
 * Emits the weight gradients of a range of inputs over the whole batch, in the order of the images,
 * and completes them. The range counts vectors of inputs.
 */
export function emitNarrowWeightGradient(
  f: FunctionBuilder,
  layout: NarrowLayout,
  at: WeightGradientRange,
): void {
  const rest = f.keep(at.end.sub(at.first).remU(WEIGHT_VECTORS));
  const whole = f.keep(at.end.sub(rest));
  f.loop(at.first, whole, WEIGHT_VECTORS, (vector) => {
    emitWeightGradients(f, layout, { ...at, vector, vectors: WEIGHT_VECTORS });
  });
  f.loop(whole, at.end, 1, (vector) => {
    emitWeightGradients(f, layout, { ...at, vector, vectors: 1 });
  });
}

/** Emits the weight gradients of `vectors` vectors of inputs, from number `vector` on. */
function emitWeightGradients(
  f: FunctionBuilder,
  { outputs }: NarrowLayout,
  at: WeightGradientRange & { vector: I32; vectors: number },
): void {
  const { vector, vectors } = at;
  const place = f.keep(vector.mul(outputs * VECTOR_BYTES));
  for (const { first, end } of passesOf(outputs, PAIR_OUTPUTS)) {
    const sums = Array.from(
      { length: vectors },
      () => Array.from({ length: end - first }, () => f.let(f32x4.const(0))),
    );
    const input = f.let(vector.mul(VECTOR_BYTES).add(at.inputs), "input");
    const gradient = f.let(i32.const(at.outputGradients), "gradient");
    f.loop(0, at.count, 1, (_n) => {
      const xs = sums.map((_, v) => f.keep(f32x4.load(input, v * VECTOR_BYTES)));
      for (let i = first; i < end; i++) {
        const factor = f.keep(f32x4.load32Splat(gradient, i * FLOAT_BYTES));
        for (const [v, x] of xs.entries()) sums[v][i - first].addProduct(x, factor);
      }
      input.set(input.add(at.inputStride));
      gradient.set(gradient.add(at.outputStride));
    });
    for (const [v, row] of sums.entries()) {
      for (const [i, sum] of row.entries()) {
        const offset = (v * outputs + first + i) * VECTOR_BYTES;
        at.finisher.finishWeights(place, at.place + offset, sum);
      }
    }
  }
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
