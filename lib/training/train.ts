import type { LabelledImages } from "../dataset/labelled_images.ts";
import type { Engine } from "../engine/engine.ts";
import { Random } from "../random.ts";
import { countCorrect, loadBatch } from "./batches.ts";
import { evaluate, type Evaluation } from "./evaluate.ts";
import { createPauses } from "../pause.ts";
import { type Schedule, SCHEDULES } from "./schedules.ts";

/** What a run is made of. */
export interface TrainOptions {
  /** Made for the batch size and with the optimizer of the run. */
  engine: Engine;
  /** What is learned from. */
  images: LabelledImages;
  /** What each epoch is judged by, if anything. */
  validation?: LabelledImages;
  /** How often every image is seen, at least 1. */
  epochs: number;
  /** How far a step goes along the gradient, before the schedule's factor. */
  learningRate: number;
  /** How the learning rate changes over the run; it does not if absent. */
  schedule?: Schedule;
  /** Governs the order of the images. */
  seed: number;
  /** Called after each epoch. */
  onEpoch?: (report: EpochReport) => void;
  /** Called some 20 times a second. */
  onProgress?: (progress: TrainProgress) => void;
  /** Ends the run with its reason. */
  signal?: AbortSignal;
}

/** How far a run is. */
export interface TrainProgress {
  /** The present epoch, from 1. */
  epoch: number;
  /** How many there will be. */
  epochs: number;
  /** Images seen in this epoch. */
  done: number;
  /** Images of an epoch. */
  total: number;
  /** Mean loss of the images seen in this epoch, in nats. */
  loss: number;
  /** Time spent in training steps in this epoch. */
  elapsedMs: number;
}

/** What an epoch came to. */
export interface EpochReport {
  /** From 1. */
  epoch: number;
  /** How many there will be. */
  epochs: number;
  /** Mean loss while learning, in nats: each image judged before its own step. */
  loss: number;
  /** Share of right answers while learning, 0..1. */
  accuracy: number;
  /** How the network does on the validation part after the epoch. */
  validation?: Evaluation;
  /** Time spent in training steps. */
  elapsedMs: number;
  /** Images a second of such steps. */
  imagesPerSecond: number;
}

/**
 * Trains a network: every epoch takes all images once, in an order drawn anew, a batch at a time.
 * The last batch of an epoch may not be full.
 *
 * @throws {RangeError} If there are no images, or if the loss or a parameter stops being a finite number,
 * which means that the steps were too large.
 */
export async function train(options: TrainOptions): Promise<void> {
  const { images, epochs, seed } = options;
  if (images.count === 0) {
    throw new RangeError("Cannot train: expected at least one image, got none");
  }
  const random = new Random(seed, "shuffling");
  const order = Uint32Array.from({ length: images.count }, (_, index) => index);
  // One for all epochs: a thousand short ones must not go by without a pause.
  const pause = createPauses(options.signal);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    random.shuffle(order);
    await trainEpoch(options, { epoch, order, pause });
  }
}

async function trainEpoch(
  options: TrainOptions,
  turn: { epoch: number; order: Uint32Array; pause: () => Promise<void> | undefined },
): Promise<void> {
  const { engine, images, epochs, onProgress, signal } = options;
  const { schedule = SCHEDULES.constant } = options;
  const { epoch, order, pause } = turn;
  signal?.throwIfAborted();
  let lossSum = 0;
  let correct = 0;
  let elapsedMs = 0;
  let startMs = performance.now();

  for (let first = 0; first < images.count; first += engine.batch) {
    const count = loadBatch(engine, images, { first, order });
    const share = (epoch - 1 + first / images.count) / epochs;
    const learningRate = options.learningRate * schedule(share);
    const loss = engine.step(count, learningRate);
    if (!Number.isFinite(loss)) {
      const step = first / engine.batch + 1;
      throw diverged(`loss in step ${step} of epoch ${epoch}`, loss, options.learningRate);
    }
    lossSum += loss * count;
    correct += countCorrect(engine, count);
    const pausing = pause();
    if (!pausing) continue;

    elapsedMs += performance.now() - startMs;
    const done = first + count;
    onProgress?.({ epoch, epochs, done, total: images.count, loss: lossSum / done, elapsedMs });
    await pausing;
    startMs = performance.now();
  }
  engine.sync();
  elapsedMs += performance.now() - startMs;
  // A loss is that of before the step: only this sees what the last step did.
  const lost = engine.network.values.find((value) => !Number.isFinite(value));
  if (lost !== undefined) {
    throw diverged(`parameter after epoch ${epoch}`, lost, options.learningRate);
  }

  const validation = options.validation && await evaluate(engine, options.validation, { signal });
  options.onEpoch?.({
    epoch,
    epochs,
    loss: lossSum / images.count,
    accuracy: correct / images.count,
    validation,
    elapsedMs,
    imagesPerSecond: images.count / (elapsedMs / 1000),
  });
}

function diverged(what: string, got: number, learningRate: number): RangeError {
  return new RangeError(
    `Cannot go on training: expected a finite ${what}, got ${got}\n` +
      `Try a smaller learning rate (it was ${learningRate}).`,
  );
}
