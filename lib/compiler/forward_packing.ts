import type { ConvolutionBlock } from "./block.ts";
import { LANES, padded } from "./map_layout.ts";
import { type Tap, tapsInOrder, type WindowLoop, windowLoop } from "./window.ts";

/** Filters that are computed at once: two vectors. */
export const GROUP_FILTERS = 2 * LANES;

/**
 * How the weights of a convolution lie for its forward kernel: `[filters / 8][taps][8]`, in the order
 * in which the inner loop reads them. The last group has four filters if they are enough.
 */
export class ForwardPacking {
  /** The run through a window. */
  readonly loop: WindowLoop;
  /** The taps of a window in the order of the run. */
  readonly taps: readonly Tap[];
  /** Filters, padded to whole vectors. */
  readonly filters: number;

  constructor({ layer, input }: ConvolutionBlock) {
    this.loop = windowLoop(layer.size, input);
    this.taps = tapsInOrder(this.loop);
    this.filters = padded(layer.filters);
  }

  /** Floats of all weights. */
  get length(): number {
    return this.filters * this.taps.length;
  }

  /** The float index of the first filter of the group of `filter`. */
  groupPlace(filter: number): number {
    return (filter - filter % GROUP_FILTERS) * this.taps.length;
  }

  /** How many filters lie side by side in the group of `filter`. */
  groupSize(filter: number): number {
    return Math.min(GROUP_FILTERS, this.filters - (filter - filter % GROUP_FILTERS));
  }

  /** The float index of the weight of `filter` for tap number `tap`. */
  placeOf(filter: number, tap: number): number {
    return this.groupPlace(filter) + tap * this.groupSize(filter) + filter % GROUP_FILTERS;
  }
}
