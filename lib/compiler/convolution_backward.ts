/**
 * Backward propagation of a convolution, by lists of what is left of the gradient.
 *
 * Behind a pooling three of four positions have no gradient, behind a ReLU many more. For each filter
 * the others are put into a list of (place of the patch, gradient), without a branch: every entry is
 * written, and the list only grows if its gradient is not zero. Then
 *
 *     weightGradient[f] = sum over f's list of gradient * patch of the input
 *     biasGradient[f] = sum over positions of the gradient
 *
 * Registers: up to 12 sums (a slice of the patch, kept over the whole list), the gradient in all lanes,
 * one product. A window of three vectors (3x3 over one channel) has too few sums to keep the adders
 * busy: there four filters are summed at once, straight from the maps; without a pooling see
 * `convolution_dense_gradient.ts`. The input's gradient has lists of its own: see
 * `convolution_input_gradient.ts`.
 *
 * Patches and their gradients as in `patch_layout.ts`; a list has eight bytes an entry.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32x4, type I32, i32, i32x4 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import type { ConvolutionBlock } from "./block.ts";
import { emitDenseGradient, hasDenseGradient } from "./convolution_dense_gradient.ts";
import { FLOAT_BYTES, LANES, padded, VECTOR_BYTES } from "./map_layout.ts";
import { emitInputGradient, patchListBytes } from "./convolution_input_gradient.ts";
import { MOST_SUMS, PatchLayout, slices } from "./patch_layout.ts";

const ENTRY_BYTES = 8;
const GRADIENT_OFFSET = 4;

/** `(input, winners, outputGradient, inputGradient, partial, lists)`: addresses. */
export type ConvolutionBackwardFunction = WasmFunction<
  readonly ["i32", "i32", "i32", "i32", "i32", "i32"],
  readonly []
>;

/** Bytes of the lists of four filters and their ends, or of all patches. */
export function listBytes(block: ConvolutionBlock): number {
  const { height, width } = block.output;
  return Math.max(LANES * listStride(height * width) + VECTOR_BYTES, patchListBytes(block));
}

/** Bytes from one list to the next: one entry more than positions, since the last may be written over. */
function listStride(positions: number): number {
  return padded(positions + 1) * ENTRY_BYTES;
}

/** Where the gradients of the biases lie behind those of the weights. */
export function biasPartialOffset(block: ConvolutionBlock): number {
  return new PatchLayout(block).lengthBytes;
}

/** Bytes of the gradients of one part of the batch. */
export function partialBytes(block: ConvolutionBlock): number {
  const patches = new PatchLayout(block);
  return patches.lengthBytes + patches.filters * FLOAT_BYTES;
}

/** Defines `<name>_backward`; adds to the part's gradients. */
export function defineConvolutionBackward(
  module: ModuleBuilder,
  block: ConvolutionBlock,
  options: { patches: number; hasInputGradient: boolean },
): ConvolutionBackwardFunction {
  const { input, output, layer } = block;
  const patches = new PatchLayout(block);
  const stride = listStride(output.height * output.width);
  const isSmall = block.isPooled && !options.hasInputGradient &&
    patches.vectors * LANES <= MOST_SUMS;
  return module.function(
    `${block.name}_backward`,
    { parameters: ["i32", "i32", "i32", "i32", "i32", "i32"] },
    (f, from, winners, outputGradient, inputGradient, partial, lists) => {
      if (layer.bias) emitBiasGradients(f, block, { gradient: outputGradient, partial });
      if (hasDenseGradient(block, options)) {
        emitDenseGradient(f, block, patches, { from, gradient: outputGradient, partial });
        return;
      }
      f.loop(0, patches.filters, LANES, (filter) => {
        const lane = f.keep(filter.mul(FLOAT_BYTES));
        const at = {
          gradient: f.keep(outputGradient.add(lane)),
          winners: f.keep(winners.add(lane)),
        };
        const target = f.keep(partial.add(filter.mul(patches.patchBytes)));
        if (isSmall) emitSmallWeightGradient(f, block, patches, { ...at, from, target });
        else emitLists(f, block, { ...at, lists, stride });
        if (isSmall) return;
        f.loop(0, LANES, 1, (member) => {
          const start = f.keep(lists.add(member.mul(stride)));
          const end = f.keep(i32.load(lists.add(member.mul(FLOAT_BYTES)), LANES * stride));
          const patch = f.keep(member.mul(patches.patchBytes));
          emitWeightGradient(f, patches, { from, start, end, target: f.keep(target.add(patch)) });
        });
      });
      if (options.hasInputGradient) {
        f.memory.fill(inputGradient, 0, input.lengthBytes);
        emitInputGradient(f, block, patches, {
          winners,
          outputGradient,
          inputGradient,
          lists,
          weights: options.patches,
        });
      }
    },
  );
}

/** Addresses of four filters' lanes at a position: of the gradient, and of the winners. */
interface Lanes {
  gradient: I32;
  winners: I32;
}

