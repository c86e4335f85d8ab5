/** What a pooling of 2x2 keeps of a convolution's four positions. */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, type I32, i32x4 } from "../wasm/values.ts";
import type { ConvolutionBlock } from "./block.ts";
import { VECTOR_BYTES } from "./map_layout.ts";

/** The distances of the four patches of a pooling's window from the first one, in the input's bytes. */
export function cornersOf({ layer: { stride }, input }: ConvolutionBlock): readonly number[] {
  const [right, down] = [stride * input.placeBytes, stride * input.rowBytes];
  return [0, right, down, down + right];
}

/** Where a window's results go, and what they are. */
export interface WinnerOptions {
  /** The place of the outputs. */
  output: I32;
  /** The place of the winners. */
  winners: I32;
  /** The place of the first position's patch in the input. */
  patch: I32;
  /** The distances of the four positions' patches from the first one's. */
  corners: readonly number[];
  /** Whether winners are stored. */
  isTraining: boolean;
  /** Emits the activation of a vector of outputs. */
  activate: (f: FunctionBuilder, sum: F32x4) => F32x4;
}

/**
 * Emits the end of a window of a pooling: keeps the first largest of the four positions, and in training
 * the place of its patch.
 *
 * @param sums `[positions][vectors]`.
 */
export function emitWinners(
  f: FunctionBuilder,
  sums: readonly (readonly F32x4[])[],
  options: WinnerOptions,
): void {
  const { output, winners, patch, corners, isTraining, activate } = options;
  for (let v = 0; v < sums[0].length; v++) {
    const largest = f.let(sums[0][v]);
    const corner = f.let(i32x4.const(0));
    for (let position = 1; position < corners.length; position++) {
      const sum = sums[position][v];
      if (isTraining) {
        corner.set(i32x4.const(corners[position]).bitselect(corner, sum.gt(largest)));
      }
      largest.set(largest.pmax(sum));
    }
    f.store(output, v * VECTOR_BYTES, activate(f, largest));
    if (isTraining) f.store(winners, v * VECTOR_BYTES, corner.add(i32x4.splat(patch)));
  }
}
