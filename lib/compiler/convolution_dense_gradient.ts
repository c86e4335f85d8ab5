/**
 * The gradient of a convolution's weights from all positions, alive or not: for a first layer of one
 * channel without a pooling, whose patches are so small that lists would cost more than they spare.
 *
 *     weightGradient[f,u,v] += sum over y,x of
 *       outputGradient[y,x,f] * input[y stride + u, x stride + v]
 *
 * Tile: eight filters (four at the end) x five taps of the window, ten sums that stay in registers over
 * all positions; two vectors of gradients, a pixel in all lanes, one product: 14 registers. Lanes are
 * filters here, while a patch's vectors are pixels: each sum is added to four patches at the end.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { f32, f32x4, type I32, i32 } from "../wasm/values.ts";
import type { ConvolutionBlock } from "./block.ts";
import { GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "./map_layout.ts";
import { type PatchLayout, slices } from "./patch_layout.ts";
import { type Tap, tapOffset } from "./window.ts";

/** Sums of a tile. */
const MOST_SUMS = 10;

/** Whether a block's weights get their gradient so. */
export function hasDenseGradient(
  { isPooled, input }: ConvolutionBlock,
  { hasInputGradient }: { hasInputGradient: boolean },
): boolean {
  return !isPooled && !hasInputGradient && input.channelStride === 1;
}

/** Emits the gradient of an image; adds to `partial`. */
export function emitDenseGradient(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  patches: PatchLayout,
  at: { from: I32; gradient: I32; partial: I32 },
): void {
  const { size } = block.layer;
  const whole = Math.floor(patches.filters / GROUP_FILTERS);
  const emitGroup = (group: I32, vectors: number) => {
    const gradient = f.keep(at.gradient.add(group.mul(GROUP_FILTERS * FLOAT_BYTES)));
    const target = f.keep(at.partial.add(group.mul(GROUP_FILTERS * patches.patchBytes)));
    for (const slice of slices(size * size, MOST_SUMS / vectors)) {
      const taps = slice.map((index): Tap => ({
        u: Math.floor(index / size),
        v: index % size,
        c: 0,
      }));
      emitTile(f, block, patches, { from: at.from, gradient, target, taps, vectors });
    }
  };
  f.loop(0, whole, 1, (group) => emitGroup(group, GROUP_FILTERS / LANES));
  if (whole * GROUP_FILTERS < patches.filters) emitGroup(i32.const(whole), 1);
}

/** Emits the sums of some taps and filters over all positions. */
function emitTile(
  f: FunctionBuilder,
  { layer: { stride }, input, output }: ConvolutionBlock,
  patches: PatchLayout,
  at: { from: I32; gradient: I32; target: I32; taps: Tap[]; vectors: number },
): void {
  const { taps, vectors } = at;
  const sums = taps.map(() => Array.from({ length: vectors }, () => f.let(f32x4.const(0))));
  f.loop(0, output.height, 1, (y) => {
    const pixel = f.let(at.from.add(y.mul(stride * input.rowBytes)), "pixel");
    const row = f.keep(at.gradient.add(y.mul(output.rowBytes)).add(output.insideBytes));
    f.loop(row, row.add(output.width * output.placeBytes), output.placeBytes, (place) => {
      const gradients = Array.from(
        { length: vectors },
        (_, v) => f.keep(f32x4.load(place, v * VECTOR_BYTES)),
      );
      for (const [t, tap] of taps.entries()) {
        const x = f.keep(f32x4.load32Splat(pixel, tapOffset(tap, input)));
        for (const [v, gradient] of gradients.entries()) sums[t][v].addProduct(x, gradient);
      }
      pixel.set(pixel.add(stride * input.placeBytes));
    });
  });
  for (const [t, { u, v }] of taps.entries()) {
    for (const [vector, sum] of sums[t].entries()) {
      for (let lane = 0; lane < LANES; lane++) {
        const filter = vector * LANES + lane;
        const offset = filter * patches.patchBytes + patches.placeOf(0, u, v, 0) * FLOAT_BYTES;
        f.store(at.target, offset, f32.load(at.target, offset).add(sum.extractLane(lane)));
      }
    }
  }
}
