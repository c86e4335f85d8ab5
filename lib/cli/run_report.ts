import type { Network } from "../network/network.ts";
import type { Evaluation } from "../training/evaluate.ts";
import type { EpochReport, TrainProgress } from "../training/train_options.ts";
import type { JudgedSet } from "./training_data.ts";
import type { TrainingPosition } from "../training/training_position.ts";

/** Where a run begins or goes on. */
export interface RunStart {
  readonly position: TrainingPosition;
  /** Time that programs before this one have spent on it. */
  readonly elapsedMsBefore: number;
}

/** How a network does on images that it has not learned from. */
export interface Judgement extends Pick<JudgedSet, "kind" | "title"> {
  readonly evaluation: Evaluation;
  /** How the weights did that it began with, if that is known. */
  readonly before: Evaluation | undefined;
}

/** What is told of a run while it goes on. */
export interface RunReport {
  /** Before the first step: which network learns, from where on. */
  start(network: Network, from: RunStart): void;
  /** During an epoch. */
  progress(progress: TrainProgress): void;
  /** After an epoch. */
  epoch(report: EpochReport): void;
  /** When a target has been reached. */
  atTarget(evaluation: Evaluation, position: TrainingPosition): void;
  /** When a target has been missed, with the best that there was. */
  offTarget(target: number, best: Evaluation | undefined): void;
  /** After the last step. */
  trained(): void;
  /** At the end: how the network does, and how large its file is. */
  result(judgements: readonly Judgement[], file: { lengthBytes: number }): void;
}
