/**
 * The gradient of a convolution's input, by lists of what is left of the output's gradient.
 *
 *     inputGradient's patch += sum over the patch's filters f of gradient[f] * weight[f]
 *
 * For each patch the filters whose gradient there is not zero are put into a list of (place of the
 * filter, gradient), without a branch: every entry is written, and a list only grows if the gradient is
 * alive. Behind a pooling a window has four patches, and a filter stands in the list of its winner.
 *
 * Registers: up to 12 sums (a slice of the patch, kept over the whole list), the gradient in all lanes,
 * one product. Slices come outermost, so that a slice of all filters stays in the cache.
 *
 * Filters and patches as in `patch_layout.ts`. Lists of eight bytes an entry; behind them for each list
 * its end, and the place of its patch.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { f32x4, type I32, i32, i32x4 } from "../wasm/values.ts";
import type { ConvolutionBlock } from "./block.ts";
import { FLOAT_BYTES, LANES, padded, VECTOR_BYTES } from "./map_layout.ts";
import { type PatchLayout, slices } from "./patch_layout.ts";
import { cornersOf } from "./winners.ts";

const ENTRY_BYTES = 8;
const SECOND = 4;

/** Bytes of all lists and what is noted of them. */
export function patchListBytes(block: ConvolutionBlock): number {
  return listCount(block) * (listStride(block) + ENTRY_BYTES);
}

/** How many patches have gradients. */
function listCount(block: ConvolutionBlock): number {
  return block.output.height * block.output.width * corners(block).length;
}

/** Bytes from one list to the next: one entry more than filters, since the last may be written over. */
function listStride({ output }: ConvolutionBlock): number {
  return (padded(output.channels) + 1) * ENTRY_BYTES;
}

/** The distances of the patches of one output from the first. */
function corners(block: ConvolutionBlock): readonly number[] {
  return block.isPooled ? cornersOf(block) : [0];
}

/** Emits the gradient of the input; adds to what is there. */
export function emitInputGradient(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  patches: PatchLayout,
  at: { winners: I32; outputGradient: I32; inputGradient: I32; lists: I32; weights: number },
): void {
  const stride = listStride(block);
  const notes = f.keep(at.lists.add(listCount(block) * stride));
  emitPatchLists(f, block, patches, { ...at, notes });
  for (const slice of slices(patches.vectors)) {
    const start = f.let(at.lists, "start");
    f.loop(notes, notes.add(listCount(block) * ENTRY_BYTES), ENTRY_BYTES, (note) => {
      const end = f.keep(i32.load(note));
      f.if(start.ltU(end), () => {
        const patch = f.keep(at.inputGradient.add(i32.load(note, SECOND)));
        const offsets = slice.map((vector) => patches.mapOffsets[vector]);
        const sums = offsets.map((offset) => f.let(f32x4.load(patch, offset)));
        f.loop(start, end, ENTRY_BYTES, (entry) => {
          const filter = f.keep(i32.load(entry));
          const gradient = f.keep(f32x4.load32Splat(entry, SECOND));
          for (const [index, vector] of slice.entries()) {
            const weights = f32x4.load(filter, at.weights + vector * VECTOR_BYTES);
            sums[index].addProduct(gradient, weights);
          }
        });
        for (const [index, offset] of offsets.entries()) f.store(patch, offset, sums[index]);
      });
      start.set(start.add(stride));
    });
  }
}

/** Writes the lists of all patches. */
function emitPatchLists(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  { patchBytes }: PatchLayout,
  at: { winners: I32; outputGradient: I32; lists: I32; notes: I32 },
): void {
  const { layer, isPooled, input, output } = block;
  const step = isPooled ? 2 * layer.stride : layer.stride;
  const stride = listStride(block);
  const filterBytes = padded(output.channels) * FLOAT_BYTES;
  const list = f.let(at.lists, "list");
  const note = f.let(at.notes, "note");
  const winners = f.let(at.winners, "winners");
  f.loop(0, output.height, 1, (y) => {
    f.loop(0, output.width, 1, (x) => {
      const place = y.mul(output.rowBytes).add(x.mul(output.placeBytes)).add(output.insideBytes);
      const outputGradient = f.let(at.outputGradient.add(place), "outputGradient");
      const patch = f.keep(y.mul(step * input.rowBytes).add(x.mul(step * input.placeBytes)));
      const ends = corners(block).map((_, c) => f.let(list.add(c * stride), `end${c}`));
      const filters = f.let(i32x4.const(0, patchBytes, 2 * patchBytes, 3 * patchBytes), "filters");
      f.loop(0, filterBytes, VECTOR_BYTES, (lane) => {
        const gradients = f.keep(f32x4.load(outputGradient.add(lane)));
        const growth = f.keep(gradients.ne(0).and(i32x4.const(ENTRY_BYTES)));
        const winning = isPooled ? f.keep(i32x4.load(winners.add(lane))) : null;
        const entries = [
          f.keep(filters.shuffle(gradients.asI32x4(), 0, 4, 1, 5)),
          f.keep(filters.shuffle(gradients.asI32x4(), 2, 6, 3, 7)),
        ];
        for (const [c, corner] of corners(block).entries()) {
          const own = winning
            ? f.keep(winning.eq(i32x4.splat(patch.add(corner))).and(growth))
            : growth;
          for (let lane = 0; lane < LANES; lane++) {
            f.storeHalf(ends[c], 0, entries[lane >> 1], lane & 1);
            ends[c].set(ends[c].add(own.extractLane(lane)));
          }
        }
        filters.set(filters.add(i32x4.const(LANES * patchBytes)));
      });
      for (const [c, corner] of corners(block).entries()) {
        f.store(note, c * ENTRY_BYTES, ends[c]);
        f.store(note, c * ENTRY_BYTES + SECOND, patch.add(corner));
      }
      list.set(list.add(corners(block).length * stride));
      note.set(note.add(corners(block).length * ENTRY_BYTES));
      winners.set(winners.add(filterBytes));
    });
  });
}
