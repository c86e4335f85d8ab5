import { assertEquals, assertThrows } from "@std/assert";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { Trainee } from "./trainee.ts";

// All numbers are sums of powers of two: the comparisons are exact.

Deno.test("SgdOptimizer takes three steps as worked by hand", () => {
  const trainee = new Trainee(new SgdOptimizer(), [1, -2]);
  assertEquals(trainee.step([2, 4], 0.25), [1 - 0.25 * 2, -2 - 0.25 * 4]); // 0.5, -3
  assertEquals(trainee.step([-1, 0], 0.25), [0.75, -3]);
  assertEquals(trainee.step([3, -2], 0.5), [-0.75, -2]);
});

Deno.test("SgdOptimizer with momentum takes three steps as worked by hand", () => {
  const trainee = new Trainee(new SgdOptimizer({ momentum: 0.5 }), [1, -2]);
  // Velocity 2, 4
  assertEquals(trainee.step([2, 4], 0.25), [0.5, -3]);
  // Velocity 0.5*2 - 1 = 0, 0.5*4 + 0 = 2
  assertEquals(trainee.step([-1, 0], 0.25), [0.5, -3.5]);
  // Velocity 0.5*0 + 3 = 3, 0.5*2 - 2 = -1; the learning rate is not part of the velocity
  assertEquals(trainee.step([3, -2], 0.5), [-1, -3]);
});

Deno.test("SgdOptimizer with Nesterov's momentum takes three steps as worked by hand", () => {
  const trainee = new Trainee(new SgdOptimizer({ momentum: 0.5, nesterov: true }), [1, -2]);
  // Velocity 2, 4; directions 2 + 0.5*2 = 3, 4 + 0.5*4 = 6
  assertEquals(trainee.step([2, 4], 0.25), [0.25, -3.5]);
  // Velocity 0, 2; directions -1 + 0.5*0 = -1, 0 + 0.5*2 = 1
  assertEquals(trainee.step([-1, 0], 0.25), [0.5, -3.75]);
  // Velocity 3, -1; directions 3 + 0.5*3 = 4.5, -2 - 0.5 = -2.5
  assertEquals(trainee.step([3, -2], 0.5), [-1.75, -2.5]);
});

Deno.test("SgdOptimizer with weight decay takes three steps as worked by hand", () => {
  const trainee = new Trainee(new SgdOptimizer({ weightDecay: 0.5 }), [1, -2]);
  // Gradients 2 + 0.5*1 = 2.5, 4 - 0.5*2 = 3
  assertEquals(trainee.step([2, 4], 0.5), [-0.25, -3.5]);
  // Gradients -1 - 0.125 = -1.125, 0 - 1.75
  assertEquals(trainee.step([-1, 0], 1), [0.875, -1.75]);
  // Gradients 0 + 0.4375, -2 - 0.875
  assertEquals(trainee.step([0, -2], 2), [0, 4]);
});

Deno.test("SgdOptimizer makes weight decay part of the velocity", () => {
  const trainee = new Trainee(new SgdOptimizer({ momentum: 0.5, weightDecay: 0.25 }), [4]);
  // Gradient 1 + 0.25*4 = 2, velocity 2
  assertEquals(trainee.step([1], 1), [2]);
  // Gradient 0 + 0.5, velocity 1 + 0.5
  assertEquals(trainee.step([0], 1), [0.5]);
  assertEquals([...trainee.moments[0]], [1.5]);
});

Deno.test("SgdOptimizer does not shrink what is not decayed", () => {
  const trainee = new Trainee(new SgdOptimizer({ weightDecay: 0.5 }), [1, -2], false);
  assertEquals(trainee.step([2, 4], 0.25), [0.5, -3]);
});

Deno.test("SgdOptimizer leaves the gradients as they are", () => {
  const gradients = Float32Array.of(1, 2, 3);
  new SgdOptimizer({ momentum: 0.9, weightDecay: 0.1 }).update(
    Float32Array.of(1, 1, 1),
    gradients,
    {
      learningRate: 0.1,
      steps: 0,
      moments: [new Float32Array(3)],
      isDecayed: true,
    },
  );
  assertEquals(gradients, Float32Array.of(1, 2, 3));
});

Deno.test("SgdOptimizer ends a velocity before it is a denormal number", () => {
  const trainee = new Trainee(new SgdOptimizer({ momentum: 0.5 }), [0]);
  trainee.step([2 ** -99], 1);
  trainee.step([0], 1);
  assertEquals([...trainee.moments[0]], [2 ** -100]);
  trainee.step([0], 1);
  assertEquals([...trainee.moments[0]], [0]);
});

Deno.test("SgdOptimizer tells its rule", () => {
  assertEquals(new SgdOptimizer().rule, {
    ...{ kind: "sgd", momentum: 0, nesterov: false, weightDecay: 0 },
  });
  const rule = { kind: "sgd", momentum: 0.9, nesterov: true, weightDecay: 5e-4 } as const;
  assertEquals(new SgdOptimizer(rule).rule, rule);
});

Deno.test("SgdOptimizer refuses numbers out of their range", () => {
  for (const momentum of [-0.1, 1, 1.5, NaN]) {
    assertThrows(
      () => new SgdOptimizer({ momentum }),
      RangeError,
      `Cannot create an optimizer: momentum must be at least 0 and below 1, got ${momentum}`,
    );
  }
  for (const weightDecay of [-0.1, Infinity, NaN]) {
    assertThrows(
      () => new SgdOptimizer({ weightDecay }),
      RangeError,
      `Cannot create an optimizer: weightDecay must be at least 0 and finite, got ${weightDecay}`,
    );
  }
  assertThrows(
    () => new SgdOptimizer({ nesterov: true }),
    RangeError,
    "Cannot create an optimizer: momentum must be above 0 with nesterov, got 0",
  );
});
