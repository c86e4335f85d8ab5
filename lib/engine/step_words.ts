import type { OptimizerRule } from "../network/optimizer_rule.ts";
import { averageShare } from "./step_options.ts";

/** The numbers of an update that change from step to step: what the compiler's module is told of one. */
export interface StepWords {
  /** How far a step goes; for Adam, with the correction of its first moment. */
  learningRate: number;
  /** What the root of Adam's second moment is multiplied with: its correction. */
  rootScale: number;
  /** What AdamW multiplies weights with. */
  shrinkage: number;
  /** By how much the averages move. */
  averageShare: number;
}

/** What the next step is told, when `steps` have been taken; see `emitOptimizerStep`. */
export function stepWords(
  rule: OptimizerRule,
  at: { learningRate: number; steps: number; averaging: number },
): StepWords {
  const { learningRate, steps, averaging } = at;
  const share = averageShare(averaging, steps);
  if (rule.kind === "sgd") return { learningRate, rootScale: 1, shrinkage: 1, averageShare: share };
  const { beta1, beta2, weightDecay } = rule;
  return {
    learningRate: learningRate / (1 - beta1 ** (steps + 1)),
    rootScale: 1 / Math.sqrt(1 - beta2 ** (steps + 1)),
    shrinkage: 1 - learningRate * weightDecay,
    averageShare: share,
  };
}
