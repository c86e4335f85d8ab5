/** What training is given, and what it tells. */

import type { LabelledImages } from "../dataset/labelled_images.ts";
import type { Engine } from "../engine/engine.ts";
import type { Evaluation } from "./evaluate.ts";
import type { StepMetrics } from "./metrics.ts";
import type { Schedule } from "./schedules.ts";
import type { TrainingPosition } from "./training_position.ts";

/** What a run is made of. */
export interface TrainOptions {
  /** Made for the batch size and with the optimizer of the run. */
  engine: Engine;
  /**
   * Judges by the averages of the network's values, where `engine` keeps such: an engine for another
   * network of the same architecture, whose values are overwritten. `engine` itself judges if absent.
   */
  averages?: Engine;
  /** What is learned from; several sets, of one size, are numbered one behind the other. */
  images: LabelledImages | readonly LabelledImages[];
  /** What each epoch is judged by, if anything. */
  validation?: LabelledImages;
  /** How many times in an epoch; once, at its end, if absent. */
  validationsPerEpoch?: number;
  /** How often every image is seen, at least 1. */
  epochs: number;
  /** How far a step goes along the gradient, before the schedule's factor. */
  learningRate: number;
  /** How the learning rate changes over the run; it does not if absent. */
  schedule?: Schedule;
  /** In which last share of the run images are augmented half as much, 0..1; in none if absent. */
  settle?: number;
  /** Governs the order of the images, and how they are augmented. */
  seed: number;
  /** Where to go on, given an engine that is as it was there; at the start if absent. */
  from?: Readonly<TrainingPosition>;
  /** Called some 20 times an epoch with what the steps since the last time came to. */
  onRecord?: (record: StepMetrics) => void;
  /**
   * Called after each validation, behind `onEpoch` where that is an epoch's end.
   *
   * @returns Whether the run is to end here, as at an aim that was reached.
   */
  onValidation?: (
    evaluation: Evaluation,
    position: TrainingPosition,
  ) => Promise<boolean | void> | boolean | void;
  /** Called after each epoch. */
  onEpoch?: (report: EpochReport) => void;
  /** Called some 20 times a second. */
  onProgress?: (progress: TrainProgress) => void;
  /**
   * Called some 20 times a second between two steps, and a last time before the run ends because of its
   * signal: the place to keep what is needed to go on. The position changes with the next step.
   */
  onPause?: (position: TrainingPosition, options: { isLast: boolean }) => Promise<void> | void;
  /** Ends the run with its reason, after the step that is under way. */
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
  /** Steps taken in the whole run. */
  steps: number;
  /** Mean loss while learning, in nats: each image judged before its own step. */
  loss: number;
  /** Share of right answers while learning, 0..1. */
  accuracy: number;
  /** How the network does on the validation part after the epoch. */
  validation?: Evaluation;
  /** The learning rate of the last step. */
  learningRate: number;
  /** Time spent in training steps. */
  elapsedMs: number;
  /** Images a second of such steps. */
  imagesPerSecond: number;
}
