import type { Optimizer, OptimizerRule } from "../engine/engine.ts";

/**
 * Stochastic gradient descent, with momentum as PyTorch has it:
 *
 *     velocity = momentum * velocity + gradient
 *     value = value - learningRate * velocity
 *
 * Without momentum the velocity is the gradient itself.
 */
export class SgdOptimizer implements Optimizer {
  readonly rule: OptimizerRule;
  readonly #momentum: number;
  #velocity: Float32Array | null = null;

  /**
   * Makes an optimizer at rest.
   *
   * @param options.momentum The share of the velocity that a step keeps, 0 to below 1; 0 if absent.
   * @throws {RangeError} If `momentum` is out of its range.
   */
  constructor(options: { momentum?: number } = {}) {
    const { momentum = 0 } = options;
    if (!(momentum >= 0 && momentum < 1)) {
      throw new RangeError(
        `Cannot create an optimizer: momentum must be at least 0 and below 1, got ${momentum}`,
      );
    }
    this.#momentum = momentum;
    this.rule = { kind: "sgd", momentum };
  }

  update(values: Float32Array, gradients: Float32Array, learningRate: number): void {
    if (this.#momentum === 0) {
      for (let i = 0; i < values.length; i++) values[i] -= learningRate * gradients[i];
      return;
    }
    const velocity = this.#velocity ??= new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      velocity[i] = this.#momentum * velocity[i] + gradients[i];
      values[i] -= learningRate * velocity[i];
    }
  }
}
