/** What a chart of runs consists of, however it is drawn. */

import { oneLine } from "../one_line.ts";
import type { CurvePair, RunCurves } from "./run_curves.ts";
import { accuracyScale, linearScale, lossScale, type Scale } from "./scale.ts";

/** One quantity of all runs. */
export interface Panel {
  /** What it is, and in which unit. */
  readonly title: string;
  readonly scale: Scale;
  /** Which curves of a run are drawn in it. */
  curvesOf(run: RunCurves): CurvePair;
}

/** Loss and accuracy over the same epochs, with room for all that the runs have of them. */
export function panelsOf(
  runs: readonly RunCurves[],
  options: { mostTicks: number; mostEpochTicks: number },
): { epochs: Scale; panels: Panel[] } {
  const { mostTicks, mostEpochTicks } = options;
  const valuesOf = (curvesOf: Panel["curvesOf"]) =>
    runs.map(curvesOf).flatMap(({ training, validation }) => [...training, ...validation]);
  const [loss, accuracy] = [valuesOf((run) => run.loss), valuesOf((run) => run.accuracy)];
  const end = loss.reduce((end, [x]) => Math.max(end, x), 0);
  const losses = lossScale(loss.map(([, value]) => value), mostTicks);
  const accuracies = accuracyScale(accuracy.map(([, value]) => value), mostTicks);
  return {
    // Whole epochs, if there are a few.
    epochs: linearScale(
      0,
      end,
      Math.min(mostEpochTicks, end >= 2 ? Math.floor(end) + 1 : Infinity),
    ),
    panels: [
      {
        title: `loss, in nats${losses.isLogarithmic ? " (logarithmic)" : ""}`,
        scale: losses,
        curvesOf: (run) => run.loss,
      },
      {
        title: `accuracy${accuracies.isLogarithmic ? " (mistakes logarithmic)" : ""}`,
        scale: accuracies,
        curvesOf: (run) => run.accuracy,
      },
    ],
  };
}

/** A run's name, cut behind `mostLetters`, and its best accuracy on the validation part. */
export function describeRun({ name, best }: RunCurves, mostLetters: number): string {
  const short = oneLine(name, mostLetters);
  return best === undefined ? short : `${short}: best ${(100 * best).toFixed(2)}%`;
}
