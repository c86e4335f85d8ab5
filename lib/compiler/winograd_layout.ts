import type { F32x4 } from "../wasm/values.ts";
import type { ConvolutionBlock } from "./block.ts";
import { GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, LANES, padded, VECTOR_BYTES } from "./map_layout.ts";
import { factorsOf } from "./matrix_product.ts";
import { VectorConstants } from "./vector_constants.ts";
import { type WinogradMatrices, winogradMatrices } from "./winograd_matrices.ts";

/** Rows and columns of a window of outputs, where there is no pooling. */
export const WINDOW_SIDE = 4;

/** Rows and columns of a pooling's window. */
const POOLED_SIDE = 2;

/** The most windows of a tile: with two vectors of filters ten sums. */
const MOST_WINDOWS = 5;

/**
 * Which windows Winograd's kernel computes of a convolution, and how the transformed matrices of
 * `winograd_matrices.ts` lie, point by point:
 *
 * - weights `[filters / 8][points][channels][8]`; the last group has four filters if they are enough;
 *   behind them the constants that the matrices consist of;
 * - inputs of a tile of windows `[points][channels / 4][windows][4]`;
 * - products of a tile of windows and a group of filters `[points][windows][8]`.
 */
export class WinogradLayout {
  /** The matrices, and their entries as vectors. */
  readonly matrices: WinogradMatrices;
  readonly constants: VectorConstants;
  /** Rows and columns of a window of outputs. */
  readonly outputs: number;
  /** Rows and columns of the transformed matrices. */
  readonly side: number;
  /** Rows of windows of the map, and columns. */
  readonly rows: number;
  readonly columns: number;
  /** Windows that are computed at once. */
  readonly tile: number;
  /** Filters, padded to whole vectors. */
  readonly filters: number;
  /** Channels, padded to whole vectors. */
  readonly channels: number;
  /** Channels that are not padding. */
  readonly realChannels: number;

  /** The layout for a block of the `winograd` kernel. */
  constructor({ isPooled, layer, input, output }: ConvolutionBlock) {
    this.outputs = isPooled ? POOLED_SIDE : WINDOW_SIDE;
    this.matrices = winogradMatrices(this.outputs, layer.size);
    this.constants = new VectorConstants(Object.values(this.matrices).flatMap(factorsOf));
    this.side = this.outputs + layer.size - 1;
    this.rows = isPooled ? output.height : Math.ceil(output.height / this.outputs);
    this.columns = isPooled ? output.width : Math.ceil(output.width / this.outputs);
    this.tile = tileOf(this.windows);
    this.filters = padded(layer.filters);
    this.channels = input.channelStride;
    this.realChannels = input.channels;
  }

  /** Windows of the map. */
  get windows(): number {
    return this.rows * this.columns;
  }

  /** Numbers of a transformed matrix. */
  get points(): number {
    return this.side ** 2;
  }

  /** Bytes of all weights. */
  get weightBytes(): number {
    return this.filters * this.points * this.channels * FLOAT_BYTES;
  }

  /** Bytes of all weights and of the constants behind them. */
  get packedBytes(): number {
    return this.weightBytes + this.constants.lengthBytes;
  }

  /** Emits a constant, one of the matrices' entries; `packed` is the weights' address. */
  constant(packed: number, magnitude: number): F32x4 {
    return this.constants.load(packed + this.weightBytes, magnitude);
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
    return this.points * this.inputPointBytes;
  }

  /** Bytes of inputs and products. */
  get matrixBytes(): number {
    return this.productsOffset + this.points * this.productPointBytes(GROUP_FILTERS / LANES);
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
