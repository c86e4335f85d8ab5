/** How the learning rate changes over a run. */

/**
 * The factor by which the learning rate is multiplied when `share` (0 to below 1) of all steps are
 * done.
 */
export type Schedule = (share: number) => number;

/** A name of a schedule. */
export type ScheduleName = "constant" | "linear";

/** Every schedule by its name. */
export const SCHEDULES: Readonly<Record<ScheduleName, Schedule>> = {
  /** The same rate from the first step to the last. */
  constant: () => 1,
  /** Down to zero in a straight line: the last steps average out the noise of the batches. */
  linear: (share) => 1 - share,
};
