import type { I32 } from "../wasm/values.ts";
import type { DenseBlock } from "./block.ts";
import { FLOAT_BYTES, LANES, padded } from "./map_layout.ts";
import type { Finisher } from "./update.ts";

/** The most vectors of outputs that are summed at once. */
const MOST_VECTORS = 10;

/** How the weights of a dense map lie: where that of an output and an input is. */
export interface DenseLayout {
  /** Floats of all weights. */
  readonly length: number;
  /** The float index of the weight from input `input` to output `output`. */
  placeOf(output: number, input: number): number;
}

/** `[inputs / 4][outputs][4]`: an input vector meets one vector of weights for each output. */
export class NarrowLayout implements DenseLayout {
  readonly outputs: number;
  /** Vectors of inputs. */
  readonly inputVectors: number;

  constructor(outputs: number, inputs: number) {
    this.outputs = outputs;
    this.inputVectors = padded(inputs) / LANES;
  }

  get length(): number {
    return this.inputVectors * this.outputs * LANES;
  }

  placeOf(output: number, input: number): number {
    return (Math.floor(input / LANES) * this.outputs + output) * LANES + input % LANES;
  }
}

/**
 * `[outputs / tile][inputs][tile]`: an input in all lanes meets a tile of outputs. Outputs are padded to
 * whole tiles, which are as small as their number allows.
 */
export class WideLayout implements DenseLayout {
  /** Outputs, padded to whole tiles. */
  readonly outputs: number;
  readonly inputs: number;
  /** Outputs of a tile. */
  readonly tile: number;

  constructor(outputs: number, inputs: number) {
    const vectors = padded(outputs) / LANES;
    const tiles = Math.ceil(vectors / MOST_VECTORS);
    this.tile = Math.ceil(vectors / tiles) * LANES;
    this.outputs = tiles * this.tile;
    this.inputs = inputs;
  }

  get length(): number {
    return this.outputs * this.inputs;
  }

  /** How many tiles there are. */
  get tiles(): number {
    return this.outputs / this.tile;
  }

  /** Bytes of a tile's weights. */
  get tileBytes(): number {
    return this.tile * this.inputs * FLOAT_BYTES;
  }

  placeOf(output: number, input: number): number {
    const within = output % this.tile;
    return (output - within) * this.inputs + input * this.tile + within;
  }
}

/** A range of a dense map's inputs, whose weights get their gradients over all images of a batch. */
export interface WeightGradientRange {
  /** Where the first image's inputs and output gradients are, and the bytes to the next image's. */
  readonly inputs: number;
  readonly inputStride: number;
  readonly outputGradients: number;
  readonly outputStride: number;
  /** How many images. */
  readonly count: I32;
  /** The range: from `first` to before `end`. */
  readonly first: I32;
  readonly end: I32;
  /** What completes the gradients, and the distance of the weights from the first parameter, in bytes. */
  readonly finisher: Finisher;
  readonly place: number;
}

/** The number of inputs of a dense block as they lie in memory, padding channels included. */
export function denseInputs({ input }: DenseBlock): number {
  return input.height * input.width * input.channelStride;
}

/** The layout of a block's weights. */
export function denseLayout(block: DenseBlock): NarrowLayout | WideLayout {
  const Layout = block.kernel === "narrow" ? NarrowLayout : WideLayout;
  return new Layout(block.output.channels, denseInputs(block));
}
