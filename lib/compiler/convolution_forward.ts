/**
 * Forward propagation of a convolution, directly.
 *
 *     output[y,x,f] = activation(bias[f] + sum over taps (u,v,c) of
 *       weight[f,u,v,c] * input[y stride + u, x stride + v, c])
 *
 * Tile: four positions x eight filters (four at the end, if they are enough): eight sums, two vectors
 * of weights, one pixel in all lanes, one product: 12 registers. The four positions are neighbours in
 * a row, or, where a pooling follows, the four of its window: then the largest wins before anything is
 * stored, and in training the place of the winner's patch is stored beside the value.
 *
 * Weights as in `forward_packing.ts`, maps as in `map_layout.ts`, winners `[y][x][filters]` as byte
 * offsets into the input.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { type F32x4, f32x4, type I32, i32 } from "../wasm/values.ts";
import type { Variable } from "../wasm/variable.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import type { ConvolutionBlock } from "./block.ts";
import { ForwardPacking, GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "./map_layout.ts";
import { emitWindowLoop, tapOffset } from "./window.ts";
import { cornersOf, emitWinners } from "./winners.ts";

/** Positions that are computed at once. */
const TILE = 4;

/** `(input, output, winners)`: addresses of the maps of one image. */
export type ForwardFunction = WasmFunction<readonly ["i32", "i32", "i32"], readonly []>;

/** `(input, output, winners, first, end)`: the same, and which of the units to compute. */
export type DividedForwardFunction = WasmFunction<
  readonly ["i32", "i32", "i32", "i32", "i32"],
  readonly []
>;

/** What the kernel is given besides the block. */
export interface ConvolutionForwardOptions {
  /** Where the packed weights are. */
  weights: number;
  /** Where the biases are, padded to whole vectors; null for none. */
  bias: number | null;
  /** Whether winners are stored. */
  isTraining: boolean;
  /** Emits the activation of a vector of outputs; `filter` is the first one's number. */
  activate: (f: FunctionBuilder, sum: F32x4) => F32x4;
}

/** Defines `<name>_forward`; a unit is a row of outputs. */
export function defineConvolutionForward(
  module: ModuleBuilder,
  block: ConvolutionBlock,
  options: ConvolutionForwardOptions,
): DividedForwardFunction {
  const packing = new ForwardPacking(block);
  const { taps, filters } = packing;
  const whole = Math.floor(filters / GROUP_FILTERS);
  return module.function(
    `${block.name}_forward`,
    { parameters: ["i32", "i32", "i32", "i32", "i32"] },
    (f, input, output, winners, first, end) => {
      const emitGroup = (group: I32, vectors: number) => {
        const bytes = f.keep(group.mul(GROUP_FILTERS * FLOAT_BYTES));
        emitPositions(f, block, packing, {
          ...options,
          first,
          end,
          vectors,
          input,
          output: f.keep(output.add(bytes)),
          winners: f.keep(winners.add(bytes)),
          weights: f.keep(bytes.mul(taps.length).add(options.weights)),
          bias: options.bias === null ? null : f.keep(bytes.add(options.bias)),
        });
      };
      f.loop(0, whole, 1, (group) => emitGroup(group, GROUP_FILTERS / LANES));
      if (whole * GROUP_FILTERS < filters) emitGroup(i32.const(whole), 1);
    },
  );
}

/** What is known inside the loop over groups of filters. */
interface Group {
  /** The rows of outputs. */
  first: I32;
  end: I32;
  vectors: number;
  input: I32;
  output: I32;
  winners: I32;
  weights: I32;
  bias: I32 | null;
  isTraining: boolean;
  activate: ConvolutionForwardOptions["activate"];
}

/** All positions of a group of filters. */
function emitPositions(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  packing: ForwardPacking,
  group: Group,
): void {
  const { layer: { stride }, input, output, isPooled } = block;
  const stepX = stride * input.placeBytes;
  const stepY = stride * input.rowBytes;

  if (isPooled) {
    const corners = cornersOf(block);
    const winnerBytes = packing.filters * FLOAT_BYTES;
    f.loop(group.first, group.end, 1, (y) => {
      f.loop(0, output.width, 1, (x) => {
        const patch = f.keep(y.mul(2 * stepY).add(x.mul(2 * stepX)));
        const sums = emitSums(f, block, packing, group, patch, corners);
        const place = y.mul(output.rowBytes).add(x.mul(output.placeBytes)).add(output.insideBytes);
        const winner = y.mul(output.width).add(x).mul(winnerBytes);
        emitWinners(f, sums, {
          ...group,
          corners,
          patch,
          output: f.keep(group.output.add(place)),
          winners: f.keep(group.winners.add(winner)),
        });
      });
    });
    return;
  }

  const emitTile = (y: I32, x: I32, count: number) => {
    const patch = f.keep(y.mul(stepY).add(x.mul(stepX)));
    const positions = Array.from({ length: count }, (_, position) => position * stepX);
    const sums = emitSums(f, block, packing, group, patch, positions);
    const place = f.keep(group.output.add(y.mul(output.rowBytes)).add(x.mul(output.placeBytes)));
    for (const [position, vectors] of sums.entries()) {
      for (const [vector, sum] of vectors.entries()) {
        const offset = output.insideBytes + position * output.placeBytes + vector * VECTOR_BYTES;
        f.store(place, offset, group.activate(f, sum));
      }
    }
  };
  const rest = output.width % TILE;
  f.loop(group.first, group.end, 1, (y) => {
    f.loop(0, output.width - rest, TILE, (x) => emitTile(y, x, TILE));
    if (rest > 0) emitTile(y, i32.const(output.width - rest), rest);
  });
}

/** The sums of a tile: `[positions][vectors]`. */
function emitSums(
  f: FunctionBuilder,
  { input }: ConvolutionBlock,
  packing: ForwardPacking,
  group: Group,
  patch: I32,
  positions: readonly number[],
): Variable<"f32x4">[][] {
  const { vectors, weights, bias } = group;
  const sums = positions.map(() =>
    Array.from(
      { length: vectors },
      (_, v) => f.let(bias ? f32x4.load(bias, v * VECTOR_BYTES) : f32x4.const(0)),
    )
  );
  const weightBytes = vectors * VECTOR_BYTES;
  const pixel = f.keep(group.input.add(patch));
  emitWindowLoop(f, packing.loop, { input, weightBytes, pixel, weights }, (pixel, weights) => {
    for (const [index, tap] of packing.loop.body.entries()) {
      const factors = Array.from(
        { length: vectors },
        (_, v) => f.keep(f32x4.load(weights, index * weightBytes + v * VECTOR_BYTES)),
      );
      for (const [position, offset] of positions.entries()) {
        const x = f.keep(f32x4.load32Splat(pixel, tapOffset(tap, input) + offset));
        for (const [v, factor] of factors.entries()) sums[position][v].addProduct(x, factor);
      }
    }
  });
  return sums;
}
