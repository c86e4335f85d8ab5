/**
 * A filter's weights, transformed: G weight G', see `winograd_layout.ts`.
 *
 * Tile: four channels: nine weights become three columns of four numbers, and those four rows of four.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { type F32x4, f32x4 } from "../wasm/values.ts";
import type { ConvolutionBlock } from "./block.ts";
import type { PackFunction } from "./convolution_update.ts";
import { GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "./map_layout.ts";
import { PatchLayout } from "./patch_layout.ts";
import { POINTS, SIDE, WinogradLayout } from "./winograd_layout.ts";

/** Rows and columns of a window. */
const SIZE = 3;

/** Defines `<name>_pack` for the `winograd` kernel. */
export function defineWinogradPack(
  module: ModuleBuilder,
  block: ConvolutionBlock,
  places: { patches: number; packed: number },
): PackFunction {
  const patches = new PatchLayout(block);
  const { channels, filters } = new WinogradLayout(block);
  const whole = filters - filters % GROUP_FILTERS;
  return module.function(`${block.name}_pack`, { parameters: ["i32"] }, (f, filter) => {
    const emitCopy = (size: number) => {
      const pointBytes = channels * size * FLOAT_BYTES;
      const lane = f.keep(filter.and(GROUP_FILTERS - 1));
      const group = filter.sub(lane).mul(POINTS * channels * FLOAT_BYTES);
      const target = f.let(group.add(lane.mul(FLOAT_BYTES)), "target");
      const source = f.keep(filter.mul(patches.patchBytes));
      f.loop(source, source.add(channels * FLOAT_BYTES), VECTOR_BYTES, (source) => {
        const columns = Array.from({ length: SIZE }, (_, v) =>
          emitTransform(
            f,
            Array.from({ length: SIZE }, (_, u) =>
              f.keep(
                f32x4.load(source, places.patches + patches.placeOf(0, u, v, 0) * FLOAT_BYTES),
              )),
          ));
        for (let row = 0; row < SIDE; row++) {
          const points = emitTransform(f, columns.map((column) => column[row]));
          for (const [column, vector] of points.entries()) {
            const offset = places.packed + (row * SIDE + column) * pointBytes;
            for (let lane = 0; lane < LANES; lane++) {
              f.storeLane(target, offset + lane * size * FLOAT_BYTES, vector, lane);
            }
          }
        }
        target.set(target.add(LANES * size * FLOAT_BYTES));
      });
    };
    if (whole === filters) emitCopy(GROUP_FILTERS);
    else f.if(filter.ltU(whole), () => emitCopy(GROUP_FILTERS), () => emitCopy(LANES));
  });
}

/** G times a column of three. */
function emitTransform(f: FunctionBuilder, [first, middle, last]: readonly F32x4[]): F32x4[] {
  const outer = f.keep(first.add(last));
  const half = (sum: F32x4) => f.keep(sum.mul(0.5));
  return [first, half(outer.add(middle)), half(outer.sub(middle)), last];
}
