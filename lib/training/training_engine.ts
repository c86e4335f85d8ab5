import { createEngine, type EngineOptions } from "../engine/create_engine.ts";
import type { Engine } from "../engine/engine.ts";
import type { Network } from "../network/network.ts";
import type { TrainingSettings } from "./settings.ts";
import { SgdOptimizer } from "./sgd_optimizer.ts";

/**
 * The engine that trains a network as the settings say.
 *
 * @param options.count How many images there are to learn from: a batch is never larger.
 * @throws {RangeError} If the batch needs more memory than can be had.
 */
export function createTrainingEngine(
  network: Network,
  settings: TrainingSettings,
  options: { count: number } & Pick<EngineOptions, "kind" | "threads" | "arithmetic">,
): Engine {
  const { count, ...choice } = options;
  return createEngine(network, {
    ...choice,
    batch: Math.min(settings.batch, count),
    seed: settings.seed,
    optimizer: new SgdOptimizer({ momentum: settings.momentum }),
  });
}
