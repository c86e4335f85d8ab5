/**
 * What all layers have in common.
 *
 * A layer is a pure description of shapes plus plain loops. It keeps nothing between forward and
 * backward propagation: whatever `backward` needs, it is given. The loops use the same letters in
 * every file:
 *
 *   n image of the batch, f filter, c channel, y x output position, u v offset inside a window (row, column)
 */

import type { Parameter } from "./parameter.ts";

/** Axis lengths of one image's data: `[channels, height, width]` for maps, `[units]` for vectors. */
export type Shape = readonly number[];

/**
 * What a layer is told in training, where some behave otherwise than when the network is used:
 * a batch normalization takes the batch's own statistics, a dropout leaves out what this names.
 */
export interface TrainingPass {
  /** Of the run; governs all that is random. */
  readonly seed: number;
  /** Steps taken before this one. */
  readonly step: number;
}

/** One step of a network: a map from inputs to outputs, with the derivative of that map. */
export interface Layer {
  /** The shape of one image's input. */
  readonly inputShape: Shape;
  /** The shape of one image's output. */
  readonly outputShape: Shape;
  /** Tensors in PyTorch's order: weight, bias, then what is kept but not trained. */
  readonly parameters: readonly Parameter[];
  /** Multiplications followed by an addition that one image costs in forward propagation. */
  readonly multiplyAdds: number;

  /**
   * Forward propagation: overwrites `output` with the layer's answer to `input`.
   *
   * @param input `[batch, ...inputShape]`
   * @param output `[batch, ...outputShape]`, overwritten
   * @param batch How many images.
   * @param pass In training; absent when the network is used.
   */
  forward(
    input: Float32Array,
    output: Float32Array,
    batch: number,
    pass?: TrainingPass,
  ): void;

  /**
   * Backward propagation: from the loss's gradient with respect to `output` to those with respect to
   * `input` and to the parameters.
   *
   * @param input As given to `forward`.
   * @param output As `forward` left it.
   * @param outputGradient `[batch, ...outputShape]`
   * @param inputGradient `[batch, ...inputShape]`, overwritten; null where nobody asks for it, as in
   *   front of a network's first layer.
   * @param batch How many images.
   * @param pass As given to `forward`.
   *
   * The gradients of the parameters are added to `parameter.gradient`; values are never changed.
   */
  backward(
    input: Float32Array,
    output: Float32Array,
    outputGradient: Float32Array,
    inputGradient: Float32Array | null,
    batch: number,
    pass?: TrainingPass,
  ): void;

  /**
   * Takes note of a training batch in parameters that are kept but not trained, for layers that have
   * such. A training step calls it once, after `backward`.
   *
   * @param input As given to `forward`.
   */
  observe?(input: Float32Array, batch: number): void;
}

/** The number of elements that a tensor of `shape` has. */
export function shapeLength(shape: Shape): number {
  return shape.reduce((length, axis) => length * axis, 1);
}

/** A shape as people write it: `16x26x26`. */
export function formatShape(shape: Shape): string {
  return shape.join("x");
}

/**
 * The number of places at which a window fits: `floor((length + 2 padding - size) / stride) + 1`.
 *
 * @param owner Who asks, for the error message: "a convolution layer".
 * @throws {RangeError} If the window does not fit, or a size is not a whole number in its range.
 */
export function countWindows(
  owner: string,
  length: number,
  window: { size: number; stride: number; padding: number },
): number {
  const { size, stride, padding } = window;
  requireWholeNumber(owner, "size", size, 1);
  requireWholeNumber(owner, "stride", stride, 1);
  requireWholeNumber(owner, "padding", padding, 0);
  if (size > length + 2 * padding) {
    throw new RangeError(
      `Cannot create ${owner}: size must be at most ${length + 2 * padding}, got ${size}`,
    );
  }
  return Math.floor((length + 2 * padding - size) / stride) + 1;
}

/**
 * @throws {RangeError} If `value` is not a whole number of at least `least`.
 */
export function requireWholeNumber(
  owner: string,
  name: string,
  value: number,
  least: number,
): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(
      `Cannot create ${owner}: ${name} must be a whole number of at least ${least}, got ${value}`,
    );
  }
}

/**
 * @throws {TypeError} If `inputShape` is not `[channels, height, width]`.
 */
export function requireMaps(owner: string, inputShape: Shape): void {
  if (
    inputShape.length !== 3 || inputShape.some((axis) => !Number.isSafeInteger(axis) || axis < 1)
  ) {
    throw new TypeError(
      `Cannot create ${owner}: input must be [channels, height, width], got [${inputShape}]`,
    );
  }
}
