import type { ConvolutionBlock } from "./block.ts";
import { LANES, padded, VECTOR_BYTES } from "./map_layout.ts";

/**
 * How the weights of a convolution lie when they are updated, and how their gradients do: one patch
 * after another, `[filters][u][v][c]`, each row of a window padded to whole vectors. A patch of the
 * map has the same rows, so that a gradient is a sum of patches, and a filter is added to one.
 */
export class PatchLayout {
  /** Filters, padded to whole vectors. */
  readonly filters: number;
  /** Vectors of a window's row. */
  readonly rowVectors: number;
  /** Vectors of a patch. */
  readonly vectors: number;
  /** For each vector of a patch, its distance in the map from the patch's first place, in bytes. */
  readonly mapOffsets: readonly number[];

  readonly #channelStride: number;

  constructor({ layer, input }: ConvolutionBlock) {
    const { size } = layer;
    this.filters = padded(layer.filters);
    this.rowVectors = padded(size * input.channelStride) / LANES;
    this.vectors = size * this.rowVectors;
    this.mapOffsets = Array.from({ length: this.vectors }, (_, vector) => {
      const u = Math.floor(vector / this.rowVectors);
      return u * input.rowBytes + (vector % this.rowVectors) * VECTOR_BYTES;
    });
    this.#channelStride = input.channelStride;
  }

  /** Bytes of a filter's patch. */
  get patchBytes(): number {
    return this.vectors * VECTOR_BYTES;
  }

  /** Bytes of all filters' patches. */
  get lengthBytes(): number {
    return this.filters * this.patchBytes;
  }

  /** The float index of the weight of a filter for row `u`, column `v` and channel `c`. */
  placeOf(filter: number, u: number, v: number, c: number): number {
    return (filter * this.vectors + u * this.rowVectors) * LANES + v * this.#channelStride + c;
  }
}

/** The most sums of a patch that stay in registers. */
export const MOST_SUMS = 12;

/** The numbers below `count` in as few and as equal runs of at most `most` as possible. */
export function slices(count: number, most = MOST_SUMS): number[][] {
  const runs = Math.ceil(count / most);
  return Array.from({ length: runs }, (_, run) => {
    const first = Math.floor(run * count / runs);
    const end = Math.floor((run + 1) * count / runs);
    return Array.from({ length: end - first }, (_, index) => first + index);
  });
}
