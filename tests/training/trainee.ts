import type { Optimizer } from "../../lib/engine/optimizer.ts";
import { momentsOf } from "../../lib/network/optimizer_rule.ts";

/** One parameter, and what its optimizer keeps of it. */
export class Trainee {
  /** As the optimizer has left them. */
  readonly values: Float32Array;
  /** In the order of `momentsOf`. */
  readonly moments: Float32Array[];
  readonly #optimizer: Optimizer;
  readonly #isDecayed: boolean;
  #steps = 0;

  constructor(optimizer: Optimizer, values: readonly number[], isDecayed = true) {
    this.values = Float32Array.from(values);
    this.moments = momentsOf(optimizer.rule).map(() => new Float32Array(values.length));
    this.#optimizer = optimizer;
    this.#isDecayed = isDecayed;
  }

  /** Takes a step; answers the values after it. */
  step(gradients: readonly number[], learningRate: number): number[] {
    this.#optimizer.update(this.values, Float32Array.from(gradients), {
      learningRate,
      steps: this.#steps++,
      moments: this.moments,
      isDecayed: this.#isDecayed,
    });
    return [...this.values];
  }
}
