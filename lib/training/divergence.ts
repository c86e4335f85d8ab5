/** Tells when training goes wrong: steps so large that what was learned is lost. */

/** Training that cannot go on. */
export class DivergenceError extends RangeError {
  /** "DivergenceError". */
  override readonly name = "DivergenceError";

  /**
   * Begins the message with what cannot be done, and ends it with what to try.
   *
   * @param what Where what was expected and found, such as "expected a finite loss in step 7, got NaN".
   * @param learningRate The run's, before the schedule's factor.
   */
  constructor(what: string, learningRate: number) {
    super(
      `Cannot go on training: ${what}\n` +
        `The steps are probably too large: try a smaller learning rate (it was ${learningRate}).`,
    );
  }
}

/** What losses have been like. Survives JSON. */
export interface LossLevel {
  /** How many losses were seen. */
  steps: number;
  /** Their mean over the last hundred or so. */
  recent: number;
  /** The least that this mean has been. */
  least: number;
  /** For how many steps it has been far too high. */
  badSteps: number;
}

/** The steps over which the mean is taken. */
const SPAN = 100;

/** How many steps a run may take to recover from a bad beginning. */
const GRACE_STEPS = 500;

/** For how many steps losses must be far too high before it is no mere fit. */
const MOST_BAD_STEPS = 200;

/** Before the first step. */
export function initialLossLevel(): LossLevel {
  return { steps: 0, recent: 0, least: 0, badSteps: 0 };
}

/**
 * Takes note of a step's loss.
 *
 * A loss is far too high when its mean is ten times what it has been and no better than guessing, or
 * four times what guessing costs: `log(classes)`. Single steps may be so; a network that has lost what
 * it knew, or never learns, stays so.
 *
 * @returns Whether the loss has been far too high for long.
 */
export function noteLoss(level: LossLevel, loss: number, classes: number): boolean {
  level.steps++;
  level.recent += (loss - level.recent) / Math.min(level.steps, SPAN);
  const isSettled = level.steps > SPAN;
  level.least = isSettled ? Math.min(level.least, level.recent) : level.recent;
  const guessing = Math.log(classes);
  const isLost = level.recent > 10 * level.least && level.recent > 0.9 * guessing;
  const isHopeless = level.recent > 4 * guessing && level.steps > GRACE_STEPS;
  const isBad = isLost || isHopeless;
  level.badSteps = isBad ? level.badSteps + 1 : 0;
  return level.badSteps >= MOST_BAD_STEPS;
}
