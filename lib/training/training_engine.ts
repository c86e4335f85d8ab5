import { parseAugmentation } from "../augmentation/augmentation_text.ts";
import { createEngine, type EngineOptions } from "../engine/create_engine.ts";
import type { Engine } from "../engine/engine.ts";
import type { Network } from "../network/network.ts";
import type { OptimizerRule } from "../network/optimizer_rule.ts";
import { createOptimizer } from "./create_optimizer.ts";
import type { TrainingSettings } from "./settings.ts";

/**
 * The engine that trains a network as the settings say.
 *
 * @param options.count How many images there are to learn from: a batch is never larger.
 * @param options.source These images, if they are all that will be learnt from.
 * @throws {SyntaxError} If `augment` is no augmentation.
 * @throws {RangeError} If a setting is out of its range, or the batch needs more memory than can be had.
 */
export function createTrainingEngine(
  network: Network,
  settings: TrainingSettings,
  options: { count: number } & Pick<EngineOptions, "kind" | "threads" | "arithmetic" | "source">,
): Engine {
  const { count, ...choice } = options;
  const { seed, clipNorm, averaging, labelSmoothing } = settings;
  return createEngine(network, {
    ...choice,
    batch: Math.min(settings.batch, count),
    optimizer: createOptimizer(optimizerRule(settings)),
    seed,
    clipNorm,
    averaging,
    labelSmoothing,
    augmentation: parseAugmentation(settings.augment),
  });
}

/** The optimizer's rule that the settings name. */
export function optimizerRule(settings: TrainingSettings): OptimizerRule {
  const { optimizer, momentum, beta1, beta2, epsilon, weightDecay } = settings;
  if (optimizer === "adam" || optimizer === "adamw") {
    return { kind: optimizer, beta1, beta2, epsilon, weightDecay };
  }
  return { kind: "sgd", momentum, nesterov: optimizer === "nesterov", weightDecay };
}
