/** How the polynomials of `lib/compiler/math` were made. */

/** A polynomial to be found. */
export interface Fit {
  /** The function it is to follow. */
  readonly target: (x: number) => number;
  /** What a difference at `x` counts; positive. */
  readonly weight: (x: number) => number;
  /** Where the interval begins, and where it ends. */
  readonly from: number;
  readonly to: number;
  readonly degree: number;
}

const GRID = 20_000;
const EXCHANGES = 12;

/** The value at `x` of the polynomial with `coefficients`, the constant one first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/**
 * The coefficients, the constant one first, of the polynomial whose largest weighted difference from
 * the target is least, by Remez's exchange: through `degree + 2` points a polynomial is laid whose
 * differences are equal with alternating signs; then the points move to where the difference is largest.
 */
export function minimax({ target, weight, from, to, degree }: Fit): number[] {
  const count = degree + 2;
  let points = Array.from(
    { length: count },
    (_, i) => (from + to) / 2 - Math.cos(Math.PI * (i + 0.5) / count) * (to - from) / 2,
  );
  let coefficients: number[] = [];
  for (let exchange = 0; exchange < EXCHANGES; exchange++) {
    const equations = points.map((x, i) => [
      ...Array.from({ length: degree + 1 }, (_, power) => x ** power),
      (-1) ** i / weight(x),
      target(x),
    ]);
    coefficients = solve(equations).slice(0, -1);
    points = extremes((x) => weight(x) * (target(x) - polynomial(coefficients, x)), from, to);
    if (points.length !== count) {
      throw new RangeError(`Cannot fit: expected ${count} extremes, got ${points.length}`);
    }
  }
  return coefficients;
}

/** The largest weighted difference between the target and the polynomial with `coefficients`. */
export function largestError(fit: Fit, coefficients: readonly number[]): number {
  const { target, weight, from, to } = fit;
  let largest = 0;
  for (let i = 0; i <= GRID; i++) {
    const x = from + (to - from) * i / GRID;
    const error = weight(x) * Math.abs(target(x) - polynomial(coefficients, x));
    largest = Math.max(largest, error);
  }
  return largest;
}

/** Where `error` is largest in size between its changes of sign. */
function extremes(error: (x: number) => number, from: number, to: number): number[] {
  const points: number[] = [];
  let largest = 0;
  for (let i = 0; i <= GRID; i++) {
    const x = from + (to - from) * i / GRID;
    const value = error(x);
    if (points.length === 0 || value * largest < 0) points.push(x);
    else if (Math.abs(value) > Math.abs(largest)) points[points.length - 1] = x;
    else continue;
    largest = value;
  }
  return points;
}

/** Solves linear equations, each given as its factors and its right side, by elimination. */
function solve(equations: number[][]): number[] {
  const rows = equations.map((row) => [...row]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let r = column + 1; r < size; r++) {
      if (Math.abs(rows[r][column]) > Math.abs(rows[pivot][column])) pivot = r;
    }
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (const row of rows) {
      if (row === rows[column]) continue;
      const factor = row[column] / rows[column][column];
      for (let k = column; k <= size; k++) row[k] -= factor * rows[column][k];
    }
  }
  return rows.map((row, i) => row[size] / row[i]);
}
