/**
 * The optimizers' formulas for four neighbouring parameters. The classes of the same rules say more
 * (`SgdOptimizer`, `AdamOptimizer`, `AdamWOptimizer`); what they compute with t, the number of the step,
 * comes in words that the caller writes before the step, in double precision.
 */

import { LEAST_MOMENT, type OptimizerRule } from "../network/optimizer_rule.ts";
import type { AdamRule, SgdRule } from "../network/optimizer_rule.ts";
import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, f32x4, type I32 } from "../wasm/values.ts";

/** The control words of a step: see `CONTROL`. */
export type StepWord = "learningRate" | "rootScale" | "shrinkage";

/** The words that a rule reads. */
export function stepWordsOf({ kind, weightDecay }: OptimizerRule): StepWord[] {
  if (kind === "sgd") return ["learningRate"];
  const isShrinking = kind === "adamw" && weightDecay > 0;
  return ["learningRate", "rootScale", ...(isShrinking ? ["shrinkage" as const] : [])];
}

/** What a step is computed from. */
export interface StepOperands {
  readonly value: F32x4;
  readonly gradient: F32x4;
  /** A place, and the distance of each moment from it. */
  readonly place: I32;
  readonly moments: readonly number[];
  /** Whether weight decay applies. */
  readonly isDecayed: boolean;
  /** Those of `stepWordsOf`, in all lanes. */
  readonly words: ReadonlyMap<StepWord, F32x4>;
}

/** Emits a step: stores the moments, and answers the new values. */
export function emitOptimizerStep(
  f: FunctionBuilder,
  rule: OptimizerRule,
  at: StepOperands,
): F32x4 {
  return rule.kind === "sgd" ? emitSgdStep(f, rule, at) : emitAdamStep(f, rule, at);
}

/**
 *     gradient = gradient + weightDecay * value
 *     velocity = momentum * velocity + gradient
 *     value = value - learningRate * (velocity, or gradient + momentum * velocity)
 */
function emitSgdStep(f: FunctionBuilder, rule: SgdRule, at: StepOperands): F32x4 {
  const { momentum, nesterov } = rule;
  const { value, place, moments: [velocity] } = at;
  const learningRate = at.words.get("learningRate")!;
  const gradient = withDecay(f, rule, at);
  if (momentum === 0) return value.sub(gradient.mul(learningRate));
  const kept = f.keep(gradient);
  const moved = flush(f, f32x4.load(place, velocity).mul(momentum).add(kept), LEAST_MOMENT);
  f.store(place, velocity, moved);
  const direction = nesterov ? moved.mul(momentum).add(kept) : moved;
  return value.sub(direction.mul(learningRate));
}

/**
 * Gradients below this leave the second moment alone: their squares would be next to `LEAST_MOMENT`, or
 * denormal numbers.
 */
export const LEAST_GRADIENT = Math.sqrt(LEAST_MOMENT);

/**
 *     gradient = gradient + weightDecay * value    (adam)
 *     value = value * shrinkage                    (adamw; shrinkage = 1 - its learningRate * weightDecay)
 *     firstMoment = beta1 * firstMoment + (1 - beta1) * gradient
 *     secondMoment = beta2 * secondMoment + (1 - beta2) * gradient^2
 *     value = value - learningRate * firstMoment / (sqrt(secondMoment) * rootScale + epsilon)
 *
 * with learningRate / (1 - beta1^t) for its learning rate, and rootScale = 1 / sqrt(1 - beta2^t).
 */
function emitAdamStep(f: FunctionBuilder, rule: AdamRule, at: StepOperands): F32x4 {
  const { beta1, beta2, epsilon } = rule;
  const { place, words, moments: [first, second] } = at;
  const shrinkage = at.isDecayed ? words.get("shrinkage") : undefined;
  const value = shrinkage ? f.keep(at.value.mul(shrinkage)) : at.value;
  const gradient = f.keep(rule.kind === "adam" ? withDecay(f, rule, at) : at.gradient);

  const mean = f32x4.load(place, first).mul(beta1).add(gradient.mul(1 - beta1));
  const firstMoment = flush(f, mean, LEAST_MOMENT);
  f.store(place, first, firstMoment);
  const felt = flush(f, gradient, LEAST_GRADIENT);
  const square = f32x4.load(place, second).mul(beta2).add(felt.mul(felt).mul(1 - beta2));
  const secondMoment = flush(f, square, LEAST_MOMENT);
  f.store(place, second, secondMoment);

  const divisor = secondMoment.sqrt().mul(words.get("rootScale")!).add(epsilon);
  return value.sub(firstMoment.mul(words.get("learningRate")!).div(divisor));
}

/** The gradient with weight decay as a part of it. */
function withDecay(
  f: FunctionBuilder,
  { weightDecay }: OptimizerRule,
  { value, gradient, isDecayed }: StepOperands,
): F32x4 {
  return isDecayed && weightDecay > 0 ? f.keep(value.mul(weightDecay).add(gradient)) : gradient;
}

/** Zero in the lanes that are closer to zero than `least`; NaN stays. See `flush` of the rules. */
export function flush(f: FunctionBuilder, value: F32x4, least: number): F32x4 {
  const kept = f.keep(value);
  return f.keep(kept.andnot(kept.abs().lt(least)));
}
