/**
 * A window of a map, transformed: matrix * window * matrix', for all channels. For the way forward the
 * matrix is B', for the gradient of the weights also A, see `winograd_matrices.ts`.
 *
 * Tile: four channels.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, f32x4, type I32 } from "../wasm/values.ts";
import { type MapLayout, VECTOR_BYTES } from "./map_layout.ts";
import { emitTwoSided, type Matrix } from "./matrix_product.ts";

/** What is transformed, and where it goes. */
export interface WindowTransform {
  readonly matrix: Matrix;
  /** Emits an entry of the matrix, without its sign, in all lanes. */
  readonly constant: (magnitude: number) => F32x4;
  /** The layout of the map. */
  readonly map: MapLayout;
  /** The window's first place in it. */
  readonly window: I32;
  /** Where the first point of the first four channels goes, and the bytes to the next point and four. */
  readonly target: I32;
  readonly pointBytes: number;
  readonly stepBytes: number;
}

/** Emits the transformation of one window. */
export function emitWindowTransform(f: FunctionBuilder, transform: WindowTransform): void {
  const { matrix, constant, map, window, pointBytes, stepBytes } = transform;
  const target = f.let(transform.target, "target");
  f.loop(window, window.add(map.placeBytes), VECTOR_BYTES, (channels) => {
    emitTwoSided(f, {
      matrix,
      constant,
      value: (u, v) => f32x4.load(channels, u * map.rowBytes + v * map.placeBytes),
      visit: (row, column, result) => {
        f.store(target, (row * matrix.length + column) * pointBytes, result);
      },
    });
    target.set(target.add(stepBytes));
  });
}
