/**
 * The end of a convolution's gradients: the parts' sums, in the order of the parts, the update, and the
 * forward kernel's copy of the new weights.
 *
 *     gradient[f] = part 0's + part 1's + ...
 *
 * Filter by filter: threads take ranges of filters, and whoever updates a filter copies it.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32, f32x4, type I32, i32 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import type { ConvolutionBlock } from "./block.ts";
import { biasPartialOffset } from "./convolution_backward.ts";
import { ForwardPacking, GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "./map_layout.ts";
import type { Region } from "./memory_plan.ts";
import { PatchLayout } from "./patch_layout.ts";
import type { Finisher } from "./update.ts";

/** `(filter)`: copies a filter's weights to where the forward kernel reads them. */
export type PackFunction = WasmFunction<readonly ["i32"], readonly []>;

/** Defines `<name>_pack`. */
export function defineConvolutionPack(
  module: ModuleBuilder,
  block: ConvolutionBlock,
  places: { patches: number; packed: number },
): PackFunction {
  const patches = new PatchLayout(block);
  const packing = new ForwardPacking(block);
  const { loop, taps, filters } = packing;
  const whole = filters - filters % GROUP_FILTERS;
  return module.function(`${block.name}_pack`, { parameters: ["i32"] }, (f, filter) => {
    const emitCopy = (size: number) => {
      const lane = f.keep(filter.and(GROUP_FILTERS - 1));
      const first = f.keep(filter.sub(lane).mul(taps.length * FLOAT_BYTES));
      const target = f.let(first.add(lane.mul(FLOAT_BYTES)), "target");
      const source = f.let(filter.mul(patches.patchBytes), "source");
      const rowBytes = patches.rowVectors * VECTOR_BYTES;
      const groupBytes = LANES * FLOAT_BYTES;
      f.loop(0, loop.rows, 1, (_row) => {
        f.loop(0, loop.channelGroups, 1, (_group) => {
          for (const [index, { u, v, c }] of loop.body.entries()) {
            const place = patches.placeOf(0, u, v, c) * FLOAT_BYTES;
            const weight = f32.load(source, places.patches + place);
            f.store(target, places.packed + index * size * FLOAT_BYTES, weight);
          }
          target.set(target.add(loop.body.length * size * FLOAT_BYTES));
          source.set(source.add(groupBytes));
        });
        source.set(source.add(rowBytes - loop.channelGroups * groupBytes));
      });
    };
    if (whole === filters) emitCopy(GROUP_FILTERS);
    else f.if(filter.ltU(whole), () => emitCopy(GROUP_FILTERS), () => emitCopy(LANES));
  });
}

/** Emits the end of the gradients of a range of filters. */
export function emitConvolutionUpdate(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  at: {
    partials: Region;
    /** How many parts have gradients. */
    parts: I32;
    first: I32;
    end: I32;
    finisher: Finisher;
    /** Distances of weights and biases from the beginning of the parameters, in bytes. */
    weights: number;
    bias: number;
    /** Copies a filter; null where nothing is updated. */
    pack: PackFunction | null;
    thread: I32;
  },
): void {
  const patches = new PatchLayout(block);
  const { partials, parts, finisher } = at;

  const emitSum = (offset: I32, base: number) => {
    const sum = f.let(f32x4.load(offset, partials.offsetBytes + base));
    const partial = f.let(offset, "partial");
    f.loop(1, parts, 1, (_part) => {
      partial.set(partial.add(partials.lengthBytes));
      sum.set(sum.add(f32x4.load(partial, partials.offsetBytes + base)));
    });
    return sum;
  };

  f.loop(at.first, at.end, 1, (filter) => {
    const start = f.keep(filter.mul(patches.patchBytes));
    f.loop(start, start.add(patches.patchBytes), VECTOR_BYTES, (offset) => {
      finisher.finishWeights(offset, at.weights, emitSum(offset, 0));
    });
    if (at.pack) f.call(at.pack, filter);
  });
  if (!block.layer.bias) return;
  f.if(at.thread.eqz(), () => {
    f.loop(i32.const(0), patches.filters * FLOAT_BYTES, VECTOR_BYTES, (offset) => {
      finisher.finish(offset, at.bias, emitSum(offset, biasPartialOffset(block)));
    });
  });
}
