import type { Optimizer } from "../engine/optimizer.ts";
import type { OptimizerRule } from "../network/optimizer_rule.ts";
import { AdamOptimizer } from "./adam_optimizer.ts";
import { AdamWOptimizer } from "./adamw_optimizer.ts";
import { SgdOptimizer } from "./sgd_optimizer.ts";

/**
 * The optimizer of a rule.
 *
 * @throws {RangeError} If a number of the rule is out of its range.
 */
export function createOptimizer(rule: OptimizerRule): Optimizer {
  switch (rule.kind) {
    case "sgd":
      return new SgdOptimizer(rule);
    case "adam":
      return new AdamOptimizer(rule);
    case "adamw":
      return new AdamWOptimizer(rule);
  }
}
