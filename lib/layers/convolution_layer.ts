import { countWindows, type Layer, requireMaps, requireWholeNumber, type Shape } from "./layer.ts";
import { Parameter } from "./parameter.ts";

/** What a `ConvolutionLayer` is made from. */
export interface ConvolutionOptions {
  /** `[channels, height, width]` */
  inputShape: Shape;
  /** Output channels. */
  filters: number;
  /** Side of the square window. */
  size: number;
  /** Step between neighbouring windows; 1 if absent. */
  stride?: number;
  /** Rows and columns of zeros around the input; 0 if absent. */
  padding?: number;
  /** Whether each filter adds a number of its own; true if absent. */
  bias?: boolean;
}

/**
 * Slides square windows over each image, one output plane per filter.
 *
 *     output[n,f,y,x] = bias[f] + sum over c,u,v of
 *       weight[f,c,u,v] * input[n, c, y*stride + u - padding, x*stride + v - padding]
 *
 * (Strictly a cross-correlation, as in every library: the window is not mirrored.)
 * Input `[batch, channels, height, width]`, output `[batch, filters, outHeight, outWidth]`,
 * weight `[filters, channels, size, size]`, bias `[filters]`, all row-major.
 *
 * @example A diagonal 2x2 window over a 3x3 image
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new ConvolutionLayer({ inputShape: [1, 3, 3], filters: 1, size: 2 });
 * layer.weight.value.set([1, 0, 0, 1]);
 * const output = new Float32Array(4);
 * layer.forward(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), output, 1);
 * assertEquals(output, Float32Array.of(6, 8, 12, 14));
 * ```
 */
export class ConvolutionLayer implements Layer {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Output channels. */
  readonly filters: number;
  /** Side of the square window. */
  readonly size: number;
  /** Step between neighbouring windows. */
  readonly stride: number;
  /** Rows and columns of zeros around the input. */
  readonly padding: number;
  /** `[filters, channels, size, size]` */
  readonly weight: Parameter;
  /** `[filters]`, or null for a layer without bias. */
  readonly bias: Parameter | null;

  /**
   * Works out the shapes.
   *
   * @throws {TypeError} If `inputShape` is not `[channels, height, width]`.
   * @throws {RangeError} If a size is out of its range, with a message such as
   * "Cannot create a convolution layer: size must be at most 3, got 5".
   */
  constructor(options: ConvolutionOptions) {
    const { inputShape, filters, size, stride = 1, padding = 0, bias = true } = options;
    const owner = "a convolution layer";
    requireMaps(owner, inputShape);
    requireWholeNumber(owner, "filters", filters, 1);
    const [channels, height, width] = inputShape;
    this.inputShape = inputShape;
    this.outputShape = [
      filters,
      countWindows(owner, height, { size, stride, padding }),
      countWindows(owner, width, { size, stride, padding }),
    ];
    this.filters = filters;
    this.size = size;
    this.stride = stride;
    this.padding = padding;
    const fan = { in: channels * size * size, out: filters * size * size };
    this.weight = new Parameter("weight", [filters, channels, size, size], fan);
    this.bias = bias ? new Parameter("bias", [filters], fan) : null;
  }

  get parameters(): Parameter[] {
    return this.bias ? [this.weight, this.bias] : [this.weight];
  }

  get multiplyAdds(): number {
    const [, outHeight, outWidth] = this.outputShape;
    return this.weight.length * outHeight * outWidth;
  }

  forward(input: Float32Array, output: Float32Array, batch: number): void {
    const { size, stride, padding, filters } = this;
    const [channels, height, width] = this.inputShape;
    const [, outHeight, outWidth] = this.outputShape;
    const weight = this.weight.value;
    const bias = this.bias?.value;

    for (let n = 0; n < batch; n++) {
      for (let f = 0; f < filters; f++) {
        const plane = (n * filters + f) * outHeight * outWidth;
        output.fill(bias ? bias[f] : 0, plane, plane + outHeight * outWidth);
        // One weight after another: each adds the input, shifted by (u, v) and scaled, to the plane.
        for (let c = 0; c < channels; c++) {
          for (let u = 0; u < size; u++) {
            const [yStart, yEnd] = insideInput(u - padding, stride, height, outHeight);
            for (let v = 0; v < size; v++) {
              const [xStart, xEnd] = insideInput(v - padding, stride, width, outWidth);
              const w = weight[((f * channels + c) * size + u) * size + v];
              for (let y = yStart; y < yEnd; y++) {
                const from = ((n * channels + c) * height + y * stride + u - padding) * width + v -
                  padding;
                const to = plane + y * outWidth;
                for (let x = xStart; x < xEnd; x++) output[to + x] += w * input[from + x * stride];
              }
            }
          }
        }
      }
    }
  }

  backward(
    input: Float32Array,
    _output: Float32Array,
    outputGradient: Float32Array,
    inputGradient: Float32Array | null,
    batch: number,
  ): void {
    const { size, stride, padding, filters } = this;
    const [channels, height, width] = this.inputShape;
    const [, outHeight, outWidth] = this.outputShape;
    const weight = this.weight.value;
    const weightGradient = this.weight.gradient;
    const biasGradient = this.bias?.gradient;
    inputGradient?.fill(0, 0, batch * channels * height * width);

    for (let n = 0; n < batch; n++) {
      for (let f = 0; f < filters; f++) {
        for (let y = 0; y < outHeight; y++) {
          const top = y * stride - padding;
          const uStart = Math.max(0, -top);
          const uEnd = Math.min(size, height - top);
          for (let x = 0; x < outWidth; x++) {
            const gradient = outputGradient[((n * filters + f) * outHeight + y) * outWidth + x];
            // Behind a 2x2 max pooling three of four gradients are zero, behind ReLU many more.
            if (gradient === 0) continue;
            const left = x * stride - padding;
            const vStart = Math.max(0, -left);
            const vEnd = Math.min(size, width - left);
            if (biasGradient) biasGradient[f] += gradient;
            // Forward: sum += weight[window + v] * input[row + v]
            for (let c = 0; c < channels; c++) {
              for (let u = uStart; u < uEnd; u++) {
                const row = ((n * channels + c) * height + top + u) * width + left;
                const window = ((f * channels + c) * size + u) * size;
                for (let v = vStart; v < vEnd; v++) {
                  weightGradient[window + v] += gradient * input[row + v];
                }
                if (!inputGradient) continue;
                for (let v = vStart; v < vEnd; v++) {
                  inputGradient[row + v] += gradient * weight[window + v];
                }
              }
            }
          }
        }
      }
    }
  }
}

/** The output positions `[start, end)` whose window has the input's element `position * stride + offset`. */
function insideInput(
  offset: number,
  stride: number,
  inputLength: number,
  outputLength: number,
): [start: number, end: number] {
  const start = Math.max(0, Math.ceil(-offset / stride));
  const end = Math.min(outputLength, Math.floor((inputLength - 1 - offset) / stride) + 1);
  return [start, end];
}
