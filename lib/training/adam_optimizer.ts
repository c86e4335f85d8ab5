import type { Optimizer, OptimizerStep } from "../engine/optimizer.ts";
import { type AdamRule, flush } from "../network/optimizer_rule.ts";
import { requireRange } from "./require_range.ts";

/**
 * Adam: each value has a step length of its own, by how large and how constant its gradients have been
 * (Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1).
 *
 *     gradient = gradient + weightDecay * value
 *     firstMoment = beta1 * firstMoment + (1 - beta1) * gradient
 *     secondMoment = beta2 * secondMoment + (1 - beta2) * gradient^2
 *     mean = firstMoment / (1 - beta1^t)
 *     square = secondMoment / (1 - beta2^t)
 *     value = value - learningRate * mean / (sqrt(square) + epsilon)
 *
 * in step t, from 1. Moments begin as zeros; the divisors make up for it. The first line is weight decay
 * as in PyTorch's `Adam`: part of the gradient. `AdamWOptimizer` has it apart.
 */
export class AdamOptimizer implements Optimizer {
  readonly rule: AdamRule;

  /**
   * Makes an optimizer; what is not given is as the paper proposes, without weight decay.
   *
   * @throws {RangeError} If a number is out of its range.
   */
  constructor(options: Partial<Omit<AdamRule, "kind">> = {}) {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
    requireRange("beta1", beta1, { least: 0, below: 1 });
    requireRange("beta2", beta2, { least: 0, below: 1 });
    requireRange("epsilon", epsilon, { least: 1e-30 });
    requireRange("weightDecay", weightDecay, { least: 0 });
    this.rule = { kind: "adam", beta1, beta2, epsilon, weightDecay };
  }

  update(values: Float32Array, gradients: Float32Array, step: OptimizerStep): void {
    const { beta1, beta2, epsilon } = this.rule;
    const weightDecay = step.isDecayed ? this.rule.weightDecay : 0;
    const [firstMoment, secondMoment] = step.moments;
    const t = step.steps + 1;
    for (let i = 0; i < values.length; i++) {
      const gradient = gradients[i] + weightDecay * values[i];
      firstMoment[i] = flush(beta1 * firstMoment[i] + (1 - beta1) * gradient);
      secondMoment[i] = flush(beta2 * secondMoment[i] + (1 - beta2) * gradient * gradient);
      const mean = firstMoment[i] / (1 - beta1 ** t);
      const square = secondMoment[i] / (1 - beta2 ** t);
      values[i] -= step.learningRate * mean / (Math.sqrt(square) + epsilon);
    }
  }
}
