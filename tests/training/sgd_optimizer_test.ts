import { assertEquals, assertThrows } from "@std/assert";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";

// All numbers are sums of powers of two: the comparisons are exact.

Deno.test("SgdOptimizer takes three steps as worked by hand", () => {
  const optimizer = new SgdOptimizer();
  const values = Float32Array.of(1, -2);
  optimizer.update(values, Float32Array.of(2, 4), 0.25);
  assertEquals(values, Float32Array.of(1 - 0.25 * 2, -2 - 0.25 * 4)); // 0.5, -3
  optimizer.update(values, Float32Array.of(-1, 0), 0.25);
  assertEquals(values, Float32Array.of(0.75, -3));
  optimizer.update(values, Float32Array.of(3, -2), 0.5);
  assertEquals(values, Float32Array.of(-0.75, -2));
});

Deno.test("SgdOptimizer with momentum takes three steps as worked by hand", () => {
  const optimizer = new SgdOptimizer({ momentum: 0.5 });
  const values = Float32Array.of(1, -2);
  // Velocity 2, 4
  optimizer.update(values, Float32Array.of(2, 4), 0.25);
  assertEquals(values, Float32Array.of(0.5, -3));
  // Velocity 0.5*2 - 1 = 0, 0.5*4 + 0 = 2
  optimizer.update(values, Float32Array.of(-1, 0), 0.25);
  assertEquals(values, Float32Array.of(0.5, -3.5));
  // Velocity 0.5*0 + 3 = 3, 0.5*2 - 2 = -1; the learning rate is not part of the velocity
  optimizer.update(values, Float32Array.of(3, -2), 0.5);
  assertEquals(values, Float32Array.of(-1, -3));
});

Deno.test("SgdOptimizer leaves the gradients as they are", () => {
  const gradients = Float32Array.of(1, 2, 3);
  new SgdOptimizer({ momentum: 0.9 }).update(new Float32Array(3), gradients, 0.1);
  assertEquals(gradients, Float32Array.of(1, 2, 3));
});

Deno.test("SgdOptimizer tells its rule", () => {
  assertEquals(new SgdOptimizer().rule, { kind: "sgd", momentum: 0 });
  assertEquals(new SgdOptimizer({ momentum: 0.9 }).rule, { kind: "sgd", momentum: 0.9 });
});

Deno.test("SgdOptimizer refuses a momentum out of its range", () => {
  for (const momentum of [-0.1, 1, 1.5, NaN]) {
    assertThrows(
      () => new SgdOptimizer({ momentum }),
      RangeError,
      `Cannot create an optimizer: momentum must be at least 0 and below 1, got ${momentum}`,
    );
  }
});
