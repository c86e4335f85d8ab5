import { assertEquals, fail } from "@std/assert";

/**
 * How far two arrays are apart: the largest difference of two elements, as a share of the largest
 * magnitude in `expected`. NaN where a NaN is involved.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let magnitude = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    magnitude = Math.max(magnitude, Math.abs(expected[i]));
  }
  return difference === 0 ? 0 : difference / magnitude;
}

/** Fails if the relative error of two arrays is `tolerance` or more; the message tells where. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = "values",
): void {
  assertEquals(actual.length, expected.length, `${what}: lengths differ`);
  const error = relativeError(actual, expected);
  if (error < tolerance) return;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (!(difference <= Math.abs(actual[worst] - expected[worst]))) worst = i;
  }
  fail(
    `${what}: relative error ${error}, expected less than ${tolerance}; ` +
      `at index ${worst} of ${expected.length} got ${actual[worst]}, expected ${expected[worst]}`,
  );
}
