import type { Metrics, StepMetrics } from "../training/metrics.ts";

/** A value's way through a run: points from left to right, NaN where there is no value. */
export type Curve = readonly (readonly [epochs: number, value: number])[];

/** One quantity while learning, and on the validation part after each epoch. */
export interface CurvePair {
  /** While learning. */
  readonly training: Curve;
  /** On the validation part; all NaN or empty without one. */
  readonly validation: Curve;
}

/** What can be drawn of a run. */
export interface RunCurves {
  /** What it is called. */
  readonly name: string;
  /** In nats. */
  readonly loss: CurvePair;
  /** Shares of right answers, 0..1. */
  readonly accuracy: CurvePair;
  /** The highest accuracy on the validation part; undefined without one. */
  readonly best: number | undefined;
}

/** A curve of more points has more than can be seen. */
const MOST_POINTS = 200;

/**
 * The curves of a run. That of training goes through what the steps came to, or the epochs where no steps
 * were recorded.
 *
 * @throws {RangeError} If there is no number to draw.
 */
export function runCurves(name: string, metrics: readonly Metrics[]): RunCurves {
  const steps = metrics.filter((record) => record.kind === "step");
  const epochs = metrics.filter((record) => record.kind === "epoch");
  if (metrics.length === 0) {
    throw new RangeError("Cannot plot: expected records of epochs, got none");
  }
  const training = (quantity: "loss" | "accuracy") =>
    thin(
      steps.length > 0
        ? steps.map((record) => [endOf(record), record[quantity]])
        : epochs.map((record) => [record.epoch, record[quantity]]),
    );
  const validation = (quantity: "validationLoss" | "validationAccuracy") =>
    thin(epochs.map((record) => [record.epoch, record[quantity] ?? NaN]));

  const loss = { training: training("loss"), validation: validation("validationLoss") };
  const accuracy = {
    training: training("accuracy"),
    validation: validation("validationAccuracy"),
  };
  const curves = [loss.training, loss.validation, accuracy.training, accuracy.validation];
  if (curves.every((curve) => curve.every(([, value]) => Number.isNaN(value)))) {
    throw new RangeError("Cannot plot: expected records with numbers, got none that is finite");
  }
  const accuracies = epochs.map((record) => record.validationAccuracy ?? NaN);
  const best = accuracies.reduce((a, b) => b > a ? b : a, -1);
  return { name, loss, accuracy, best: best < 0 ? undefined : best };
}

/** Where a step is, in epochs. */
function endOf({ epoch, share }: StepMetrics): number {
  return epoch - 1 + share;
}

/** As many means as can be seen, each of as many neighbours as it takes. */
function thin(curve: Curve): Curve {
  const count = Math.ceil(curve.length / MOST_POINTS);
  if (count <= 1) return curve;
  return Array.from({ length: Math.ceil(curve.length / count) }, (_, k) => {
    const group = curve.slice(k * count, (k + 1) * count);
    const values = group.filter(([, value]) => !Number.isNaN(value));
    const sum = values.reduce((sum, [, value]) => sum + value, 0);
    return [group.reduce((sum, [x]) => sum + x, 0) / group.length, sum / values.length];
  });
}
