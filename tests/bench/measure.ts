import type { LabelledImages } from "../../lib/dataset/labelled_images.ts";
import { createEngine, type EngineOptions } from "../../lib/engine/create_engine.ts";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { findArchitecture } from "../../lib/training/presets.ts";
import { Random } from "../../lib/random.ts";
import { AdamOptimizer } from "../../lib/training/adam_optimizer.ts";
import { countCorrect, loadBatch, loadShuffledBatch } from "../../lib/training/batches.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";

/** A network and how many images a step takes. */
export interface Case {
  readonly name: string;
  readonly model: string;
  readonly batch: number;
  /** What steps update with. */
  readonly optimizer: keyof typeof OPTIMIZERS;
}

const OPTIMIZERS = {
  sgd: { create: () => new SgdOptimizer(), learningRate: 0.02 },
  adam: { create: () => new AdamOptimizer(), learningRate: 0.001 },
} as const;

/** How often a rate is taken, and for how long; the median counts. */
const ROUNDS = 7;
const ROUND_MS = 300;
const WARM_UP_MS = 500;

/** Training goes on for some time first: the gradients of a new network are less sparse. */
const TRAINING_WARM_UP_MS = 1500;

/** Images of a call when a network only answers. */
const INFERENCE_BATCH = 1000;

type EngineSettings = Omit<EngineOptions, "batch" | "optimizer">;

/** A new network of a case. */
export function createNetwork({ model }: Case): Network {
  const network = new Network(findArchitecture(model));
  initialize(network, 1);
  return network;
}

/** Images a second of whole training steps: shuffled bytes, labels, loss, accuracy, update. */
export function trainingRate(run: Case, images: LabelledImages, engine: EngineSettings): number {
  const { batch } = run;
  const network = createNetwork(run);
  const { create, learningRate } = OPTIMIZERS[run.optimizer];
  const source = [images.images];
  const trained = createEngine(network, { ...engine, batch, optimizer: create(), source });
  const order = Uint32Array.from({ length: images.count }, (_, index) => index);
  new Random(1, "shuffling").shuffle(order);
  let first = 0;
  const rate = medianRate(() => {
    const count = loadShuffledBatch(trained, [images], { first, order, epochKey: 0 });
    trained.step(count, learningRate);
    countCorrect(trained, count);
    first = first + count < images.count ? first + count : 0;
    return count;
  }, TRAINING_WARM_UP_MS);
  trained.close();
  return rate;
}

/** Images a second of answers to a thousand images at once. */
export function inferenceRate(run: Case, images: LabelledImages, engine: EngineSettings): number {
  const asked = createEngine(createNetwork(run), { ...engine, batch: INFERENCE_BATCH });
  const count = loadBatch(asked, images, { first: 0 });
  const rate = medianRate(() => {
    asked.forward(count);
    return count;
  });
  asked.close();
  return rate;
}

/** Milliseconds of an answer to one image. */
export function oneImageMs(run: Case, images: LabelledImages, engine: EngineSettings): number {
  const asked = createEngine(createNetwork(run), { ...engine, batch: 1 });
  loadBatch(asked, images, { first: 0 });
  const rate = medianRate(() => {
    asked.forward(1);
    return 1;
  });
  asked.close();
  return 1000 / rate;
}

/** Milliseconds from a network to an engine that can train it. */
export function setUpMs(run: Case, engine: EngineSettings): number {
  const network = createNetwork(run);
  const { batch } = run;
  const optimizer = OPTIMIZERS[run.optimizer].create();
  const startMs = performance.now();
  createEngine(network, { ...engine, batch, optimizer }).close();
  return performance.now() - startMs;
}

/** How many a second of what `work` does, which answers with how many it did. */
function medianRate(work: () => number, warmUpMs = WARM_UP_MS): number {
  const rateOf = (durationMs: number) => {
    const startMs = performance.now();
    let done = 0;
    let elapsedMs = 0;
    while (elapsedMs < durationMs) {
      done += work();
      elapsedMs = performance.now() - startMs;
    }
    return done / (elapsedMs / 1000);
  };
  rateOf(warmUpMs);
  const rates = Array.from({ length: ROUNDS }, () => rateOf(ROUND_MS)).sort((a, b) => a - b);
  return rates[ROUNDS >> 1];
}
