import type { OptimizerRule } from "../network/optimizer_rule.ts";

/** A rule that turns gradients into better parameters, in plain loops. */
export interface Optimizer {
  /** The rule as data, for an engine that has its own way to compute it. */
  readonly rule: OptimizerRule;

  /**
   * Changes one parameter's values and moments in place.
   *
   * @param values The parameter's values.
   * @param gradients The loss's gradient with respect to them.
   */
  update(values: Float32Array, gradients: Float32Array, step: OptimizerStep): void;
}

/** What an optimizer is told of a step. */
export interface OptimizerStep {
  /** How far the step goes. */
  readonly learningRate: number;
  /** Steps taken before this one. */
  readonly steps: number;
  /** What the optimizer keeps of the parameter, as `momentsOf` names it; zeros before the first step. */
  readonly moments: readonly Float32Array[];
  /** Whether weight decay applies. */
  readonly isDecayed: boolean;
}
