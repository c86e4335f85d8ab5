/** Whether a network is right as often as it says. */

/** Bins of the reliability table, as in the paper's figures. */
const BINS = 15;

/** The answers whose probability lies in one interval. */
export interface ReliabilityBin {
  /** Probabilities from above this, */
  readonly above: number;
  /** up to this. */
  readonly upTo: number;
  /** How many answers. */
  readonly count: number;
  /** Their mean probability; NaN if there are none. */
  readonly confidence: number;
  /** The share of them that are right; NaN if there are none. */
  readonly accuracy: number;
}

/** How well a network knows how sure it may be. */
export interface Calibration {
  /** The expected calibration error, 0..1: how far confidence and accuracy are apart in the mean. */
  readonly error: number;
  /** Mean probability of all answers. */
  readonly confidence: number;
  /** 15 intervals of equal width, from 0 to 1. */
  readonly bins: readonly ReliabilityBin[];
}

/**
 * Collects answers and how probable they were, and compares both: Guo, Pleiss, Sun, Weinberger, "On
 * Calibration of Modern Neural Networks", 2017, equation 3. With the answers in M bins B_m by their
 * probability, from above (m - 1) / M to m / M,
 *
 *     error = sum over m of |B_m| / n * |accuracy(B_m) - confidence(B_m)|
 */
export class CalibrationTally {
  readonly #counts = new Float64Array(BINS);
  readonly #correct = new Float64Array(BINS);
  readonly #confidence = new Float64Array(BINS);

  /** Adds an answer: its probability, 0..1, and whether it is right. */
  add(probability: number, isCorrect: boolean): void {
    // What is no number is in the first bin, and makes the error none, too.
    const bin = Math.max(0, Math.min(BINS, Math.ceil(probability * BINS)) - 1) || 0;
    this.#counts[bin]++;
    this.#confidence[bin] += probability;
    if (isCorrect) this.#correct[bin]++;
  }

  /** What all answers so far come to, at least one. */
  summarize(): Calibration {
    const total = sumOf(this.#counts);
    const bins = Array.from(this.#counts, (count, bin): ReliabilityBin => ({
      above: bin / BINS,
      upTo: (bin + 1) / BINS,
      count,
      confidence: this.#confidence[bin] / count,
      accuracy: this.#correct[bin] / count,
    }));
    const gaps = this.#counts.map((_, bin) => Math.abs(this.#correct[bin] - this.#confidence[bin]));
    return { error: sumOf(gaps) / total, confidence: sumOf(this.#confidence) / total, bins };
  }
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
