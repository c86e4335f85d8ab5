import { ConvolutionLayer } from "../layers/convolution_layer.ts";
import type { ConvolutionBlock } from "./block.ts";
import { GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, mapLayout } from "./map_layout.ts";
import { WinogradLayout } from "./winograd_layout.ts";

const CACHE_LINE_BYTES = 64;

/**
 * What Winograd's method needs on the way back through a convolution without a pooling, one set for each
 * thread:
 *
 * - the matrices of a tile, of the way forward and of the convolution that computes the input's gradient;
 * - the output's gradient inside a border of zeros: a map of `mirrored.input`;
 * - the transformed inputs of all windows `[points][windows][channels]`;
 * - the transformed gradients of all windows `[points][windows][filters]`;
 * - the gradients of the transformed weights, summed over a part of the batch
 *   `[points][filters / 8][channels][8]`; the last group has four filters if they are enough.
 */
export class WinogradGradientLayout {
  /** The layout of the way forward. */
  readonly forward: WinogradLayout;
  /** The convolution of the output's gradient that is the gradient of the input. */
  readonly mirrored: ConvolutionBlock;
  readonly #tileBytes: number;

  /** The layout for a block of the `winograd` kernel that is not pooled. */
  constructor(block: ConvolutionBlock) {
    this.forward = new WinogradLayout(block);
    this.mirrored = mirroredBlock(block);
    this.#tileBytes = Math.max(
      this.forward.matrixBytes,
      new WinogradLayout(this.mirrored).matrixBytes,
    );
  }

  /** Where the output's gradient begins. */
  get gradientOffset(): number {
    return this.#tileBytes;
  }

  /** Where the transformed inputs begin. */
  get inputsOffset(): number {
    return this.gradientOffset + this.mirrored.input.lengthBytes;
  }

  /** Where the transformed gradients begin. */
  get gradientsOffset(): number {
    return this.inputsOffset + this.forward.points * this.inputPointBytes;
  }

  /** Where the gradients of the transformed weights begin. */
  get sumsOffset(): number {
    return this.gradientsOffset + this.forward.points * this.gradientPointBytes;
  }

  /** Bytes of one point's transformed inputs. */
  get inputPointBytes(): number {
    return spread(this.forward.windows * this.forward.channels * FLOAT_BYTES);
  }

  /** Bytes of one point's transformed gradients. */
  get gradientPointBytes(): number {
    return spread(this.forward.windows * this.forward.filters * FLOAT_BYTES);
  }

  /** Bytes of one point of the gradients of the transformed weights. */
  get sumPointBytes(): number {
    return spread(this.forward.filters * this.forward.channels * FLOAT_BYTES);
  }

  /** Bytes of all points of the gradients of the transformed weights. */
  get sumBytes(): number {
    return this.forward.points * this.sumPointBytes;
  }

  /** Bytes of everything. */
  get lengthBytes(): number {
    return this.sumsOffset + this.sumBytes;
  }

  /** Vectors of filters in the groups of eight, and whether there is one of four. */
  get groups(): { whole: number; hasHalf: boolean } {
    const whole = Math.floor(this.forward.filters / GROUP_FILTERS);
    return { whole, hasHalf: whole * GROUP_FILTERS < this.forward.filters };
  }
}

/**
 * The bytes from one point to the next, so that a number's points, which are written together, lie in
 * different sets of the cache: an odd number of its lines.
 */
function spread(lengthBytes: number): number {
  const lines = Math.ceil(lengthBytes / CACHE_LINE_BYTES);
  return (lines + 1 - lines % 2) * CACHE_LINE_BYTES;
}

/** Whether Winograd's method also serves the way back: where the output's gradient is not sparse. */
export function isWinogradBackward({ kernel, isPooled }: ConvolutionBlock): boolean {
  return kernel === "winograd" && !isPooled;
}

/**
 * The convolution that is the gradient of a convolution's input: of the output's gradient, with weights
 * mirrored in both directions, whose filters are the channels and the other way round.
 *
 *     inputGradient[y,x,c] = sum over f,u,v of
 *       weight[f,c,size-1-u,size-1-v] * outputGradient[y + u - (size-1-padding), x + v - ..., f]
 */
export function mirroredBlock(block: ConvolutionBlock): ConvolutionBlock {
  const { name, layer, input, output } = block;
  const { rows, columns, outputs } = new WinogradLayout(block);
  const { filters, size } = layer;
  const padding = size - 1 - layer.padding;
  const { channels, height, width } = input;
  const inputShape = [filters, output.height, output.width];
  // The last windows reach over the end, those of the gradient's own and those of the convolution's.
  const spare = (length: number, windows: number, count: number) =>
    Math.max(
      windows * outputs - length - padding,
      Math.ceil(count / outputs) * outputs - count,
      0,
    );
  return {
    kind: "convolution",
    kernel: "winograd",
    isPooled: false,
    name: `${name}_mirrored`,
    layer: new ConvolutionLayer({ inputShape, filters: channels, size, padding, bias: false }),
    activation: null,
    input: mapLayout(inputShape, {
      border: padding,
      spare: {
        rows: spare(output.height, rows, height),
        columns: spare(output.width, columns, width),
      },
    }),
    output: input,
  };
}
