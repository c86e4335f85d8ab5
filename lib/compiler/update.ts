/**
 * What becomes of a gradient when it is complete: an update of the parameters, or a place in memory.
 *
 * Values, gradients, the optimizer's moments and the averages lie in regions of the same layout. A kernel
 * that has the gradient of four neighbouring parameters in a register hands it over, so that it never
 * goes through memory (unless all gradients are to be clipped: see `clipped_update.ts`).
 */

import type { OptimizerRule } from "../network/optimizer_rule.ts";
import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, f32x4, type I32, i32 } from "../wasm/values.ts";
import { CONTROL } from "./control.ts";
import { emitOptimizerStep, type StepWord, stepWordsOf } from "./optimizer_step.ts";

/** What a step does with complete gradients. */
export interface UpdateOptions {
  /** How they become better parameters. */
  readonly rule: OptimizerRule;
  /** The longest that all gradients together may be; 0 for any length. */
  readonly clipNorm: number;
  /** Whether moving averages of all values are kept. */
  readonly hasAverages: boolean;
}

/** Gradient descent, and nothing else. */
export const PLAIN_UPDATE: UpdateOptions = {
  rule: { kind: "sgd", momentum: 0, nesterov: false, weightDecay: 0 },
  clipNorm: 0,
  hasAverages: false,
};

/** Where parameters and what belongs to them lie. */
export interface ParameterRegions {
  /** Packed values. */
  values: number;
  /** Packed gradients; only written where nothing is updated. */
  gradients: number;
  /** Packed moments, in the order of `momentsOf`. */
  moments: readonly number[];
  /** Packed averages, if any are kept. */
  averages: number | null;
  /** The control words, in which the caller writes what changes from step to step. */
  control: number;
}

/** What to do with complete gradients. */
export type Finish = "store" | "update";

/** Completes the gradients of one function. */
export class Finisher {
  readonly #f: FunctionBuilder;
  readonly #regions: ParameterRegions;
  readonly #rule: OptimizerRule | null;
  readonly #words: ReadonlyMap<StepWord, F32x4>;
  readonly #averageShare: F32x4 | null;

  /** Begins in a function; to be made before its loops. */
  constructor(
    f: FunctionBuilder,
    options: { regions: ParameterRegions; finish: Finish; update: UpdateOptions },
  ) {
    const { regions, finish, update } = options;
    const load = (word: keyof typeof CONTROL) =>
      f.keep(f32x4.load32Splat(i32.const(regions.control + CONTROL[word])));
    const isUpdating = finish === "update";
    this.#f = f;
    this.#regions = regions;
    this.#rule = isUpdating ? update.rule : null;
    const words = isUpdating ? stepWordsOf(update.rule) : [];
    this.#words = new Map(words.map((word) => [word, load(word)]));
    this.#averageShare = isUpdating && update.hasAverages ? load("averageShare") : null;
  }

  /**
   * Completes four neighbouring parameters that weight decay leaves alone: biases.
   *
   * @param place Their distance from the beginning of the values, in bytes, less `offset`.
   * @returns Their values afterwards.
   */
  finish(place: I32, offset: number, gradient: F32x4): F32x4 {
    return this.#complete(place, offset, gradient, false);
  }

  /** The same for four parameters that weight decay shrinks: weights. */
  finishWeights(place: I32, offset: number, gradient: F32x4): F32x4 {
    return this.#complete(place, offset, gradient, true);
  }

  /** Moves the averages of four values that are not trained, after they have changed, if any are kept. */
  average(place: I32, offset: number): void {
    if (!this.#averageShare) return;
    this.#average(place, offset, this.#f.keep(f32x4.load(place, this.#regions.values + offset)));
  }

  #complete(place: I32, offset: number, gradient: F32x4, isDecayed: boolean): F32x4 {
    const f = this.#f;
    const { values, gradients, moments } = this.#regions;
    const value = f.keep(f32x4.load(place, values + offset));
    if (!this.#rule) {
      f.store(place, gradients + offset, gradient);
      return value;
    }
    const updated = f.keep(emitOptimizerStep(f, this.#rule, {
      value,
      gradient,
      place,
      moments: moments.map((moment) => moment + offset),
      isDecayed,
      words: this.#words,
    }));
    f.store(place, values + offset, updated);
    if (this.#averageShare) this.#average(place, offset, updated);
    return updated;
  }

  /** See `averageShare` of the engines. */
  #average(place: I32, offset: number, value: F32x4): void {
    const at = this.#regions.averages! + offset;
    const average = this.#f.keep(f32x4.load(place, at));
    this.#f.store(place, at, average.add(value.sub(average).mul(this.#averageShare!)));
  }
}
