import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { accuracyScale, linearScale, lossScale, type Scale } from "../../lib/plot/scale.ts";

const labelsOf = ({ ticks }: Scale) => ticks.map(({ label }) => label).join(" ");

Deno.test("linearScale() has few round ticks", () => {
  const cases: [low: number, high: number, most: number, labels: string][] = [
    [0, 4, 6, "0 1 2 3 4"],
    [0, 10, 6, "0 2 4 6 8 10"],
    [0, 12, 6, "0 5 10"],
    [0, 100, 6, "0 20 40 60 80 100"],
    [0, 0.37, 6, "0.0 0.1 0.2 0.3"],
    [0.1, 0.35, 6, "0.10 0.15 0.20 0.25 0.30 0.35"],
    [0, 1_000_000, 3, "0 500000 1000000"],
    [3, 3, 6, "3.0"],
  ];
  for (const [low, high, most, labels] of cases) {
    assertEquals(labelsOf(linearScale(low, high, most)), labels);
  }
});

Deno.test("linearScale() places values between its ends, and those beyond at them", () => {
  const { position } = linearScale(2, 6, 5);
  assertEquals([2, 3, 6, 1, 7, NaN].map(position), [0, 0.25, 1, 0, 1, NaN]);
});

Deno.test("lossScale() makes equal ratios equal lengths where losses differ by much", () => {
  const scale = lossScale([2.3, NaN, 0.02, Infinity], 8);
  assertEquals(labelsOf(scale), "0.02 0.05 0.1 0.2 0.5 1 2");
  const [a, b, c] = [0.05, 0.1, 0.2].map(scale.position);
  assertAlmostEquals(b - a, c - b);
  assert(scale.position(0.02) > 0 && scale.position(2.3) < 1, "a little room at the ends");
  assertEquals(labelsOf(lossScale([2.3, 0.02], 6)), "0.03 0.1 0.3 1");
  assertEquals(labelsOf(lossScale([3, 1e-6], 6)), "0.000001 0.0001 0.01 1");
});

Deno.test("lossScale() makes equal differences equal lengths where they are near each other", () => {
  const scale = lossScale([0.061, 0.064], 6);
  assertEquals(labelsOf(scale), "0.061 0.062 0.063 0.064");
  const [a, b, c] = [0.061, 0.062, 0.063].map(scale.position);
  assertAlmostEquals(b - a, c - b);
  // One value alone is in the middle.
  assertAlmostEquals(lossScale([0.06], 6).position(0.06), 0.5);
});

Deno.test("lossScale() has a place for no loss at all", () => {
  const scale = lossScale([0, 2.3, 0.02], 8);
  assertEquals(labelsOf(scale), "0 0.02 0.05 0.1 0.2 0.5 1 2");
  assertEquals(scale.position(0), 0);
  assert(scale.position(0.02) > 0.05, "apart from the smallest that is one");
});

Deno.test("accuracyScale() counts what is missing to all", () => {
  const scale = accuracyScale([0.9, 0.998], 8);
  assertEquals(labelsOf(scale), "90% 95% 98% 99% 99.5% 99.8%");
  const [a, b, c] = [0.9, 0.95, 0.975].map(scale.position);
  assertAlmostEquals(b - a, c - b);
  assert(a < b);
  assertEquals(labelsOf(accuracyScale([0.9971, 0.9974], 6)), "99.71% 99.72% 99.73% 99.74%");
});

Deno.test("accuracyScale() has a place for all and for none", () => {
  const scale = accuracyScale([0, 0.99, 1], 6);
  assertEquals(scale.ticks.at(-1), { value: 1, label: "100%" });
  assertEquals(scale.ticks[0], { value: 0, label: "0%" });
  assertEquals([scale.position(0), scale.position(1)], [0, 1]);
  for (const values of [[], [0], [1], [0, 1], [NaN]]) {
    const { ticks, position } = accuracyScale(values, 6);
    for (const { value } of ticks) assert(value >= 0 && value <= 1, `${values}: ${value}`);
    for (const value of values) assert(!(position(value) < 0 || position(value) > 1));
  }
});

Deno.test("lossScale() and accuracyScale() never have too many ticks, and those in order", () => {
  const magnitudes = [1e-12, 1e-6, 0.001, 0.02, 0.05, 0.0501, 0.3, 0.9, 1];
  for (const least of magnitudes) {
    for (const most of magnitudes.filter((most) => most >= least)) {
      for (let mostTicks = 3; mostTicks < 12; mostTicks++) {
        for (
          const { ticks, position } of [
            lossScale([least, most], mostTicks),
            accuracyScale([1 - least, 1 - most], mostTicks),
          ]
        ) {
          assert(ticks.length <= mostTicks, `${least} to ${most}: ${ticks.length} of ${mostTicks}`);
          const places = ticks.map(({ value }) => position(value));
          assertEquals(places, places.toSorted((a, b) => a - b));
          assertEquals(new Set(ticks.map(({ label }) => label)).size, ticks.length);
        }
      }
    }
  }
});
