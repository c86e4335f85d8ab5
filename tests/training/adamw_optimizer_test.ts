import { assertEquals, assertThrows } from "@std/assert";
import { AdamOptimizer } from "../../lib/training/adam_optimizer.ts";
import { AdamWOptimizer } from "../../lib/training/adamw_optimizer.ts";
import { assertClose } from "../assert_close.ts";
import { Trainee } from "./trainee.ts";

const options = { beta1: 0.5, beta2: 0.75, epsilon: 1e-30, weightDecay: 0.5 };

Deno.test("AdamWOptimizer takes three steps as worked by hand", () => {
  const trainee = new Trainee(new AdamWOptimizer(options), [8]);
  // Shrunk by 0.25*0.5, to 7; moments of 4 alone: 2 and 4, corrected 4 and 16.
  assertClose(trainee.step([4], 0.25), [7 - 0.25], 1e-6); // 6.75
  // Shrunk to 6.75*7/8; moments 0.5 and 3.25, corrected 2/3 and 52/7.
  const second = 6.75 * 7 / 8 - 0.25 * (2 / 3) / Math.sqrt(52 / 7);
  assertClose(trainee.step([-1], 0.25), [second], 1e-6);
  // Shrunk by 0.5*0.5; moments 1.25 and 3.4375, corrected 10/7 and 220/37.
  const third = second * 3 / 4 - 0.5 * (10 / 7) / Math.sqrt(220 / 37);
  assertClose(trainee.step([2], 0.5), [third], 1e-6);
});

Deno.test("AdamWOptimizer is AdamOptimizer where nothing is decayed", () => {
  const gradients = [[1, -2], [0.5, 3], [-4, 0.25]];
  const trained = [new AdamWOptimizer(options), new AdamOptimizer(options)].map((optimizer) => {
    const trainee = new Trainee(optimizer, [3, -1], false);
    return gradients.map((gradient) => trainee.step(gradient, 0.125));
  });
  assertEquals(trained[0], trained[1]);
});

Deno.test("AdamWOptimizer tells its rule", () => {
  assertEquals(new AdamWOptimizer().rule, {
    ...{ kind: "adamw", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
  });
  assertEquals(new AdamWOptimizer(options).rule, { kind: "adamw", ...options });
});

Deno.test("AdamWOptimizer refuses numbers out of their range", () => {
  assertThrows(
    () => new AdamWOptimizer({ weightDecay: -1 }),
    RangeError,
    "Cannot create an optimizer: weightDecay must be at least 0 and finite, got -1",
  );
  assertThrows(() => new AdamWOptimizer({ beta1: 1 }), RangeError);
});
