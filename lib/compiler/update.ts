/**
 * What becomes of a gradient when it is complete: an update of the parameters, or a place in memory.
 *
 *     velocity = momentum * velocity + gradient        (with momentum)
 *     value = value - learningRate * velocity          (or gradient, without)
 *
 * Values, velocities and gradients lie in three regions of the same layout. A kernel that has the
 * gradient of four neighbouring parameters in a register calls `finish`, so that it never goes through
 * memory.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, f32x4, type I32, i32 } from "../wasm/values.ts";

/** Where parameters and what belongs to them lie. */
export interface ParameterRegions {
  /** Packed values. */
  values: number;
  /** Packed gradients; only written where nothing is updated. */
  gradients: number;
  /** Packed velocities. */
  velocities: number;
  /** Where the caller writes the step's learning rate, a float. */
  learningRate: number;
}

/** What to do with complete gradients. */
export type Finish = "store" | "sgd" | "momentum";

/** Completes the gradients of one function. */
export class Finisher {
  readonly #f: FunctionBuilder;
  readonly #regions: ParameterRegions;
  readonly #finish: Finish;
  readonly #momentum: number;
  readonly #learningRate: F32x4 | null;

  /** Begins in a function; to be made before its loops. */
  constructor(
    f: FunctionBuilder,
    options: { regions: ParameterRegions; finish: Finish; momentum: number },
  ) {
    this.#f = f;
    this.#regions = options.regions;
    this.#finish = options.finish;
    this.#momentum = options.momentum;
    this.#learningRate = options.finish === "store"
      ? null
      : f.keep(f32x4.load32Splat(i32.const(options.regions.learningRate)));
  }

  /**
   * Completes four neighbouring parameters.
   *
   * @param place Their distance from the beginning of the values, in bytes, less `offset`.
   * @returns Their values afterwards.
   */
  finish(place: I32, offset: number, gradient: F32x4): F32x4 {
    const f = this.#f;
    const { values, gradients, velocities } = this.#regions;
    const value = f.keep(f32x4.load(place, values + offset));
    if (this.#learningRate === null) {
      f.store(place, gradients + offset, gradient);
      return value;
    }
    let step = gradient;
    if (this.#finish === "momentum") {
      step = f.keep(f32x4.load(place, velocities + offset).mul(this.#momentum).add(gradient));
      f.store(place, velocities + offset, step);
    }
    const updated = f.keep(value.sub(step.mul(this.#learningRate)));
    f.store(place, values + offset, updated);
    return updated;
  }
}
