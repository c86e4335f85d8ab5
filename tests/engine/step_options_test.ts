import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { averageShare, requireStepOptions } from "../../lib/engine/step_options.ts";

Deno.test("averageShare() forgets sooner in the first steps", () => {
  assertAlmostEquals(averageShare(0.99, 0), 0.9, 1e-12);
  assertAlmostEquals(averageShare(0.99, 10), 9 / 20, 1e-12);
  // (1 + 890) / (10 + 890) = 0.99
  assertAlmostEquals(averageShare(0.99, 889), 9 / 899, 1e-12);
  assertAlmostEquals(averageShare(0.99, 890), 0.01, 1e-12);
  assertAlmostEquals(averageShare(0.99, 1e6), 0.01, 1e-12);
});

Deno.test("requireStepOptions() accepts what is in range, and nothing", () => {
  requireStepOptions({});
  requireStepOptions({ clipNorm: 0, averaging: 0, labelSmoothing: 0 });
  requireStepOptions({ clipNorm: 100, averaging: 0.9999, labelSmoothing: 0.9 });
});

Deno.test("requireStepOptions() refuses what is out of range", () => {
  const cases = [
    ["clipNorm", [-1, NaN, Infinity], "a number of at least 0"],
    ["averaging", [-0.1, 1, NaN], "at least 0 and below 1"],
    ["labelSmoothing", [-0.1, 1, NaN], "at least 0 and below 1"],
  ] as const;
  for (const [name, values, range] of cases) {
    for (const value of values) {
      const error = assertThrows(() => requireStepOptions({ [name]: value }), RangeError);
      assertEquals(
        error.message,
        `Cannot create an engine: ${name} must be ${range}, got ${value}`,
      );
    }
  }
});
