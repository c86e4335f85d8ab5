import { assert, assertEquals } from "@std/assert";
import { draw, stepKey } from "../../lib/layers/dropout_mask.ts";

/** Units that are drawn for each image. */
const UNITS = 20_000;

/** Whether each unit is drawn above one half. */
function coins(
  { seed = 1, step = 0, layer = 0, image = 0 }: {
    seed?: number;
    step?: number;
    layer?: number;
    image?: number;
  },
): boolean[] {
  const key = draw(draw(stepKey({ seed, step }), layer), image);
  return Array.from({ length: UNITS }, (_, unit) => draw(key, unit) >= 2 ** 31);
}

/** The share of places at which two rows of coins agree. */
function agreement(a: readonly boolean[], b: readonly boolean[]): number {
  const length = Math.min(a.length, b.length);
  let equal = 0;
  for (let i = 0; i < length; i++) if (a[i] === b[i]) equal++;
  return equal / length;
}

/** Fails if a share of `UNITS` fair coins is further from one half than five deviations. */
function assertHalf(share: number, what: string): void {
  const deviation = 0.5 / Math.sqrt(UNITS);
  assert(Math.abs(share - 0.5) < 5 * deviation, `${what}: ${share}`);
}

Deno.test("draw() gives these very numbers", () => {
  // Whoever computes them in another way, and every record of a run, depends on it.
  assertEquals([draw(0, 0), draw(0, 1), draw(1, 0), draw(0xffffffff, 123_456)], [
    0,
    0x64625032,
    0x86d2fa73,
    0x5dfc473c,
  ]);
  // The Weyl sequence: a step of the index is a step of the key.
  assertEquals(draw(5, 3), draw(5 + 3 * 0x9e3779b9 % 2 ** 32, 0));
});

Deno.test("draw() spreads its numbers evenly", () => {
  const key = stepKey({ seed: 3, step: 7 });
  const counts = new Array(16).fill(0);
  for (let unit = 0; unit < UNITS; unit++) counts[draw(key, unit) >>> 28]++;
  const expected = UNITS / 16;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // Fifteen degrees of freedom: above 44.3 once in ten thousand times, below 3.5 as seldom.
  assert(chiSquare > 2 && chiSquare < 44.3, `chi-square ${chiSquare}`);
});

Deno.test("draw() decides each unit regardless of its neighbours", () => {
  const row = coins({});
  assertHalf(row.filter((coin) => coin).length / UNITS, "share");
  for (const distance of [1, 2, 3, 4, 8, 13, 25, 169, 784]) {
    assertHalf(agreement(row, row.slice(distance)), `${distance} units apart`);
  }
});

Deno.test("draw() decides seeds, steps, layers and images regardless of one another", () => {
  const row = coins({});
  for (let other = 1; other <= 40; other++) {
    assertHalf(agreement(row, coins({ seed: 1 + other })), `seed ${1 + other}`);
    assertHalf(agreement(row, coins({ step: other })), `step ${other}`);
    assertHalf(agreement(row, coins({ layer: other })), `layer ${other}`);
    assertHalf(agreement(row, coins({ image: other })), `image ${other}`);
    // No two of the four stand for the same thing.
    assertHalf(agreement(coins({ step: other }), coins({ image: other })), `${other}`);
    assertHalf(agreement(coins({ layer: other }), coins({ image: other })), `${other}`);
  }
});

Deno.test("stepKey() takes large seeds and steps for what they are", () => {
  const keys = [
    { seed: 0, step: 0 },
    { seed: 2 ** 32, step: 0 },
    { seed: 2 ** 53 - 1, step: 0 },
    { seed: 0, step: 2 ** 32 - 1 },
  ].map(stepKey);
  assertEquals(new Set(keys).size, keys.length);
});
