/**
 * What a batch normalization knows of its batch: means over all images, by channel.
 *
 * Each image leaves its own sums, and every thread adds them up for itself, in the order of the images:
 * the same bits for any number of threads. With M places in each of `count` images, and from the mean
 * and the squares of each image (Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm
 * for computing sample variances", 1979):
 *
 *     mean = 1/count * sum over n of mean[n]
 *     variance = 1/(count M) * sum over n of (squares[n] + M (mean[n] - mean)^2)
 *     where squares[n] = sum over the image's places of (input - mean[n])^2
 *
 * Nothing is lost to cancellation, however far the mean is from zero. Going back, the means of the
 * output's gradient and of its product with the normalized input, see `batch_norm.ts`.
 *
 * `sums` of an image: four rows of channels. `factors` of a thread: five rows.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32, type F32x4, f32x4, type I32 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import { NORM_EPSILON } from "../layers/batch_norm_layer.ts";
import type { NormBlock } from "./block.ts";
import { type MapLayout, VECTOR_BYTES } from "./map_layout.ts";
import type { Region } from "./memory_plan.ts";

/** Rows of an image's sums: of its input, and of its output's gradient. */
export const SUMS = { mean: 0, squares: 1, gradient: 2, product: 3 } as const;

/** Rows of a thread's factors: of the batch's input, and of its output's gradient. */
export const FACTORS = { mean: 0, variance: 1, inverse: 2, gradient: 3, product: 4 } as const;

/** Rows of a block's parameters. */
export const NORM_ROWS = { weight: 0, bias: 1, runningMean: 2, runningVariance: 3 } as const;

/** Bytes of an image's sums. */
export function sumsBytes({ input }: NormBlock): number {
  return 4 * input.placeBytes;
}

/** Bytes of a thread's factors. */
export function factorsBytes({ input }: NormBlock): number {
  return 5 * input.placeBytes;
}

/** Visits a place's vectors of channels, up to `most` at once: their distances from the place. */
export function eachChannelGroup(
  { placeBytes }: MapLayout,
  most: number,
  visit: (offsets: readonly number[]) => void,
): void {
  for (let first = 0; first < placeBytes; first += most * VECTOR_BYTES) {
    const end = Math.min(placeBytes, first + most * VECTOR_BYTES);
    const length = (end - first) / VECTOR_BYTES;
    visit(Array.from({ length }, (_, index) => first + index * VECTOR_BYTES));
  }
}

/** Emits a run through a map's places: `visit` gets the distance of each from the map's beginning. */
export function eachPlace(f: FunctionBuilder, layout: MapLayout, visit: (place: I32) => void) {
  const { height, width, rowBytes, placeBytes, insideBytes } = layout;
  f.loop(0, height, 1, (y) => {
    const row = f.keep(y.mul(rowBytes).add(insideBytes));
    f.loop(row, row.add(width * placeBytes), placeBytes, visit);
  });
}

/** Defines `<name>_observe(input, sums)`: an image's mean and squares. */
export function defineNormObserve(
  module: ModuleBuilder,
  { name, input }: NormBlock,
): WasmFunction<readonly ["i32", "i32"], readonly []> {
  const places = input.height * input.width;
  return module.function(`${name}_observe`, { parameters: ["i32", "i32"] }, (f, from, sums) => {
    eachChannelGroup(input, 4, (offsets) => {
      const totals = offsets.map(() => f.let(f32x4.const(0)));
      eachPlace(f, input, (place) => {
        const at = f.keep(from.add(place));
        for (const [k, total] of totals.entries()) {
          total.set(total.add(f32x4.load(at, offsets[k])));
        }
      });
      const means = totals.map((total) => f.keep(total.mul(1 / places)));
      const squares = offsets.map(() => f.let(f32x4.const(0)));
      eachPlace(f, input, (place) => {
        const at = f.keep(from.add(place));
        for (const [k, square] of squares.entries()) {
          const difference = f.keep(f32x4.load(at, offsets[k]).sub(means[k]));
          square.set(square.add(difference.mul(difference)));
        }
      });
      for (const [k, offset] of offsets.entries()) {
        f.store(sums, SUMS.mean * input.placeBytes + offset, means[k]);
        f.store(sums, SUMS.squares * input.placeBytes + offset, squares[k]);
      }
    });
  });
}

