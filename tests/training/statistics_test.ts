import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Random } from "../../lib/random.ts";
import { medianIndex, studentQuantile, summarize } from "../../lib/training/statistics.ts";

Deno.test("studentQuantile() is what tables of the 95% interval have", () => {
  const table: [freedom: number, quantile: number][] = [
    [1, 12.7062],
    [2, 4.3027],
    [3, 3.1824],
    [4, 2.7764],
    [5, 2.5706],
    [9, 2.2622],
    [10, 2.2281],
    [19, 2.0930],
    [20, 2.0860],
    [29, 2.0452],
    [30, 2.0423],
    [60, 2.0003],
    [120, 1.9799],
  ];
  for (const [freedom, quantile] of table) {
    assertAlmostEquals(studentQuantile(freedom), quantile, 5e-5, `${freedom}`);
  }
  // In the limit it is the normal distribution's.
  assertAlmostEquals(studentQuantile(1e6), 1.959966, 2e-6);
});

Deno.test("summarize() is right for a case worked by hand", () => {
  const { count, mean, deviation, interval, least, most } = summarize([2, 4, 9]);
  assertEquals([count, mean, least, most], [3, 5, 2, 9]);
  // (9 + 1 + 16) / 2 = 13
  assertAlmostEquals(deviation, Math.sqrt(13), 1e-12);
  assertAlmostEquals(interval[1] - 5, 4.3027 * Math.sqrt(13 / 3), 1e-3);
  assertAlmostEquals(5 - interval[0], interval[1] - 5, 1e-12);
});

Deno.test("summarize() finds an interval that holds the true mean 95 times in a hundred", () => {
  const random = new Random(1, "test");
  let held = 0;
  for (let time = 0; time < 2000; time++) {
    const { interval: [low, high] } = summarize(Array.from({ length: 4 }, () => random.normal()));
    if (low <= 0 && 0 <= high) held++;
  }
  assert(Math.abs(held / 2000 - 0.95) < 0.015, `${held}`);
});

Deno.test("summarize() needs two values", () => {
  for (const values of [[], [1]]) {
    assertThrows(() => summarize(values), RangeError, `at least two values, got ${values.length}`);
  }
});

Deno.test("medianIndex() finds the middle one", () => {
  assertEquals(medianIndex([5]), 0);
  assertEquals(medianIndex([5, 1, 3]), 2);
  assertEquals(medianIndex([4, 1, 3, 2]), 3);
});
