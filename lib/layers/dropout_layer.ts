import { draw, stepKey } from "./dropout_mask.ts";
import {
  type Layer,
  requireWholeNumber,
  type Shape,
  shapeLength,
  type TrainingPass,
} from "./layer.ts";
import type { Parameter } from "./parameter.ts";

/** What a `DropoutLayer` is made from. */
export interface DropoutOptions {
  /** Any shape. */
  inputShape: Shape;
  /** The share of values that is left out, more than 0 and less than 1. */
  probability: number;
  /** The layer's number among the dropouts of its network, which tells their masks apart; 0 if absent. */
  index?: number;
}

/**
 * Leaves out values at random in training, so that no unit can rely on another (Srivastava et al.,
 * "Dropout: a simple way to prevent neural networks from overfitting", 2014).
 *
 *     output[n,i] = input[n,i] * mask[n,i]
 *     mask[n,i] = 0 with the given probability, else 1 / (1 - probability)
 *
 * What is kept is scaled ("inverted dropout"), so that the mean stays what it was, and the layer does
 * nothing when the network is used. The mask is computed from the step, the image's place in the batch
 * and the unit: see `dropout_mask.ts`. Input and output have the same shape.
 *
 * @example A value is left out or doubled
 * ```ts
 * import { assert } from "@std/assert";
 *
 * const layer = new DropoutLayer({ inputShape: [6], probability: 0.5 });
 * const output = new Float32Array(6);
 * layer.forward(Float32Array.of(1, 1, 1, 1, 1, 1), output, 1, { seed: 1, step: 0 });
 * assert(output.every((value) => value === 0 || value === 2));
 * ```
 */
export class DropoutLayer implements Layer {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** The share of values that is left out. */
  readonly probability: number;
  /** The layer's number among the dropouts of its network. */
  readonly index: number;
  /** Units are kept whose number is not below this: see `dropout_mask.ts`. */
  readonly threshold: number;
  /** What kept values are multiplied by, in single precision. */
  readonly scale: number;
  readonly parameters: readonly Parameter[] = [];
  readonly multiplyAdds = 0;

  /**
   * Makes a layer for inputs of any shape.
   *
   * @throws {RangeError} If `probability` is not between 0 and 1, or `index` no whole number from 0 on.
   */
  constructor(options: DropoutOptions) {
    const { inputShape, probability, index = 0 } = options;
    const owner = "a dropout layer";
    if (!(probability > 0 && probability < 1)) {
      throw new RangeError(
        `Cannot create ${owner}: probability must be between 0 and 1, got ${probability}`,
      );
    }
    requireWholeNumber(owner, "index", index, 0);
    this.inputShape = inputShape;
    this.outputShape = inputShape;
    this.probability = probability;
    this.index = index;
    this.threshold = Math.min(2 ** 32 - 1, Math.round(probability * 2 ** 32));
    this.scale = Math.fround(1 / (1 - probability));
  }

  forward(input: Float32Array, output: Float32Array, batch: number, pass?: TrainingPass): void {
    this.#multiplyByMask(input, output, batch, pass);
  }

  backward(
    _input: Float32Array,
    _output: Float32Array,
    outputGradient: Float32Array,
    inputGradient: Float32Array | null,
    batch: number,
    pass?: TrainingPass,
  ): void {
    if (inputGradient) this.#multiplyByMask(outputGradient, inputGradient, batch, pass);
  }

  #multiplyByMask(
    from: Float32Array,
    to: Float32Array,
    batch: number,
    pass: TrainingPass | undefined,
  ): void {
    const length = shapeLength(this.inputShape);
    if (!pass) {
      for (let i = 0; i < batch * length; i++) to[i] = from[i];
      return;
    }
    const layerKey = draw(stepKey(pass), this.index);
    for (let n = 0; n < batch; n++) {
      const imageKey = draw(layerKey, n);
      for (let unit = 0; unit < length; unit++) {
        const isKept = draw(imageKey, unit) >= this.threshold;
        to[n * length + unit] = isKept ? from[n * length + unit] * this.scale : 0;
      }
    }
  }
}
