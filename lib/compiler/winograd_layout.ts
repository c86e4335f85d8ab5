import type { F32x4 } from "../wasm/values.ts";
import type { ConvolutionBlock } from "./block.ts";
import { GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, type MapLayout, mapLayout, padded } from "./map_layout.ts";
import { factorsOf } from "./matrix_product.ts";
import { VectorConstants } from "./vector_constants.ts";
import { type WinogradMatrices, winogradMatrices } from "./winograd_matrices.ts";
import type { WinogradWindows } from "./winograd_windows.ts";
import { ZeroMasks } from "./winograd_zeros.ts";

const CACHE_LINE_BYTES = 64;

/** The most windows of a tile: with two vectors of filters ten sums. */
const MOST_WINDOWS = 5;

/** Fewer windows at the end are computed with some of those before them: sums would wait for sums. */
const LEAST_WINDOWS = 3;

/**
 * In which tiles Winograd's kernel computes the windows of a convolution, and how the transformed
 * matrices of `winograd_matrices.ts` lie, point by point:
 *
 * - weights `[filters / 8][points][channels][8]`; the last group has four filters if they are enough;
 *   behind them the constants that the matrices consist of;
 * - inputs of a tile of windows `[points][channels / 4][windows][4]`;
 * - products of a tile of windows and a group of filters `[points][windows][8]`;
 * - all outputs before a pooling whose windows those of the outputs cut;
 * - which sums are of nothing but zeros, see `winograd_zeros.ts`.
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
  /** Windows that are computed at once, and how many the last tile has if they are enough for one. */
  readonly tile: number;
  readonly rest: number;
  /** Filters, padded to whole vectors. */
  readonly filters: number;
  /** Channels, padded to whole vectors. */
  readonly channels: number;
  /** Channels that are not padding. */
  readonly realChannels: number;
  /** The outputs that wait for a pooling; null where each window has all that its own poolings need. */
  readonly sums: MapLayout | null;
  /** Which sums have to be made zeros; null where none do. */
  readonly zeros: ZeroMasks | null;

  /** The layout for the windows of a convolution. */
  constructor(
    { layer, input }: Pick<ConvolutionBlock, "layer" | "input">,
    { outputs, rows, columns }: WinogradWindows,
    { isPooled = false, keepsZeros = false } = {},
  ) {
    this.outputs = outputs;
    this.rows = rows;
    this.columns = columns;
    this.matrices = winogradMatrices(this.outputs, layer.size);
    this.constants = new VectorConstants(Object.values(this.matrices).flatMap(factorsOf));
    this.side = this.outputs + layer.size - 1;
    this.tile = tileOf(this.windows);
    const rest = this.windows % this.tile;
    this.rest = rest >= LEAST_WINDOWS ? rest : 0;
    this.filters = padded(layer.filters);
    this.channels = input.channelStride;
    this.realChannels = input.channels;
    this.sums = isPooled && outputs % 2 > 0
      ? mapLayout([layer.filters, rows * outputs, columns * outputs])
      : null;
    this.zeros = keepsZeros
      ? new ZeroMasks(input, { rows: rows * outputs, columns: columns * outputs, size: layer.size })
      : null;
  }

  /** The layout for a block's way forward. */
  static forward(block: ConvolutionBlock): WinogradLayout {
    const { forward, keepsZeros } = block.winograd!;
    return new WinogradLayout(block, forward, { isPooled: block.isPooled, keepsZeros });
  }

  /** Windows of the map. */
  get windows(): number {
    return this.rows * this.columns;
  }

  /** Groups of filters; the last may be half of one. */
  get groups(): number {
    return Math.ceil(this.filters / GROUP_FILTERS);
  }

  /** Numbers of a transformed matrix. */
  get points(): number {
    return this.side ** 2;
  }

  /** Bytes of one point's weights for a group of `size` filters. */
  weightPointBytes(size: number): number {
    return spread(this.channels * size * FLOAT_BYTES);
  }

  /** Bytes of the weights for a whole group of filters. */
  get groupBytes(): number {
    return this.points * this.weightPointBytes(GROUP_FILTERS);
  }

  /** Bytes of all weights. */
  get weightBytes(): number {
    const half = this.filters % GROUP_FILTERS;
    const whole = (this.filters - half) / GROUP_FILTERS;
    return whole * this.groupBytes + (half > 0 ? this.points * this.weightPointBytes(half) : 0);
  }

  /** Bytes of all weights and of the constants behind them. */
  get packedBytes(): number {
    return this.weightBytes + this.constants.lengthBytes;
  }

  /** Emits a constant, one of the matrices' entries; `packed` is the weights' address. */
  constant(packed: number, magnitude: number): F32x4 {
    return this.constants.load(packed + this.weightBytes, magnitude);
  }

  /** Bytes of one point's inputs of a tile of `tile` windows. */
  inputPointBytes(tile: number): number {
    return this.channels * tile * FLOAT_BYTES;
  }

  /** Where the products begin behind the inputs. */
  get productsOffset(): number {
    return this.points * this.inputPointBytes(this.tile);
  }

  /** Where the outputs that wait for a pooling begin. */
  get sumsOffset(): number {
    return this.productsOffset + this.points * this.tile * GROUP_FILTERS * FLOAT_BYTES;
  }

  /** Where the masks of zeros begin. */
  get zerosOffset(): number {
    return this.sumsOffset + (this.sums?.lengthBytes ?? 0);
  }

  /** Bytes of inputs, products, and what waits. */
  get matrixBytes(): number {
    return this.zerosOffset + (this.zeros?.lengthBytes ?? 0);
  }
}

/**
 * The bytes from one point to the next, so that a number's points, which are written together, lie in
 * different sets of the cache: an odd number of its lines.
 */
export function spread(lengthBytes: number): number {
  const lines = Math.ceil(lengthBytes / CACHE_LINE_BYTES);
  return (lines + 1 - lines % 2) * CACHE_LINE_BYTES;
}

/** Five windows at once, or four where fewer have to be computed twice. */
function tileOf(windows: number): number {
  const computed = (tile: number) => Math.ceil(windows / tile) * tile;
  const tile = computed(MOST_WINDOWS) <= computed(MOST_WINDOWS - 1)
    ? MOST_WINDOWS
    : MOST_WINDOWS - 1;
  return Math.min(tile, windows);
}