/** Emits a thread's factors of the batch: mean, variance, and 1 / sqrt(variance + epsilon). */
export function emitBatchStatistics(
  f: FunctionBuilder,
  { input }: NormBlock,
  at: { sums: Region; factors: I32; count: I32 },
): void {
  const { placeBytes } = input;
  const places = input.height * input.width;
  const images = f.keep(f32x4.splat(f32.convertI32U(at.count)));
  const area = f.keep(f32x4.splat(places));
  f.loop(0, placeBytes, VECTOR_BYTES, (channels) => {
    const row = (n: I32) => n.mul(at.sums.lengthBytes).add(channels);
    const load = (place: I32, which: number) =>
      f32x4.load(place, at.sums.offsetBytes + which * placeBytes);
    const sum = f.let(f32x4.const(0), "sum");
    f.loop(0, at.count, 1, (n) => sum.set(sum.add(load(row(n), SUMS.mean))));
    const mean = f.keep(sum.div(images));
    const squares = f.let(f32x4.const(0), "squares");
    f.loop(0, at.count, 1, (n) => {
      const image = f.keep(row(n));
      const difference = f.keep(load(image, SUMS.mean).sub(mean));
      const between = difference.mul(difference).mul(area);
      squares.set(squares.add(load(image, SUMS.squares).add(between)));
    });
    const variance = f.keep(squares.div(images.mul(area)));
    emitFactors(f, f.keep(at.factors.add(channels)), placeBytes, { mean, variance });
  });
}

/** Emits a thread's factors when the network is used: the running statistics. */
export function emitRunningStatistics(
  f: FunctionBuilder,
  { input }: NormBlock,
  at: { parameters: number; factors: I32 },
): void {
  const { placeBytes } = input;
  f.loop(0, placeBytes, VECTOR_BYTES, (channels) => {
    const load = (row: number) => f.keep(f32x4.load(channels, at.parameters + row * placeBytes));
    emitFactors(f, f.keep(at.factors.add(channels)), placeBytes, {
      mean: load(NORM_ROWS.runningMean),
      variance: load(NORM_ROWS.runningVariance),
    });
  });
}

function emitFactors(
  f: FunctionBuilder,
  place: I32,
  placeBytes: number,
  { mean, variance }: { mean: F32x4; variance: F32x4 },
): void {
  const inverse = f32x4.splat(1).div(variance.add(NORM_EPSILON).sqrt());
  f.store(place, FACTORS.mean * placeBytes, mean);
  f.store(place, FACTORS.variance * placeBytes, variance);
  f.store(place, FACTORS.inverse * placeBytes, inverse);
}

/** Emits a thread's sums over the batch of the output's gradient, and of its product. */
export function emitBatchGradients(
  f: FunctionBuilder,
  { input }: NormBlock,
  at: { sums: Region; factors: I32; count: I32 },
): void {
  const { placeBytes } = input;
  f.loop(0, placeBytes, VECTOR_BYTES, (channels) => {
    const target = f.keep(at.factors.add(channels));
    for (const row of ["gradient", "product"] as const) {
      const sum = f.let(f32x4.const(0), row);
      const place = f.let(channels, "place");
      f.loop(0, at.count, 1, (_n) => {
        sum.set(sum.add(f32x4.load(place, at.sums.offsetBytes + SUMS[row] * placeBytes)));
        place.set(place.add(at.sums.lengthBytes));
      });
      f.store(target, FACTORS[row] * placeBytes, sum);
    }
  });
}
