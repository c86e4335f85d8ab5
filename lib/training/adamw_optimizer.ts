import type { Optimizer, OptimizerStep } from "../engine/optimizer.ts";
import type { AdamRule } from "../network/optimizer_rule.ts";
import { AdamOptimizer } from "./adam_optimizer.ts";

/**
 * Adam with weight decay apart from the gradient (Loshchilov and Hutter, "Decoupled weight decay
 * regularization", 2019, algorithm 2, in the form of PyTorch):
 *
 *     value = value - learningRate * weightDecay * value
 *
 * and then Adam's step. So all weights shrink alike, while `AdamOptimizer`'s decay is divided by the
 * size of each one's gradients.
 */
export class AdamWOptimizer implements Optimizer {
  readonly rule: AdamRule;
  readonly #adam: AdamOptimizer;

  /**
   * Makes an optimizer; what is not given is as Adam's paper proposes, the weight decay 0.01.
   *
   * @throws {RangeError} If a number is out of its range.
   */
  constructor(options: Partial<Omit<AdamRule, "kind">> = {}) {
    const { weightDecay = 0.01 } = options;
    const { rule } = new AdamOptimizer({ ...options, weightDecay });
    this.rule = { ...rule, kind: "adamw" };
    this.#adam = new AdamOptimizer({ ...options, weightDecay: 0 });
  }

  update(values: Float32Array, gradients: Float32Array, step: OptimizerStep): void {
    const weightDecay = step.isDecayed ? this.rule.weightDecay : 0;
    for (let i = 0; i < values.length; i++) {
      values[i] -= step.learningRate * weightDecay * values[i];
    }
    this.#adam.update(values, gradients, step);
  }
}
