import { type Layer, requireMaps, type Shape } from "./layer.ts";
import type { Parameter } from "./parameter.ts";

/**
 * Keeps of each channel its mean over the whole map (Lin et al., "Network in network", 2013): where
 * something was seen is forgotten, and how much of it there was is kept.
 *
 *     output[n,c] = 1/(height * width) * sum over y,x of input[n,c,y,x]
 *
 * Input `[batch, channels, height, width]`, output `[batch, channels]`.
 *
 * @example Two channels
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new GlobalPoolingLayer({ inputShape: [2, 1, 3] });
 * const output = new Float32Array(2);
 * layer.forward(Float32Array.of(1, 2, 3, 0, 0, -6), output, 1);
 * assertEquals(output, Float32Array.of(2, -2));
 * ```
 */
export class GlobalPoolingLayer implements Layer {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: readonly Parameter[] = [];
  readonly multiplyAdds = 0;

  /**
   * Makes a layer for maps of any size.
   *
   * @throws {TypeError} If `inputShape` is not `[channels, height, width]`.
   */
  constructor(options: { inputShape: Shape }) {
    requireMaps("a global pooling layer", options.inputShape);
    this.inputShape = options.inputShape;
    this.outputShape = [options.inputShape[0]];
  }

  forward(input: Float32Array, output: Float32Array, batch: number): void {
    const [channels, height, width] = this.inputShape;
    const places = height * width;
    for (let plane = 0; plane < batch * channels; plane++) {
      let sum = 0;
      for (let i = plane * places; i < (plane + 1) * places; i++) sum += input[i];
      output[plane] = sum / places;
    }
  }

  backward(
    _input: Float32Array,
    _output: Float32Array,
    outputGradient: Float32Array,
    inputGradient: Float32Array | null,
    batch: number,
  ): void {
    if (!inputGradient) return;
    const [channels, height, width] = this.inputShape;
    const places = height * width;
    for (let plane = 0; plane < batch * channels; plane++) {
      const share = outputGradient[plane] / places;
      inputGradient.fill(share, plane * places, (plane + 1) * places);
    }
  }
}
