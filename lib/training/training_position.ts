import { initialLossLevel, type LossLevel } from "./divergence.ts";

/** What images came to while they were learned from, each judged before its own step. */
export interface Tally {
  /** How many images. */
  seen: number;
  /** Their losses added, in nats. */
  lossSum: number;
  /** How many were right. */
  correct: number;
  /** Time spent in their steps. */
  elapsedMs: number;
}

/**
 * Where a run is, between two steps: together with the network's values and the engine's state all
 * that it needs to go on. Survives JSON.
 */
export interface TrainingPosition {
  /** Steps taken in the whole run. */
  steps: number;
  /** The present epoch, from 1; one more than there are when all is done. */
  epoch: number;
  /** The epoch's images so far: the first `seen` of its order. All of them: it is still to be judged. */
  inEpoch: Tally;
  /** The images since the last record. */
  sinceRecord: Tally;
  /** What losses are measured by. */
  lossLevel: LossLevel;
  /** Whether the run has ended before its last epoch, at an aim that it has reached. */
  isOver: boolean;
}

/** Nothing seen. */
export function emptyTally(): Tally {
  return { seen: 0, lossSum: 0, correct: 0, elapsedMs: 0 };
}

/** Where every run begins. */
export function startPosition(): TrainingPosition {
  return {
    steps: 0,
    epoch: 1,
    inEpoch: emptyTally(),
    sinceRecord: emptyTally(),
    lossLevel: initialLossLevel(),
    isOver: false,
  };
}
