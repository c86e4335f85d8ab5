/** How the learning rate changes over a run. */

/**
 * The factor by which the learning rate is multiplied when `share` (0 to below 1) of all steps are
 * done.
 */
export type Schedule = (share: number) => number;

/** A name of a schedule. */
export type ScheduleName = "constant" | "linear" | "step" | "cosine" | "one-cycle";

/** Every schedule by its name, as it goes behind a warm-up: from 1 on. */
export const SCHEDULES: Readonly<Record<ScheduleName, Schedule>> = {
  /** The same rate from the first step to the last. */
  constant: () => 1,
  /** Down to zero in a straight line: the last steps average out the noise of the batches. */
  linear: (share) => 1 - share,
  /** A tenth from the half on, a hundredth in the last quarter (He et al., "Deep residual learning", 2016). */
  step: (share) => share < 0.5 ? 1 : share < 0.75 ? 0.1 : 0.01,
  /** Down to zero in half a wave, slowly at both ends (Loshchilov and Hutter, "SGDR", 2017). */
  cosine: (share) => wave(1, 0, share),
  /** The fall of a cycle, to nearly zero; `createSchedule` begins it with a rise. */
  "one-cycle": (share) => wave(1, CYCLE_END, share),
};

/** The factor that a warm-up begins with; as in fast.ai's and PyTorch's one cycle. */
const WARMUP_START = 1 / 25;

/** The factor that a cycle ends with, likewise. */
const CYCLE_END = WARMUP_START / 1e4;

/**
 * A schedule behind a warm-up: in the first `warmup` (0 to below 1) of all steps the factor rises from
 * 1/25 to 1, and in the others the schedule takes its whole course.
 *
 * It rises in a straight line (Goyal et al., "Accurate, large minibatch SGD", 2017), but in half a wave
 * for "one-cycle" (Smith, "Super-convergence", 2018, in the form of fast.ai and PyTorch, whose cycles
 * rise for 0.3).
 */
export function createSchedule(name: ScheduleName, warmup = 0): Schedule {
  const fall = SCHEDULES[name];
  const rise: Schedule = name === "one-cycle"
    ? (share) => wave(WARMUP_START, 1, share)
    : (share) => WARMUP_START + (1 - WARMUP_START) * share;
  return (share) => share < warmup ? rise(share / warmup) : fall((share - warmup) / (1 - warmup));
}

/** From `start` to `end` in half a wave of the cosine. */
function wave(start: number, end: number, share: number): number {
  return end + (start - end) * (1 + Math.cos(Math.PI * share)) / 2;
}
