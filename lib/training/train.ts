import { countImages, type LabelledImages } from "../dataset/labelled_images.ts";
import type { Engine } from "../engine/engine.ts";
import { createPauses } from "../pause.ts";
import { countCorrect, epochKey, loadShuffledBatch } from "./batches.ts";
import { DivergenceError, noteLoss } from "./divergence.ts";
import { epochOrder } from "./epoch_order.ts";
import { evaluate, type Evaluation } from "./evaluate.ts";
import { SCHEDULES } from "./schedules.ts";
import type { TrainOptions } from "./train_options.ts";
import {
  emptyTally,
  startPosition,
  type Tally,
  type TrainingPosition,
} from "./training_position.ts";

/** How many records an epoch has, where it has that many steps. */
const RECORDS_PER_EPOCH = 20;

/** How far images are still augmented where a run settles. */
const SETTLED = 0.5;

/**
 * Trains a network: every epoch takes all images once, in an order drawn anew, a batch at a time.
 * The last batch of an epoch may not be full.
 *
 * @returns Where the run has ended: behind its last epoch, or where `onValidation` ended it.
 * @throws {RangeError} If there are no images.
 * @throws {DivergenceError} If the loss or a parameter stops being a finite number, or the loss explodes,
 * which means that the steps were too large.
 */
export async function train(options: TrainOptions): Promise<TrainingPosition> {
  const { epochs, signal } = options;
  const run = new Run(options);
  if (run.count === 0) {
    throw new RangeError("Cannot train: expected at least one image, got none");
  }
  signal?.throwIfAborted();
  const { position } = run;
  try {
    while (!position.isOver && position.epoch <= epochs) await run.finishEpoch();
  } catch (error) {
    // Anything else leaves the run in the middle of a step.
    if (error === signal?.reason) await options.onPause?.(position, { isLast: true });
    throw error;
  }
  return position;
}

/** A run that is under way. */
class Run {
  readonly position: TrainingPosition;
  /** Images an epoch. */
  readonly count: number;
  readonly #options: TrainOptions;
  readonly #images: readonly LabelledImages[];
  // One for all epochs: a thousand short ones must not go by without a pause.
  readonly #pause: () => Promise<void> | undefined;
  /** Since when steps are being taken that no tally knows the time of. */
  #startMs = 0;

  constructor(options: TrainOptions) {
    this.#options = options;
    this.#images = [options.images].flat();
    this.count = countImages(this.#images);
    this.#pause = createPauses(options.signal);
    this.position = options.from ? structuredClone(options.from) : startPosition();
  }

  /** Goes on to the end of the epoch, or until the run is over. */
  async finishEpoch(): Promise<void> {
    const { seed, onValidation, onPause } = this.#options;
    const { position, count } = this;
    const order = epochOrder({ seed, epoch: position.epoch, count });
    while (true) {
      const isComplete = position.inEpoch.seen === count;
      // A run that goes on from here is judged once more: it comes to the same.
      const judgement = this.#isJudged() ? await this.#judge() : undefined;
      if (isComplete) this.#endEpoch(judgement);
      if (judgement) position.isOver = await onValidation?.(judgement, position) ?? false;
      if (isComplete || position.isOver) return;

      const pausing = this.#takeSteps(order);
      if (!pausing) continue;
      this.#tellProgress();
      await pausing;
      await onPause?.(position, { isLast: false });
    }
  }

  /** Takes steps until it is time to pause, which it returns, or to judge. */
  #takeSteps(order: Uint32Array): Promise<void> | undefined {
    this.#startMs = performance.now();
    let pausing: Promise<void> | undefined;
    do {
      this.#takeStep(order);
      pausing = this.#pause();
    } while (!pausing && !this.#isJudged());
    this.#noteTime();
    return pausing;
  }

  #takeStep(order: Uint32Array): void {
    const { engine, seed, settle = 0, onRecord } = this.#options;
    const { epoch, inEpoch, sinceRecord, lossLevel } = this.position;
    const strength = this.#progress(inEpoch.seen) < 1 - settle ? 1 : SETTLED;
    const batch = { first: inEpoch.seen, order, epochKey: epochKey(seed, epoch), strength };
    const count = loadShuffledBatch(engine, this.#images, batch);
    const isRecorded = onRecord && this.#passesPart(inEpoch.seen, count, RECORDS_PER_EPOCH);
    const gradientNorm = isRecorded ? measureGradient(engine, count) : undefined;
    // An engine that augments has overwritten what it learnt from.
    if (isRecorded) loadShuffledBatch(engine, this.#images, batch);

    const loss = engine.step(count, this.#learningRate(inEpoch.seen));
    this.position.steps++;
    const correct = countCorrect(engine, count);
    for (const tally of [inEpoch, sinceRecord]) {
      tally.seen += count;
      tally.lossSum += loss * count;
      tally.correct += correct;
    }
    if (!Number.isFinite(loss)) throw this.#diverged("a finite loss", `${loss}`);
    if (noteLoss(lossLevel, loss, engine.network.classes)) {
      const { least, recent } = lossLevel;
      throw this.#diverged(`a loss near ${least.toFixed(4)} as before`, recent.toFixed(4));
    }
    if (isRecorded) this.#record(gradientNorm);
  }

  /** How far a step goes when `seen` of the epoch's images come before it. */
  #learningRate(seen: number): number {
    const { learningRate, schedule = SCHEDULES.constant } = this.#options;
    return learningRate * schedule(this.#progress(seen));
  }

  /** The share of the run that is behind when `seen` of the epoch's images are. */
  #progress(seen: number): number {
    return (this.position.epoch - 1 + seen / this.count) / this.#options.epochs;
  }

  /** How many images came before the epoch's last step, which was not its first. */
  get #seenBefore(): number {
    const { engine } = this.#options;
    return Math.floor((this.position.inEpoch.seen - 1) / engine.batch) * engine.batch;
  }

  /** Whether `count` images after `seen` reach the end of one of the epoch's `parts` equal parts. */
  #passesPart(seen: number, count: number, parts: number): boolean {
    const { count: total } = this;
    return Math.floor((seen + count) * parts / total) > Math.floor(seen * parts / total);
  }

