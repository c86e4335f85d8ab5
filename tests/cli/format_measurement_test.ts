import { assertEquals } from "@std/assert";
import { formatMeasurement } from "../../lib/cli/format_measurement.ts";
import type { Measurement } from "../../lib/training/measurements.ts";
import { completeSettings } from "../../lib/training/settings.ts";

const MEASUREMENT: Measurement = {
  architecture: "softmax 10",
  settings: completeSettings({}),
  runs: 20,
  accuracy: { mean: 0.98765, worst: 0.98, best: 0.99, interval: [0.987, 0.988] },
  elapsedMs: 1612,
  machine: "2 cores of a processor",
};

Deno.test("formatMeasurement() says how good, how sure and how fast", () => {
  assertEquals(formatMeasurement(MEASUREMENT), [
    "  98.77% of MNIST's test images right (mean of 20 runs, 95% interval 98.70% to",
    "  98.80%, worst 98.00%, best 99.00%)",
    "  in 1.6 s on 2 cores of a processor",
  ]);
});

Deno.test("formatMeasurement() has no interval for one run, and nothing to say of none", () => {
  const accuracy = { mean: 0.9978, worst: 0.9978, best: 0.9978 };
  assertEquals(formatMeasurement({ ...MEASUREMENT, runs: 1, accuracy, elapsedMs: 3_300_000 }), [
    "  99.78% of MNIST's test images right (one run)",
    "  in 55 min 00 s on 2 cores of a processor",
  ]);
  assertEquals(formatMeasurement(undefined), []);
});
