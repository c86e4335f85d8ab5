import type { Optimizer, OptimizerStep } from "../engine/optimizer.ts";
import { flush, type SgdRule } from "../network/optimizer_rule.ts";
import { requireRange } from "./require_range.ts";

/**
 * Stochastic gradient descent, with momentum and weight decay as PyTorch has them:
 *
 *     gradient = gradient + weightDecay * value
 *     velocity = momentum * velocity + gradient
 *     value = value - learningRate * velocity
 *
 * or, as Nesterov's momentum (Sutskever et al., "On the importance of initialization and momentum in deep
 * learning", 2013, in the form of PyTorch), with a last line
 *
 *     value = value - learningRate * (gradient + momentum * velocity)
 *
 * Without momentum the velocity is the gradient itself.
 */
export class SgdOptimizer implements Optimizer {
  readonly rule: SgdRule;

  /**
   * Makes an optimizer; what is not given is 0 or false.
   *
   * @throws {RangeError} If a number is out of its range, or `nesterov` is without momentum.
   */
  constructor(options: Partial<Omit<SgdRule, "kind">> = {}) {
    const { momentum = 0, nesterov = false, weightDecay = 0 } = options;
    requireRange("momentum", momentum, { least: 0, below: 1 });
    requireRange("weightDecay", weightDecay, { least: 0 });
    if (nesterov && momentum === 0) {
      throw new RangeError(
        `Cannot create an optimizer: momentum must be above 0 with nesterov, got ${momentum}`,
      );
    }
    this.rule = { kind: "sgd", momentum, nesterov, weightDecay };
  }

  update(values: Float32Array, gradients: Float32Array, step: OptimizerStep): void {
    const { momentum, nesterov } = this.rule;
    const weightDecay = step.isDecayed ? this.rule.weightDecay : 0;
    const [velocity] = step.moments;
    for (let i = 0; i < values.length; i++) {
      const gradient = gradients[i] + weightDecay * values[i];
      let direction = gradient;
      if (momentum > 0) {
        velocity[i] = flush(momentum * velocity[i] + gradient);
        direction = nesterov ? gradient + momentum * velocity[i] : velocity[i];
      }
      values[i] -= step.learningRate * direction;
    }
  }
}
