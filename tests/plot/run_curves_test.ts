import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { runCurves } from "../../lib/plot/run_curves.ts";
import type { EpochMetrics, StepMetrics } from "../../lib/training/metrics.ts";
import { sampleMetrics } from "./sample_runs.ts";

const STEP: StepMetrics = {
  kind: "step",
  step: 5,
  epoch: 1,
  share: 0.5,
  loss: 0.4,
  accuracy: 0.9,
};
const EPOCH: EpochMetrics = { kind: "epoch", step: 10, epoch: 1, loss: 0.3, accuracy: 0.92 };

Deno.test("runCurves() goes through the steps, and through the validations after epochs", () => {
  const validated = { ...EPOCH, validationLoss: 0.2, validationAccuracy: 0.95 };
  const second = { ...EPOCH, step: 20, epoch: 2, validationLoss: 0.1, validationAccuracy: 0.94 };
  const later = { ...STEP, step: 18, epoch: 2, share: 0.8, loss: 0.25 };
  assertEquals(runCurves("a", [STEP, validated, later, second]), {
    name: "a",
    loss: { training: [[0.5, 0.4], [1.8, 0.25]], validation: [[1, 0.2], [2, 0.1]] },
    accuracy: { training: [[0.5, 0.9], [1.8, 0.9]], validation: [[1, 0.95], [2, 0.94]] },
    best: 0.95,
  });
});

Deno.test("runCurves() goes through the epochs where no steps were recorded", () => {
  const { loss, accuracy, best } = runCurves("a", [EPOCH]);
  assertEquals([loss.training, accuracy.training, best], [[[1, 0.3]], [[1, 0.92]], undefined]);
  assertEquals(loss.validation, [[1, NaN]]);
});

Deno.test("runCurves() leaves a gap where a number is none", () => {
  const { loss } = runCurves("a", [{ ...STEP, loss: NaN }, { ...STEP, step: 6, share: 0.6 }]);
  assertEquals(loss.training, [[0.5, NaN], [0.6, 0.4]]);
});

Deno.test("runCurves() makes means of more points than can be seen", () => {
  const steps = Array.from({ length: 100_000 }, (_, k): StepMetrics => ({
    ...STEP,
    step: k + 1,
    epoch: 1 + Math.floor(k / 1000),
    share: (k % 1000 + 1) / 1000,
    // A straight line, with noise that a mean takes away, and with gaps.
    loss: k % 10 === 0 ? NaN : 5 - 0.04 * (k + 1) / 1000 + (k % 2 - 0.5),
  }));
  const { training } = runCurves("a", steps).loss;
  assert(training.length > 100 && training.length <= 200, `${training.length} points`);
  for (const [x, y] of training) assertAlmostEquals(y, 5 - 0.04 * x, 0.06);
});

Deno.test("runCurves() refuses what has nothing to draw", () => {
  assertThrows(() => runCurves("a", []), RangeError, "expected records of epochs, got none");
  const lost = { ...EPOCH, loss: NaN, accuracy: NaN, validationLoss: NaN };
  assertThrows(() => runCurves("a", [lost]), RangeError, "got none that is finite");
  assertEquals(runCurves("a", sampleMetrics(1)).loss.training.length, 4);
});
