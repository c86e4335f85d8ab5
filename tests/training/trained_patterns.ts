import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { train } from "../../lib/training/train.ts";
import type { TrainOptions } from "../../lib/training/train_options.ts";
import { encodeWeights } from "../../lib/training/weights_file.ts";
import { labelledPatterns } from "./labelled_patterns.ts";

/** Images that a small network learns in seconds. */
export const patterns = labelledPatterns(70, { classes: 4, size: 6 });

/** An engine for them, all of whose randomness is on. */
export function createEngine(seed = 1, batch = 8): PlainEngine {
  const network = new Network(
    parseArchitecture("conv 3x3 relu, pool 2, dense 6 tanh, softmax 4"),
    [1, 6, 6],
  );
  initialize(network, seed);
  return new PlainEngine(network, {
    batch,
    optimizer: new SgdOptimizer({ momentum: 0.5 }),
    augmentation: { thickness: 0.5, noise: 0.02 },
  });
}

/** Trains a new network, and gives back its bytes. */
export async function trainedBytes(seed: number, options: Partial<TrainOptions> = {}) {
  const engine = createEngine(seed);
  await train({ engine, images: patterns, epochs: 3, learningRate: 0.1, seed, ...options });
  return encodeWeights({ network: engine.network, metadata: { seed: `${seed}` } });
}
