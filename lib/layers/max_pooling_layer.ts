import { PoolingLayer, type PoolingOptions } from "./pooling_layer.ts";

/**
 * Keeps the largest value of each square window.
 *
 *     output[n,c,y,x] = max over u,v of input[n, c, y*stride + u, x*stride + v]
 *
 * Input `[batch, channels, height, width]`, output `[batch, channels, outHeight, outWidth]`. Rows and
 * columns that fill no window are left out. In backward propagation the whole gradient goes to the
 * window's winner, and a window has exactly one: the first of its largest values, row by row.
 *
 * @example The larger of each pair
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new MaxPoolingLayer({ inputShape: [1, 2, 4], size: 2 });
 * const output = new Float32Array(2);
 * layer.forward(Float32Array.of(1, 2, -3, -4, 0, 5, -2, -6), output, 1);
 * assertEquals(output, Float32Array.of(5, -2));
 * ```
 */
export class MaxPoolingLayer extends PoolingLayer {
  /** Works out the shapes; throws what `PoolingLayer` does. */
  constructor(options: PoolingOptions) {
    super("a max pooling layer", options);
  }

  /** Writes the largest value of each window. */
  forward(input: Float32Array, output: Float32Array, batch: number): void {
    const { size, stride } = this;
    const [channels, height, width] = this.inputShape;
    const [, outHeight, outWidth] = this.outputShape;

    let index = 0;
    for (let plane = 0; plane < batch * channels; plane++) {
      for (let y = 0; y < outHeight; y++) {
        for (let x = 0; x < outWidth; x++) {
          const corner = (plane * height + y * stride) * width + x * stride;
          output[index++] = input[findWinner(input, corner, size, width)];
        }
      }
    }
  }

  /** Hands the gradient of each window to its largest value. */
  backward(
    input: Float32Array,
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
          // Added, not assigned: where windows overlap, one value can win several of them.
          inputGradient[findWinner(input, corner, size, width)] += outputGradient[index++];
        }
      }
    }
  }
}

/** The index of the first largest value of the window whose first value is at `corner`. */
function findWinner(input: Float32Array, corner: number, size: number, width: number): number {
  let winner = corner;
  let largest = input[corner];
  for (let u = 0; u < size; u++) {
    for (let v = 0; v < size; v++) {
      const value = input[corner + u * width + v];
      if (value > largest) {
        largest = value;
        winner = corner + u * width + v;
      }
    }
  }
  return winner;
}