  /** Whether the present position is one at which the network is judged. */
  #isJudged(): boolean {
    const { seen } = this.position.inEpoch;
    const { validationsPerEpoch = 1 } = this.#options;
    if (seen === 0) return false;
    const before = this.#seenBefore;
    return this.#passesPart(before, seen - before, validationsPerEpoch);
  }

  async #judge(): Promise<Evaluation | undefined> {
    const { engine, averages, validation, signal } = this.#options;
    this.#requireFinite();
    if (averages) {
      engine.readAverages(averages.network.values);
      averages.load();
    }
    return validation && await evaluate(averages ?? engine, validation, { signal });
  }

  /** A loss is that of before its step: only this sees what the last step did. */
  #requireFinite(): void {
    const { engine } = this.#options;
    engine.sync();
    const lost = engine.network.values.find((value) => !Number.isFinite(value));
    if (lost !== undefined) throw this.#diverged("a finite parameter", `${lost}`);
  }

  #diverged(expected: string, got: string): DivergenceError {
    const { engine, learningRate } = this.#options;
    const { epoch, inEpoch } = this.position;
    const step = Math.ceil(inEpoch.seen / engine.batch);
    const where = `after step ${step} of epoch ${epoch}`;
    return new DivergenceError(`expected ${expected} ${where}, got ${got}`, learningRate);
  }

  /** Adds the time of the latest steps to the tallies. */
  #noteTime(): void {
    const nowMs = performance.now();
    const { inEpoch, sinceRecord } = this.position;
    for (const tally of [inEpoch, sinceRecord]) tally.elapsedMs += nowMs - this.#startMs;
    this.#startMs = nowMs;
  }

  #tellProgress(): void {
    const { epochs, onProgress } = this.#options;
    const { epoch, inEpoch: { seen, lossSum, elapsedMs } } = this.position;
    const loss = lossSum / seen;
    onProgress?.({ epoch, epochs, done: seen, total: this.count, loss, elapsedMs });
  }

  #record(gradientNorm: number | undefined): void {
    this.#noteTime();
    const { onRecord } = this.#options;
    const { steps, epoch, inEpoch, sinceRecord } = this.position;
    onRecord?.({
      kind: "step",
      step: steps,
      epoch,
      share: inEpoch.seen / this.count,
      ...meansOf(sinceRecord),
      learningRate: this.#learningRate(this.#seenBefore),
      gradientNorm,
    });
    this.position.sinceRecord = emptyTally();
  }

  /** Tells what the epoch came to, and moves on to the next. */
  #endEpoch(validation: Evaluation | undefined): void {
    const { epochs, onEpoch } = this.#options;
    const { steps, epoch, inEpoch } = this.position;
    const learningRate = this.#learningRate(this.#seenBefore);
    this.position.epoch++;
    this.position.inEpoch = emptyTally();
    onEpoch?.({
      epoch,
      epochs,
      steps,
      ...meansOf(inEpoch),
      validation,
      learningRate,
      elapsedMs: inEpoch.elapsedMs,
    });
  }
}

function meansOf({ seen, lossSum, correct, elapsedMs }: Tally) {
  return {
    loss: lossSum / seen,
    accuracy: correct / seen,
    imagesPerSecond: seen / (elapsedMs / 1000),
  };
}

/** The Euclidean length of the mean loss's gradient for the images that the engine holds. */
function measureGradient(engine: Engine, count: number): number {
  engine.gradients(count);
  let sum = 0;
  for (const value of engine.network.gradients) sum += value * value;
  return Math.sqrt(sum);
}
