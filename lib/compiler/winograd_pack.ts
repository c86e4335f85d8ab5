/**
 * A filter's weights, transformed: G weight G', see `winograd_matrices.ts`.
 *
 * Tile: four channels: the columns of the weights become columns of 4 or 6 numbers, and those as many
 * rows.
 */

import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32x4, type I32, i32 } from "../wasm/values.ts";
import type { ConvolutionBlock } from "./block.ts";
import type { PackFunction } from "./convolution_update.ts";
import { GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "./map_layout.ts";
import { emitTwoSided } from "./matrix_product.ts";
import { PatchLayout } from "./patch_layout.ts";
import { WinogradGradientLayout } from "./winograd_gradient_layout.ts";
import { WinogradLayout } from "./winograd_layout.ts";

/** Defines `<name>_pack` by Winograd's method. */
export function defineWinogradPack(
  module: ModuleBuilder,
  block: ConvolutionBlock,
  places: { patches: number; packed: number },
): PackFunction {
  const patches = new PatchLayout(block);
  const layout = WinogradLayout.forward(block);
  const { channels, filters, side } = layout;
  const whole = filters - filters % GROUP_FILTERS;
  return module.function(`${block.name}_pack`, { parameters: ["i32"] }, (f, filter) => {
    const emitCopy = (groupSize: number) => {
      const pointBytes = layout.weightPointBytes(groupSize);
      const lane = f.keep(filter.and(GROUP_FILTERS - 1));
      const group = filter.divU(GROUP_FILTERS).mul(layout.groupBytes);
      const target = f.let(group.add(lane.mul(FLOAT_BYTES)), "target");
      const source = f.keep(filter.mul(patches.patchBytes));
      f.loop(source, source.add(channels * FLOAT_BYTES), VECTOR_BYTES, (source) => {
        emitTwoSided(f, {
          matrix: layout.matrices.weight,
          constant: (magnitude) => layout.constant(places.packed, magnitude),
          value: (u, v) =>
            f32x4.load(source, places.patches + patches.placeOf(0, u, v, 0) * FLOAT_BYTES),
          visit: (row, column, result) => {
            const offset = places.packed + (row * side + column) * pointBytes;
            for (let lane = 0; lane < LANES; lane++) {
              f.storeLane(target, offset + lane * groupSize * FLOAT_BYTES, result, lane);
            }
          },
        });
        target.set(target.add(LANES * groupSize * FLOAT_BYTES));
      });
    };
    if (whole === filters) emitCopy(GROUP_FILTERS);
    else f.if(filter.ltU(whole), () => emitCopy(GROUP_FILTERS), () => emitCopy(LANES));
  });
}

/**
 * Defines `<name>_mirrored_pack`: a filter's weights for the convolution that is the gradient of the
 * input, see `winograd_gradient_layout.ts`. There the filter is a channel, and four channels are neighbouring filters.
 */
export function defineMirroredPack(
  module: ModuleBuilder,
  block: ConvolutionBlock,
  places: { patches: number; packed: number },
): PackFunction {
  const patches = new PatchLayout(block);
  const layout = WinogradLayout.forward(new WinogradGradientLayout(block).mirrored);
  const { filters, side } = layout;
  const last = block.layer.size - 1;
  return module.function(`${block.name}_mirrored_pack`, { parameters: ["i32"] }, (f, channel) => {
    const patch = f.keep(channel.mul(patches.patchBytes));
    const emitFour = (group: I32 | number, lane: number, groupSize: number) => {
      const number = i32.const(0).add(group);
      const first = number.mul(GROUP_FILTERS * FLOAT_BYTES);
      const source = f.keep(patch.add(first).add(lane * FLOAT_BYTES));
      const target = f.keep(
        number.mul(layout.groupBytes).add(channel.mul(groupSize * FLOAT_BYTES))
          .add(lane * FLOAT_BYTES),
      );
      emitTwoSided(f, {
        matrix: layout.matrices.weight,
        constant: (magnitude) => layout.constant(places.packed, magnitude),
        value: (u, v) => {
          const place = patches.placeOf(0, last - u, last - v, 0) * FLOAT_BYTES;
          return f32x4.load(source, places.patches + place);
        },
        visit: (row, column, result) => {
          const pointBytes = layout.weightPointBytes(groupSize);
          f.store(target, places.packed + (row * side + column) * pointBytes, result);
        },
      });
    };
    const whole = Math.floor(filters / GROUP_FILTERS);
    f.loop(0, whole, 1, (group) => {
      for (let lane = 0; lane < GROUP_FILTERS; lane += LANES) emitFour(group, lane, GROUP_FILTERS);
    });
    if (whole * GROUP_FILTERS < filters) emitFour(whole, 0, LANES);
  });
}
