/** What a few measurements say of all that could be made. */

/** Measurements in short. */
export interface Summary {
  /** How many there are. */
  count: number;
  mean: number;
  /** The standard deviation of a sample: divided by `count - 1`. */
  deviation: number;
  /** The 95% interval of the mean, by Student's t: `mean` +- `t * deviation / sqrt(count)`. */
  interval: [low: number, high: number];
  least: number;
  most: number;
}

/**
 * Summarizes measurements.
 *
 * @throws {RangeError} If there are fewer than two.
 */
export function summarize(values: readonly number[]): Summary {
  const count = values.length;
  if (count < 2) {
    throw new RangeError(`Cannot summarize: expected at least two values, got ${count}`);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (count - 1));
  const half = studentQuantile(count - 1) * deviation / Math.sqrt(count);
  return {
    count,
    mean,
    deviation,
    interval: [mean - half, mean + half],
    least: Math.min(...values),
    most: Math.max(...values),
  };
}

/** The place of the middle one of `values` in their order; of an even number, of the lower middle one. */
export function medianIndex(values: readonly number[]): number {
  const order = values.map((_, index) => index).sort((a, b) => values[a] - values[b]);
  return order[(order.length - 1) >> 1];
}

/** The t below which 97.5% of Student's distribution lie, found by halving; right to 9 digits. */
export function studentQuantile(freedom: number): number {
  let [low, high] = [0, 13];
  for (let k = 0; k < 40; k++) {
    const middle = (low + high) / 2;
    if (studentWithin(middle, freedom) < 0.95) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The share of Student's distribution between `-t` and `t`: finite sums of the angle whose tangent is
 * `t / sqrt(freedom)` (Abramowitz and Stegun, "Handbook of mathematical functions", 1964, 26.7.3 and 4).
 */
function studentWithin(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const cosine = Math.cos(angle);
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < freedom - 1; k += 2) {
    term *= cosine * cosine * (k - 1) / k;
    sum += term;
  }
  return isOdd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}
