/**
 * Which sums of a convolution are of nothing but zeros.
 *
 * A ReLU lets no gradient through where its input is zero, and zero it is wherever all that a filter
 * without a bias sees is. Winograd's windows of more than 2x2 leave errors of rounding in such sums, some
 * of them above zero; in windows of 2x2 what is not in a sum is only in points that are not either. So
 * those sums are found by the inputs, and made zeros:
 *
 *     mask[y,x] = all bits if any of input[y + u, x + v, c] is not zero, else none
 *
 * Of other sums that are equal, as those of the places around a digit, a pooling may still choose another
 * than the first: that changes no gradient of weights.
 *
 * First the bits of all channels of a place are joined, then those of all places of a window; four
 * neighbours at once, and in place, since a window reads nothing that lies before it.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, f32x4, type I32, i32, type I32x4, i32x4, select } from "../wasm/values.ts";
import { FLOAT_BYTES, LANES, type MapLayout, padded, VECTOR_BYTES } from "./map_layout.ts";

/** The sums of a convolution of stride 1. */
export interface Sums {
  readonly rows: number;
  readonly columns: number;
  /** Rows and columns of the weights. */
  readonly size: number;
}

/** The masks of all sums of an image, `[rows + size - 1][columns + size - 1]`, padded to vectors. */
export class ZeroMasks {
  readonly #input: MapLayout;
  readonly #sums: Sums;

  constructor(input: MapLayout, sums: Sums) {
    this.#input = input;
    this.#sums = sums;
  }

  /** Bytes of all masks, with a vector that the last ones read over their end. */
  get lengthBytes(): number {
    const { rows, size } = this.#sums;
    return (rows + size - 1) * this.#rowBytes + VECTOR_BYTES;
  }

  get #rowBytes(): number {
    const { columns, size } = this.#sums;
    return padded(columns + size - 1) * FLOAT_BYTES;
  }

  /** Emits the making of the masks. */
  emit(f: FunctionBuilder, at: { input: I32; masks: I32 }): void {
    const { rows, columns, size } = this.#sums;
    const { rowBytes } = this.#input;
    const latest = i32.const(columns + size - 1 - LANES);
    f.loop(0, rows + size - 1, 1, (y) => {
      f.loop(0, columns + size - 1, LANES, (start) => {
        // The last four are whole, and some of them joined again.
        const x = f.keep(select(start.ltS(latest), start, latest));
        const source = f.keep(at.input.add(y.mul(rowBytes)).add(x.mul(this.#input.placeBytes)));
        f.store(at.masks.add(this.offsetOf(y, x)), 0, this.#emitPlaces(f, source));
      });
    });
    f.loop(0, rows, 1, (y) => {
      f.loop(0, columns, LANES, (x) => {
        const mask = f.keep(at.masks.add(this.offsetOf(y, x)));
        const taps = Array.from({ length: size ** 2 }, (_, tap) => {
          const [u, v] = [Math.floor(tap / size), tap % size];
          return i32x4.load(mask, u * this.#rowBytes + v * FLOAT_BYTES);
        });
        f.store(mask, 0, taps.reduce((any, tap) => any.or(tap)).ne(0));
      });
    });
  }

  /** Emits the bits of four neighbouring places, each place's in a lane. */
  #emitPlaces(f: FunctionBuilder, source: I32): I32x4 {
    const { placeBytes } = this.#input;
    const vectors = Array.from({ length: placeBytes / VECTOR_BYTES }, (_, v) => v * VECTOR_BYTES);
    const [a, b, c, d] = Array.from({ length: LANES }, (_, place) =>
      f.keep(
        vectors.map((offset) => i32x4.load(source, place * placeBytes + offset))
          .reduce((any, vector) => any.or(vector)),
      ));
    const join = (one: I32x4, other: I32x4) =>
      f.keep(one.shuffle(other, 0, 4, 1, 5).or(one.shuffle(other, 2, 6, 3, 7)));
    const [ab, cd] = [join(a, b), join(c, d)];
    return ab.shuffle(cd, 0, 1, 4, 5).or(ab.shuffle(cd, 2, 3, 6, 7));
  }

  /** The distance of a place's mask from the first one. */
  offsetOf(y: I32, x: I32): I32 {
    return y.mul(this.#rowBytes).add(x.mul(FLOAT_BYTES));
  }

  /** Emits the mask, in all lanes, of a place some rows and columns from the one whose mask is at `mask`. */
  load(mask: I32, row: number, column: number): F32x4 {
    return f32x4.load32Splat(mask, row * this.#rowBytes + column * FLOAT_BYTES);
  }
}
