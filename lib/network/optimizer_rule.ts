/**
 * How gradients become better parameters, as data: what an optimizer computes in plain loops, and what
 * the compiler builds into a module.
 */

import type { Parameter } from "../layers/parameter.ts";

/** Stochastic gradient descent: see `SgdOptimizer`. */
export interface SgdRule {
  /** Which rule this is. */
  readonly kind: "sgd";
  /** The share of its velocity that a step keeps, 0 to below 1. */
  readonly momentum: number;
  /** Whether a step goes as far as the velocity will have led after the next one. */
  readonly nesterov: boolean;
  /** Added to a weight's gradient, times the weight: at least 0. */
  readonly weightDecay: number;
}

/** Adam, with coupled ("adam") or decoupled ("adamw") weight decay: see `AdamOptimizer`. */
export interface AdamRule {
  /** Which rule this is. */
  readonly kind: "adam" | "adamw";
  /** The share of the gradients' running mean that a step keeps, 0 to below 1. */
  readonly beta1: number;
  /** The share of the squared gradients' running mean that a step keeps, 0 to below 1. */
  readonly beta2: number;
  /** Added to the root of that mean: at least 1e-30, so that it is not zero in single precision. */
  readonly epsilon: number;
  /** At least 0. */
  readonly weightDecay: number;
}

/** All rules there are. */
export type OptimizerRule = SgdRule | AdamRule;

/** The name of what is kept of every parameter from step to step. */
export type Moment = "velocity" | "first_moment" | "second_moment";

/** What a rule keeps of every parameter; zeros before the first step. */
export function momentsOf(rule: OptimizerRule): readonly Moment[] {
  if (rule.kind !== "sgd") return ["first_moment", "second_moment"];
  return rule.momentum > 0 ? ["velocity"] : [];
}

/**
 * Whether weight decay shrinks a parameter: the weights of convolutions and dense layers, which have two
 * axes or more, but neither biases nor what scales and shifts in a batch normalization.
 */
export function isDecayed({ shape }: Parameter): boolean {
  return shape.length > 1;
}

/** See `flush`. */
export const LEAST_MOMENT = 2 ** -100;

/**
 * A moment, or zero if it is closer to zero than `LEAST_MOMENT`. One whose gradients have ended, as a dead
 * filter's do, shrinks step by step and would end as a denormal number, with which a CPU may compute a
 * hundred times slower.
 */
export function flush(moment: number): number {
  return Math.abs(moment) < LEAST_MOMENT ? 0 : moment;
}