/** Visits every position: the addresses of its gradients, and the places of its patches. */
function forEachPosition(
  f: FunctionBuilder,
  { isPooled, layer: { stride }, input, output }: ConvolutionBlock,
  lanes: Lanes,
  visit: (gradient: I32, patches: () => ReturnType<typeof i32x4.splat>, winners: I32) => void,
): void {
  const winnerBytes = padded(output.channels) * FLOAT_BYTES;
  f.loop(0, output.height, 1, (y) => {
    const row = f.keep(lanes.gradient.add(y.mul(output.rowBytes)));
    f.loop(0, output.width, 1, (x) => {
      const gradient = f.keep(row.add(x.mul(output.placeBytes)).add(output.insideBytes));
      const winner = f.keep(lanes.winners.add(y.mul(output.width).add(x).mul(winnerBytes)));
      // Without a pooling all filters of a position see the same patch.
      const patch = y.mul(stride * input.rowBytes).add(x.mul(stride * input.placeBytes));
      visit(gradient, () => isPooled ? i32x4.load(winner) : i32x4.splat(patch), winner);
    });
  });
}

/** Writes four filters' lists. */
function emitLists(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  at: Lanes & { lists: I32; stride: number },
): void {
  const ends = Array.from(
    { length: LANES },
    (_, lane) => f.let(at.lists.add(lane * at.stride), `end${lane}`),
  );
  forEachPosition(f, block, at, (gradient, patches) => {
    const gradients = f.keep(f32x4.load(gradient));
    const places = f.keep(patches());
    const growth = f.keep(gradients.ne(0).and(i32x4.const(ENTRY_BYTES)));
    for (const [lane, end] of ends.entries()) {
      f.storeLane(end, 0, places, lane);
      f.storeLane(end, GRADIENT_OFFSET, gradients, lane);
      end.set(end.add(growth.extractLane(lane)));
    }
  });
  for (const [lane, end] of ends.entries()) {
    f.store(at.lists, LANES * at.stride + lane * FLOAT_BYTES, end);
  }
}

/** Emits the gradients of all biases, the sums over the positions; adds to the part's. */
export function emitBiasGradients(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  at: { gradient: I32; partial: I32 },
): void {
  const { height, width, rowBytes, placeBytes, insideBytes } = block.output;
  const first = biasPartialOffset(block);
  for (const vectors of slices(padded(block.layer.filters) / LANES)) {
    const sums = vectors.map((v) => f.let(f32x4.load(at.partial, first + v * VECTOR_BYTES)));
    f.loop(0, height, 1, (y) => {
      const row = f.keep(at.gradient.add(y.mul(rowBytes)).add(insideBytes));
      f.loop(row, row.add(width * placeBytes), placeBytes, (place) => {
        for (const [index, v] of vectors.entries()) {
          sums[index].set(sums[index].add(f32x4.load(place, v * VECTOR_BYTES)));
        }
      });
    });
    for (const [index, v] of vectors.entries()) {
      f.store(at.partial, first + v * VECTOR_BYTES, sums[index]);
    }
  }
}

/** A list's patches, weighted and summed. */
function emitWeightGradient(
  f: FunctionBuilder,
  patches: PatchLayout,
  at: { from: I32; start: I32; end: I32; target: I32 },
): void {
  for (const slice of slices(patches.vectors)) {
    const sums = slice.map((vector) => f.let(f32x4.load(at.target, vector * VECTOR_BYTES)));
    f.loop(at.start, at.end, ENTRY_BYTES, (entry) => {
      const patch = f.keep(at.from.add(i32.load(entry)));
      const gradient = f.keep(f32x4.load32Splat(entry, GRADIENT_OFFSET));
      for (const [index, vector] of slice.entries()) {
        sums[index].addProduct(gradient, f32x4.load(patch, patches.mapOffsets[vector]));
      }
    });
    for (const [index, vector] of slice.entries()) {
      f.store(at.target, vector * VECTOR_BYTES, sums[index]);
    }
  }
}

/** Four filters' weight gradients at once, for windows of three vectors or fewer behind a pooling. */
function emitSmallWeightGradient(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  patches: PatchLayout,
  at: Lanes & { from: I32; target: I32 },
): void {
  const offset = (lane: number, vector: number) =>
    lane * patches.patchBytes + vector * VECTOR_BYTES;
  const sums = Array.from(
    { length: LANES },
    (_, lane) =>
      patches.mapOffsets.map((_, vector) => f.let(f32x4.load(at.target, offset(lane, vector)))),
  );
  forEachPosition(f, block, at, (gradient, _patches, winners) => {
    for (const [lane, vectors] of sums.entries()) {
      const patch = f.keep(at.from.add(i32.load(winners, lane * FLOAT_BYTES)));
      const factor = f.keep(f32x4.load32Splat(gradient, lane * FLOAT_BYTES));
      for (const [vector, sum] of vectors.entries()) {
        sum.addProduct(factor, f32x4.load(patch, patches.mapOffsets[vector]));
      }
    }
  });
  for (const [lane, vectors] of sums.entries()) {
    for (const [vector, sum] of vectors.entries()) f.store(at.target, offset(lane, vector), sum);
  }
}
