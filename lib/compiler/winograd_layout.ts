/**
 * Winograd's F(2x2, 3x3): a window of 2x2 outputs of a 3x3 convolution from 4x4 inputs, with 16 products
 * instead of 36.
 *
 *     output = A' [(G weight G') * (B' input B)] A, where * multiplies point by point, and
 *
 *          1    0    0            1  0 -1  0
 *     G = 1/2  1/2  1/2      B' = 0  1  1  0      A' = 1  1  1  0
 *         1/2 -1/2  1/2           0 -1  1  0           0  1 -1 -1
 *          0    0    1            0  1  0 -1
 *
 * (G' is the transposed G.) The products of all channels are summed point by point, before A.
 */

import type { ConvolutionBlock } from "./block.ts";
import { GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, LANES, padded, VECTOR_BYTES } from "./map_layout.ts";

/** Rows and columns of the transformed matrices. */
export const SIDE = 4;

/** Numbers of a transformed matrix. */
export const POINTS = SIDE * SIDE;

/** The most windows of a tile: with two vectors of filters ten sums. */
const MOST_WINDOWS = 5;

/**
 * How the matrices of a convolution lie:
 *
 * - weights `[filters / 8][points][channels][8]`; the last group has four filters if they are enough;
 * - inputs of a tile of windows `[points][channels / 4][windows][4]`;
 * - products of a tile of windows and a group of filters `[points][windows][8]`.
 */
export class WinogradLayout {
  /** Windows of the map. */
  readonly windows: number;
  /** Windows that are computed at once. */
  readonly tile: number;
  /** Filters, padded to whole vectors. */
  readonly filters: number;
  /** Channels, padded to whole vectors. */
  readonly channels: number;

  /** The layout for a block of the `winograd` kernel. */
  constructor({ layer, input, output }: ConvolutionBlock) {
    this.windows = output.height * output.width;
    this.tile = tileOf(this.windows);
    this.filters = padded(layer.filters);
    this.channels = input.channelStride;
  }

  /** Floats of all weights. */
  get length(): number {
    return this.filters * POINTS * this.channels;
  }

  /** Bytes of one point's inputs of a tile. */
  get inputPointBytes(): number {
    return this.channels * this.tile * FLOAT_BYTES;
  }

  /** Bytes of one point's products of a tile, for a group of `vectors` vectors of filters. */
  productPointBytes(vectors: number): number {
    return this.tile * vectors * VECTOR_BYTES;
  }

  /** Where the products begin behind the inputs. */
  get productsOffset(): number {
    return POINTS * this.inputPointBytes;
  }

  /** Bytes of inputs and products. */
  get matrixBytes(): number {
    return this.productsOffset + POINTS * this.productPointBytes(GROUP_FILTERS / LANES);
  }
}

/** Five windows at once, or four where fewer have to be computed twice. */
function tileOf(windows: number): number {
  const computed = (tile: number) => Math.ceil(windows / tile) * tile;
  const tile = computed(MOST_WINDOWS) <= computed(MOST_WINDOWS - 1)
    ? MOST_WINDOWS
    : MOST_WINDOWS - 1;
  return Math.min(tile, windows);
}
