import type { EpochMetrics, Metrics, StepMetrics } from "../../lib/training/metrics.ts";
import { type RunCurves, runCurves } from "../../lib/plot/run_curves.ts";

/** What a run of so many epochs may have recorded, with four records of steps in each if any. */
export function sampleMetrics(
  epochs: number,
  options: { hasSteps?: boolean; hasValidation?: boolean; speed?: number } = {},
): Metrics[] {
  const { hasSteps = true, hasValidation = true, speed = 1 } = options;
  const lossAfter = (time: number) => 2 / (1 + 8 * speed * time);
  return Array.from({ length: epochs }, (_, k) => k + 1).flatMap((epoch): Metrics[] => {
    const steps = [0.25, 0.5, 0.75, 1].map((share): StepMetrics => {
      const loss = lossAfter(epoch - 1 + share);
      return {
        kind: "step",
        step: 100 * (epoch - 1 + share),
        epoch,
        share,
        loss,
        accuracy: 1 - loss / 3,
      };
    });
    const loss = lossAfter(epoch);
    const end: EpochMetrics = {
      kind: "epoch",
      step: 100 * epoch,
      epoch,
      loss,
      accuracy: 1 - loss / 3,
      ...(hasValidation && { validationLoss: loss / 2, validationAccuracy: 1 - loss / 6 }),
    };
    return [...(hasSteps ? steps : []), end];
  });
}

/** The curves of `sampleMetrics`. */
export function sampleRun(
  name: string,
  epochs: number,
  options: Parameters<typeof sampleMetrics>[1] = {},
): RunCurves {
  return runCurves(name, sampleMetrics(epochs, options));
}
