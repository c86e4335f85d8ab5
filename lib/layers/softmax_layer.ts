import { DenseLayer } from "./dense_layer.ts";
import { requireWholeNumber, type Shape } from "./layer.ts";

/** What a `SoftmaxLayer` is made from. */
export interface SoftmaxOptions {
  /** Any shape; the layer reads it as one row of values. */
  inputShape: Shape;
  /** Outputs, one probability each. */
  classes: number;
}

/**
 * Turns features into probabilities: a dense map to one logit per class, and the softmax of these.
 *
 *     logit[n,i] = bias[i] + sum over j of weight[i,j] * input[n,j]
 *     output[n,i] = exp(logit[n,i]) / sum over k of exp(logit[n,k])
 *
 * Input `[batch, inputs]`, output `[batch, classes]` with rows that sum to 1, weight
 * `[classes, inputs]`, bias `[classes]`.
 *
 * `backward` takes the gradient with respect to the LOGITS, not to the probabilities: softmax and
 * cross-entropy are differentiated together, since `probability - oneHot` (see `crossEntropy`) stays
 * finite where the two factors of the chain rule do not.
 */
export class SoftmaxLayer extends DenseLayer {
  /** Outputs. */
  readonly classes: number;

  /**
   * Works out the shapes.
   *
   * @throws {RangeError} If `classes` is not a whole number of at least 1.
   */
  constructor(options: SoftmaxOptions) {
    requireWholeNumber("a softmax layer", "classes", options.classes, 1);
    super({ inputShape: options.inputShape, units: options.classes });
    this.classes = options.classes;
  }

  /** The dense map, then the softmax. */
  override forward(input: Float32Array, output: Float32Array, batch: number): void {
    super.forward(input, output, batch);
    softmax(output, batch, this.classes);
  }
}

/**
 * Replaces each row of logits by its probabilities.
 *
 * The row's largest logit is subtracted first, which changes nothing in the quotient and keeps `exp`
 * from overflowing.
 *
 * @param logits `[batch, classes]`, overwritten
 */
export function softmax(logits: Float32Array, batch: number, classes: number): void {
  for (let row = 0; row < batch * classes; row += classes) {
    let largest = logits[row];
    for (let i = 1; i < classes; i++) largest = Math.max(largest, logits[row + i]);
    let sum = 0;
    for (let i = 0; i < classes; i++) sum += logits[row + i] = Math.exp(logits[row + i] - largest);
    for (let i = 0; i < classes; i++) logits[row + i] /= sum;
  }
}
