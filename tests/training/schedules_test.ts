import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createSchedule, type ScheduleName, SCHEDULES } from "../../lib/training/schedules.ts";
import { assertClose } from "../assert_close.ts";

const SHARES = [0, 0.25, 0.5, 0.75];
const NAMES = Object.keys(SCHEDULES) as ScheduleName[];

/** The last of a thousand steps. */
const LAST = 0.999;

Deno.test("SCHEDULES.constant keeps the learning rate", () => {
  assertEquals(SHARES.map(SCHEDULES.constant), [1, 1, 1, 1]);
});

Deno.test("SCHEDULES.linear takes it down to zero in a straight line", () => {
  assertEquals(SHARES.map(SCHEDULES.linear), [1, 0.75, 0.5, 0.25]);
  assertAlmostEquals(SCHEDULES.linear(LAST), 0.001, 1e-12);
});

Deno.test("SCHEDULES.step divides it by ten at the half and at three quarters", () => {
  assertEquals([0, 0.499, 0.5, 0.749, 0.75, LAST].map(SCHEDULES.step), [
    ...[1, 1, 0.1, 0.1, 0.01, 0.01],
  ]);
});

Deno.test("SCHEDULES.cosine takes it down to zero in half a wave", () => {
  const half = Math.SQRT1_2 / 2;
  assertClose(SHARES.map(SCHEDULES.cosine), [1, 0.5 + half, 0.5, 0.5 - half], 1e-12);
  assert(SCHEDULES.cosine(LAST) < 3e-6);
});

Deno.test("createSchedule() rises and falls in half a wave each for one cycle", () => {
  const cycle = createSchedule("one-cycle", 0.25);
  // From 1/25 to 1, half of it at an eighth, and down to 1/250,000, half of it at 5/8.
  const shares = [0, 0.125, 0.25, 0.625, 1];
  assertClose(shares.map(cycle), [0.04, 0.52, 1, (1 + 4e-6) / 2, 4e-6], 1e-12);
  const quarter = Math.SQRT1_2 / 2;
  assertAlmostEquals(cycle(1 / 16), 0.04 + 0.96 * (0.5 - quarter), 1e-12);
});

Deno.test("createSchedule() without a warm-up is the schedule", () => {
  for (const name of NAMES) {
    for (const share of [...SHARES, LAST]) {
      assertEquals(createSchedule(name)(share), SCHEDULES[name](share), name);
    }
  }
});

Deno.test("createSchedule() rises in a straight line, and lets the schedule take its course behind", () => {
  for (const name of NAMES) {
    if (name === "one-cycle") continue;
    const schedule = createSchedule(name, 0.2);
    assertAlmostEquals(schedule(0), 0.04, 1e-12);
    assertAlmostEquals(schedule(0.05), 0.28, 1e-12);
    assertAlmostEquals(schedule(0.15), 0.76, 1e-12);
    for (const share of SHARES) {
      assertAlmostEquals(schedule(0.2 + 0.8 * share), SCHEDULES[name](share), 1e-12, name);
    }
  }
});

Deno.test("createSchedule() never answers more than 1, or nothing", () => {
  for (const name of NAMES) {
    for (const warmup of [0, 0.1, 0.5, 0.99]) {
      const schedule = createSchedule(name, warmup);
      for (let step = 0; step < 1000; step++) {
        const factor = schedule(step / 1000);
        assert(factor > 0 && factor <= 1, `${name}, ${warmup}: ${factor} in step ${step}`);
      }
    }
  }
});
