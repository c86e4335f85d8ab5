import type { Layer, Shape } from "./layer.ts";
import { shapeLength } from "./layer.ts";
import type { Parameter } from "./parameter.ts";

/**
 * A layer that maps each value on its own: output and input have the same shape.
 *
 * All activations here have a derivative that their output alone determines, so a subclass says two
 * things: the function, and that derivative.
 */
export abstract class ActivationLayer implements Layer {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: readonly Parameter[] = [];
  readonly multiplyAdds = 0;

  /** Makes a layer for inputs of any shape. */
  constructor(options: { inputShape: Shape }) {
    this.inputShape = options.inputShape;
    this.outputShape = options.inputShape;
  }

  /** Overwrites the first `length` values of `output`. */
  protected abstract activate(input: Float32Array, output: Float32Array, length: number): void;

  /** Overwrites the first `length` values of `gradient` with the function's derivative. */
  protected abstract derive(output: Float32Array, gradient: Float32Array, length: number): void;

  forward(input: Float32Array, output: Float32Array, batch: number): void {
    this.activate(input, output, batch * shapeLength(this.inputShape));
  }

  backward(
    _input: Float32Array,
    output: Float32Array,
    outputGradient: Float32Array,
    inputGradient: Float32Array | null,
    batch: number,
  ): void {
    if (!inputGradient) return;
    const length = batch * shapeLength(this.inputShape);
    this.derive(output, inputGradient, length);
    for (let i = 0; i < length; i++) inputGradient[i] *= outputGradient[i];
  }
}
