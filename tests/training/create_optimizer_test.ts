import { assert, assertEquals, assertThrows } from "@std/assert";
import type { OptimizerRule } from "../../lib/network/optimizer_rule.ts";
import { AdamOptimizer } from "../../lib/training/adam_optimizer.ts";
import { AdamWOptimizer } from "../../lib/training/adamw_optimizer.ts";
import { createOptimizer } from "../../lib/training/create_optimizer.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";

const adam = { beta1: 0.5, beta2: 0.75, epsilon: 0.125, weightDecay: 0.25 };

const RULES: [OptimizerRule, new () => unknown][] = [
  [{ kind: "sgd", momentum: 0.5, nesterov: true, weightDecay: 0.25 }, SgdOptimizer],
  [{ kind: "adam", ...adam }, AdamOptimizer],
  [{ kind: "adamw", ...adam }, AdamWOptimizer],
];

for (const [rule, Class] of RULES) {
  Deno.test(`createOptimizer() makes the optimizer of a rule: ${rule.kind}`, () => {
    const optimizer = createOptimizer(rule);
    assert(optimizer instanceof Class);
    assertEquals(optimizer.rule, rule);
    assertThrows(() => createOptimizer({ ...rule, weightDecay: -1 }), RangeError, "weightDecay");
  });
}
