import { PoolingLayer, type PoolingOptions } from "./pooling_layer.ts";

/**
 * Keeps the mean of each square window.
 *
 *     output[n,c,y,x] = 1/size^2 * sum over u,v of input[n, c, y*stride + u, x*stride + v]
 *
 * Input `[batch, channels, height, width]`, output `[batch, channels, outHeight, outWidth]`. Rows and
 * columns that fill no window are left out. In backward propagation each value of a window takes an
 * equal share of its gradient.
 *
 * @example The mean of each pair
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new AveragePoolingLayer({ inputShape: [1, 2, 4], size: 2 });
 * const output = new Float32Array(2);
 * layer.forward(Float32Array.of(1, 2, -3, -4, 0, 5, -2, -6), output, 1);
 * assertEquals(output, Float32Array.of(2, -3.75));
 * ```
 */
export class AveragePoolingLayer extends PoolingLayer {
  /** Works out the shapes; throws what `PoolingLayer` does. */
  constructor(options: PoolingOptions) {
    super("an average pooling layer", options);
  }

  /** Writes the mean of each window. */
  forward(input: Float32Array, output: Float32Array, batch: number): void {
    const { size, stride } = this;
    const [channels, height, width] = this.inputShape;
    const [, outHeight, outWidth] = this.outputShape;

    let index = 0;
    for (let plane = 0; plane < batch * channels; plane++) {
      for (let y = 0; y < outHeight; y++) {
        for (let x = 0; x < outWidth; x++) {
          const corner = (plane * height + y * stride) * width + x * stride;
          let sum = 0;
          for (let u = 0; u < size; u++) {
            for (let v = 0; v < size; v++) sum += input[corner + u * width + v];
          }
          output[index++] = sum / size ** 2;
        }
      }
    }
  }

  /** Divides the gradient of each window among its values. */
  backward(
    _input: Float32Array,
    _output: Float32Array,
    outputGradient: Float32Array,
    inputGradient: Float32Array | null,
    batch: number,
  ): void {
    if (!inputGradient) return;
    const { size, stride } = this;
    const [channels, height, width] = this.inputShape;
    const [, outHeight, outWidth] = this.outputShape;
    inputGradient.fill(0, 0, batch * channels * height * width);

    let index = 0;
    for (let plane = 0; plane < batch * channels; plane++) {
      for (let y = 0; y < outHeight; y++) {
        for (let x = 0; x < outWidth; x++) {
          const corner = (plane * height + y * stride) * width + x * stride;
          const share = outputGradient[index++] / size ** 2;
          // Added, not assigned: where windows overlap, one value stands in several of them.
          for (let u = 0; u < size; u++) {
            for (let v = 0; v < size; v++) inputGradient[corner + u * width + v] += share;
          }
        }
      }
    }
  }
}
