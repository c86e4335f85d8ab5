import { type Augmentation, requireAugmentation } from "../augmentation/augmentation.ts";
import type { Optimizer } from "./optimizer.ts";

/** What a training step does; an engine that only answers needs none of it. */
export interface StepOptions {
  /** What `step` updates with; not needed for the other calls. */
  optimizer?: Optimizer;
  /**
   * `[images, channels, height, width]` each: all that will be learnt from. A compiled engine keeps a copy
   * that its threads read by themselves; see `Engine.source`.
   */
  source?: readonly Uint8Array[];
  /** Of the run: governs what is random in training; 1 if absent. */
  seed?: number;
  /** How images are changed before they are learnt from: see `Engine.keys`; not at all if absent. */
  augmentation?: Augmentation;
  /**
   * The longest that all gradients together may be, above 0; 0 or absent for any length. See
   * `clipGradients`.
   */
  clipNorm?: number;
  /**
   * The share of the moving averages of the values that a step keeps, below 1; 0 or absent for no
   * averages. See `averageShare`.
   */
  averaging?: number;
  /** The share of each label that is spread over all classes, below 1; 0 if absent. See `crossEntropy`. */
  labelSmoothing?: number;
}

/**
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an augmentation has a setting that there is not.
 */
export function requireStepOptions(options: StepOptions): void {
  requireAugmentation(options.augmentation ?? {});
  const { clipNorm = 0, averaging = 0, labelSmoothing = 0 } = options;
  const require = (name: string, value: number, most: number, range: string) => {
    if (value >= 0 && value < most) return;
    throw new RangeError(`Cannot create an engine: ${name} must be ${range}, got ${value}`);
  };
  require("clipNorm", clipNorm, Infinity, "a number of at least 0");
  require("averaging", averaging, 1, "at least 0 and below 1");
  require("labelSmoothing", labelSmoothing, 1, "at least 0 and below 1");
}

/**
 * By how much a step moves the averages towards the values after it:
 *
 *     average = average + share * (value - average)
 *     share = 1 - min(averaging, (1 + steps) / (10 + steps))
 *
 * with `steps` taken before. The averages begin as the values that the first step begins with. The
 * second term, as in TensorFlow's `ExponentialMovingAverage`, lets the first averages forget sooner, so
 * that they are of use from the beginning.
 */
export function averageShare(averaging: number, steps: number): number {
  return 1 - Math.min(averaging, (1 + steps) / (10 + steps));
}
