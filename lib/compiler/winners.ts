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
  const [, right, down] = corners;
  for (let v = 0; v < sums[0].length; v++) {
    const [topLeft, topRight, bottomLeft, bottomRight] = sums.map((vectors) => vectors[v]);
    const top = f.keep(topLeft.pmax(topRight));
    const bottom = f.keep(bottomLeft.pmax(bottomRight));
    if (isTraining) {
      const isBottom = f.keep(bottom.gt(top));
      const isRight = bottomRight.gt(bottomLeft).bitselect(topRight.gt(topLeft), isBottom);
      const place = isRight.and(i32x4.const(right)).add(isBottom.and(i32x4.const(down)));
      f.store(winners, v * VECTOR_BYTES, place.add(i32x4.splat(patch)));
    }
    f.store(output, v * VECTOR_BYTES, activate(f, top.pmax(bottom)));
  }
}
