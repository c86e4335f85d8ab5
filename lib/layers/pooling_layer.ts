import { countWindows, type Layer, requireMaps, type Shape } from "./layer.ts";
import type { Parameter } from "./parameter.ts";

/** What a pooling layer is made from. */
export interface PoolingOptions {
  /** `[channels, height, width]` */
  inputShape: Shape;
  /** Side of the square window. */
  size: number;
  /** Step between neighbouring windows; `size` if absent, so that windows do not overlap. */
  stride?: number;
}

/**
 * A layer that makes one value of each square window of a map. What it makes of them is what a subclass
 * says; rows and columns that fill no window are left out.
 */
export abstract class PoolingLayer implements Layer {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Side of the square window. */
  readonly size: number;
  /** Step between neighbouring windows. */
  readonly stride: number;
  readonly parameters: readonly Parameter[] = [];
  readonly multiplyAdds = 0;

  /**
   * Works out the shapes.
   *
   * @param owner Who asks, for error messages: "a max pooling layer".
   * @throws {TypeError} If `inputShape` is not `[channels, height, width]`.
   * @throws {RangeError} If `size` exceeds the input's height or width, or a size is out of its range.
   */
  protected constructor(owner: string, options: PoolingOptions) {
    const { inputShape, size, stride = size } = options;
    requireMaps(owner, inputShape);
    const [channels, height, width] = inputShape;
    this.inputShape = inputShape;
    this.outputShape = [
      channels,
      countWindows(owner, height, { size, stride, padding: 0 }),
      countWindows(owner, width, { size, stride, padding: 0 }),
    ];
    this.size = size;
    this.stride = stride;
  }

  abstract forward(input: Float32Array, output: Float32Array, batch: number): void;

  abstract backward(
    input: Float32Array,
    output: Float32Array,
    outputGradient: Float32Array,
    inputGradient: Float32Array | null,
    batch: number,
  ): void;
}
