import { assertEquals, assertThrows } from "@std/assert";
import { AdamOptimizer } from "../../lib/training/adam_optimizer.ts";
import { assertClose } from "../assert_close.ts";
import { Trainee } from "./trainee.ts";

/** So small that it changes nothing in single precision. */
const epsilon = 1e-30;

Deno.test("AdamOptimizer takes three steps as worked by hand", () => {
  const trainee = new Trainee(new AdamOptimizer({ beta1: 0.5, beta2: 0.75, epsilon }), [1]);
  // First moment 0.5*4 = 2, second 0.25*16 = 4; divided by 1 - 0.5 and 1 - 0.75: 4 and 16.
  assertClose(trainee.step([4], 0.25), [1 - 0.25 * 4 / 4], 1e-6); // 0.75
  // 0.5*2 + 0.5*-1 = 0.5 and 0.75*4 + 0.25*1 = 3.25; divided by 3/4 and 7/16: 2/3 and 52/7.
  const second = 0.75 - 0.25 * (2 / 3) / Math.sqrt(52 / 7);
  assertClose(trainee.step([-1], 0.25), [second], 1e-6);
  // 0.25 + 0.5*2 = 1.25 and 2.4375 + 0.25*4 = 3.4375; divided by 7/8 and 37/64: 10/7 and 220/37.
  const third = second - 0.5 * (10 / 7) / Math.sqrt(220 / 37);
  assertClose(trainee.step([2], 0.5), [third], 1e-6);
  assertClose(trainee.moments.map(([moment]) => moment), [1.25, 3.4375], 1e-6);
});

Deno.test("AdamOptimizer takes a first step of the learning rate, however long the gradient is", () => {
  const trainee = new Trainee(new AdamOptimizer({ epsilon }), [0, 0, 0, 0]);
  assertClose(trainee.step([1e-5, -3, 1e6, 0], 0.125), [-0.125, 0.125, -0.125, 0], 1e-6);
});

Deno.test("AdamOptimizer adds epsilon to the corrected root", () => {
  const trainee = new Trainee(new AdamOptimizer({ beta1: 0.5, beta2: 0.75, epsilon: 3 }), [0]);
  // Mean 1, root 1: 1 / (1 + 3)
  assertClose(trainee.step([1], 1), [-0.25], 1e-6);
  // 0.5*0.5 + 0.5 = 0.75 and 0.75*0.25 + 0.25 = 0.4375, divided by 3/4 and 7/16: 1 and 1.
  assertClose(trainee.step([1], 1), [-0.5], 1e-6);
});

Deno.test("AdamOptimizer makes weight decay part of the gradient", () => {
  const options = { beta1: 0.5, beta2: 0.75, weightDecay: 0.5, epsilon };
  const trainee = new Trainee(new AdamOptimizer(options), [-2]);
  // Gradient 4 - 0.5*2 = 3
  assertClose(trainee.step([4], 0.25), [-2.25], 1e-6);
  assertClose(trainee.moments.map(([moment]) => moment), [1.5, 2.25], 1e-6);
  const other = new Trainee(new AdamOptimizer(options), [-2], false);
  assertClose(other.step([4], 0.25), [-2.25], 1e-6);
  assertClose(other.moments.map(([moment]) => moment), [2, 4], 1e-6);
});

Deno.test("AdamOptimizer ends moments before they are denormal numbers", () => {
  const trainee = new Trainee(new AdamOptimizer({ beta1: 0.5, beta2: 0.5 }), [0]);
  trainee.step([2 ** -50], 1);
  for (let step = 0; step < 200; step++) trainee.step([0], 1);
  assertEquals(trainee.moments, [Float32Array.of(0), Float32Array.of(0)]);
  // A gradient whose square is a denormal number counts in the first moment alone.
  trainee.step([2 ** -65], 1);
  assertEquals(trainee.moments, [Float32Array.of(2 ** -66), Float32Array.of(0)]);
});

Deno.test("AdamOptimizer tells its rule", () => {
  assertEquals(new AdamOptimizer().rule, {
    ...{ kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  });
  const rule = { kind: "adam", beta1: 0.5, beta2: 0.9, epsilon: 1e-4, weightDecay: 0.1 } as const;
  assertEquals(new AdamOptimizer(rule).rule, rule);
});

Deno.test("AdamOptimizer refuses numbers out of their range", () => {
  const cases: [options: ConstructorParameters<typeof AdamOptimizer>[0], message: string][] = [
    [{ beta1: 1 }, "beta1 must be at least 0 and below 1, got 1"],
    [{ beta2: -0.5 }, "beta2 must be at least 0 and below 1, got -0.5"],
    [{ beta2: NaN }, "beta2 must be at least 0 and below 1, got NaN"],
    [{ epsilon: 0 }, "epsilon must be at least 1e-30 and finite, got 0"],
    [{ weightDecay: -1 }, "weightDecay must be at least 0 and finite, got -1"],
  ];
  for (const [options, message] of cases) {
    assertThrows(
      () => new AdamOptimizer(options),
      RangeError,
      `Cannot create an optimizer: ${message}`,
    );
  }
});
