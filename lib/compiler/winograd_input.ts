/**
 * The inputs of a tile of windows, transformed: B' input B, see `winograd_layout.ts`.
 *
 * Tile: four channels of one window, row by row of the result; each row is the sum or the difference of
 * two rows of the input, transformed once more along the row: 8 registers. Rows are read twice, from
 * the cache, because all 16 numbers would not fit into registers.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, f32x4, type I32 } from "../wasm/values.ts";
import type { ConvolutionBlock } from "./block.ts";
import { VECTOR_BYTES } from "./map_layout.ts";
import { SIDE, type WinogradLayout } from "./winograd_layout.ts";

/** Emits the transformation of the windows from number `first` on. */
export function emitWinogradInput(
  f: FunctionBuilder,
  { input, output }: ConvolutionBlock,
  layout: WinogradLayout,
  at: { input: I32; first: I32; transformed: I32 },
): void {
  f.loop(0, layout.tile, 1, (member) => {
    const window = f.keep(at.first.add(member));
    const y = window.divU(output.width);
    const x = window.remU(output.width);
    const patch = f.keep(at.input.add(y.mul(2 * input.rowBytes)).add(x.mul(2 * input.placeBytes)));
    const target = f.let(at.transformed.add(member.mul(VECTOR_BYTES)), "target");
    f.loop(patch, patch.add(input.placeBytes), VECTOR_BYTES, (channels) => {
      for (let row = 0; row < SIDE; row++) {
        const sums = Array.from({ length: SIDE }, (_, column) => {
          const load = (row: number) =>
            f32x4.load(channels, row * input.rowBytes + column * input.placeBytes);
          return f.keep(transformOne(row, load));
        });
        for (let column = 0; column < SIDE; column++) {
          const offset = (row * SIDE + column) * layout.inputPointBytes;
          f.store(target, offset, transformOne(column, (index) => sums[index]));
        }
      }
      target.set(target.add(layout.tile * VECTOR_BYTES));
    });
  });
}

/** Number `index` of B' times a column of four. */
function transformOne(index: number, column: (index: number) => F32x4): F32x4 {
  switch (index) {
    case 0:
      return column(0).sub(column(2));
    case 1:
      return column(1).add(column(2));
    case 2:
      return column(2).sub(column(1));
    default:
      return column(1).sub(column(3));
  }
}
