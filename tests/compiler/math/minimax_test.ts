import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";

import { EXPONENTIAL_TAIL } from "../../../lib/compiler/math/exponential.ts";
import { LOGARITHM_TAIL } from "../../../lib/compiler/math/log.ts";
import { type Fit, largestError, minimax } from "./minimax.ts";

/** The sum of `term(0)`, `term(1)`, ..., which fall fast. */
function series(term: (k: number) => number): number {
  let sum = 0;
  for (let k = 40; k >= 0; k--) sum += term(k);
  return sum;
}

const FACTORIALS = [1];
for (let n = 1; n <= 42; n++) FACTORIALS.push(n * FACTORIALS[n - 1]);

/** (e^r - 1 - r) / r^2 */
function exponentialTail(r: number): number {
  return series((k) => r ** k / FACTORIALS[k + 2]);
}

/** (log((1 + s) / (1 - s)) / s - 2) / s^2 with s^2 = z */
function logarithmTail(z: number): number {
  return series((k) => 2 * z ** k / (2 * k + 3));
}

/** The interval ends a little behind its end, because n is found with an error. */
const MARGIN = 1.0001;

const EXPONENTIAL: Fit = {
  target: exponentialTail,
  weight: (r) => r / (1 + r * exponentialTail(r)), // relative to e^r - 1 = r + r^2 q(r)
  from: 1e-4 * Math.LN2,
  to: MARGIN * Math.LN2,
  degree: 4,
};

const LARGEST_SQUARE = (Math.SQRT2 - 1) ** 4;

const LOGARITHM: Fit = {
  target: logarithmTail,
  weight: (z) => z / (2 + z * logarithmTail(z)), // relative to log(m) = s (2 + s^2 p(s^2))
  from: 1e-4 * LARGEST_SQUARE,
  to: MARGIN * LARGEST_SQUARE,
  degree: 3,
};

Deno.test("minimax finds the straight line that is nearest to a parabola", () => {
  // x^2 on 0..1: the line x - 1/8 is off by 1/8 at both ends and in the middle.
  const fit = { target: (x: number) => x * x, weight: () => 1, from: 0, to: 1, degree: 1 };
  const line = minimax(fit);
  assertAlmostEquals(line[0], -1 / 8, 1e-12);
  assertAlmostEquals(line[1], 1, 1e-12);
  assertAlmostEquals(largestError(fit, line), 1 / 8, 1e-12);
});

Deno.test("EXPONENTIAL_TAIL is the best polynomial, rounded to single precision", () => {
  assertEquals(EXPONENTIAL_TAIL, minimax(EXPONENTIAL).map(Math.fround));
  assertLess(largestError(EXPONENTIAL, EXPONENTIAL_TAIL), 2.6e-8);
});

Deno.test("LOGARITHM_TAIL is the best polynomial", () => {
  const best = minimax(LOGARITHM);
  best.forEach((coefficient, i) => assertAlmostEquals(LOGARITHM_TAIL[i], coefficient, 1e-9));
  assertLess(largestError(LOGARITHM, LOGARITHM_TAIL), 4.8e-12);
});
