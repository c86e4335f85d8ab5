import { ConvolutionLayer } from "../layers/convolution_layer.ts";
import type { ConvolutionBlock } from "./block.ts";
import { GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, mapLayout } from "./map_layout.ts";
import { spread, WinogradLayout } from "./winograd_layout.ts";
import { spareOf, windowsOf, type WinogradWindows } from "./winograd_windows.ts";

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
  /** The layout of the transformed weights, and the windows by which their gradient is summed. */
  readonly weights: WinogradLayout;
  /** The convolution of the output's gradient that is the gradient of the input. */
  readonly mirrored: ConvolutionBlock;
  readonly #mirroredLayout: WinogradLayout;
  readonly #tileBytes: number;

  /** The layout for a block whose gradients are computed by Winograd's method. */
  constructor(block: ConvolutionBlock) {
    const windows = block.winograd!.backward!;
    this.weights = new WinogradLayout(block, windows);
    this.mirrored = mirroredBlock(block, windows);
    this.#mirroredLayout = WinogradLayout.forward(this.mirrored);
    this.#tileBytes = Math.max(
      WinogradLayout.forward(block).matrixBytes,
      this.#mirroredLayout.matrixBytes,
    );
  }

  /** Bytes of the mirrored weights, and of the constants of both behind them. */
  get packedBytes(): number {
    return this.constantsOffset + this.weights.constants.lengthBytes;
  }

  /** Where the constants for the gradient of the weights are behind the mirrored weights. */
  get constantsOffset(): number {
    return this.#mirroredLayout.packedBytes;
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
    return this.inputsOffset + this.weights.points * this.inputPointBytes;
  }

  /** Where the gradients of the transformed weights begin. */
  get sumsOffset(): number {
    return this.gradientsOffset + this.weights.points * this.gradientPointBytes;
  }

  /** Bytes of one point's transformed inputs. */
  get inputPointBytes(): number {
    return spread(this.weights.windows * this.weights.channels * FLOAT_BYTES);
  }

  /** Bytes of one point's transformed gradients. */
  get gradientPointBytes(): number {
    return spread(this.weights.windows * this.weights.filters * FLOAT_BYTES);
  }

  /** Bytes of one point of the gradients of the transformed weights. */
  get sumPointBytes(): number {
    return spread(this.weights.filters * this.weights.channels * FLOAT_BYTES);
  }

  /** Bytes of all points of the gradients of the transformed weights. */
  get sumBytes(): number {
    return this.weights.points * this.sumPointBytes;
  }

  /** Bytes of everything. */
  get lengthBytes(): number {
    return this.sumsOffset + this.sumBytes;
  }

  /** Vectors of filters in the groups of eight, and whether there is one of four. */
  get groups(): { whole: number; hasHalf: boolean } {
    const whole = Math.floor(this.weights.filters / GROUP_FILTERS);
    return { whole, hasHalf: whole * GROUP_FILTERS < this.weights.filters };
  }
}

/**
 * The convolution that is the gradient of a convolution's input: of the output's gradient, with weights
 * mirrored in both directions, whose filters are the channels and the other way round.
 *
 *     inputGradient[y,x,c] = sum over f,u,v of
 *       weight[f,c,size-1-u,size-1-v] * outputGradient[y + u - (size-1-padding), x + v - ..., f]
 */
function mirroredBlock(block: ConvolutionBlock, windows: WinogradWindows): ConvolutionBlock {
  const { name, layer, input, output } = block;
  const { filters, size } = layer;
  const padding = size - 1 - layer.padding;
  const { channels, height, width } = input;
  const inputShape = [filters, output.height, output.width];
  const options = { inputShape, filters: channels, size, padding, bias: false };
  const mirrored = new ConvolutionLayer(options);
  const forward = windowsOf(mirrored);
  // The windows of the output's gradient begin inside the border, those of the mirrored convolution at it.
  const own = spareOf([windows], [output.height + padding, output.width + padding]);
  const others = spareOf([forward], [height, width]);
  return {
    kind: "convolution",
    winograd: { forward, keepsZeros: false, backward: null },
    isPooled: false,
    name: `${name}_mirrored`,
    layer: mirrored,
    activation: null,
    input: mapLayout(inputShape, {
      border: padding,
      spare: {
        rows: Math.max(own.rows, others.rows),
        columns: Math.max(own.columns, others.columns),
      },
    }),
    output: input,
  };
}
