import type { Measurement } from "../training/measurements.ts";
import { formatDuration, formatPercent } from "./format.ts";
import { oneLine } from "../one_line.ts";
import { wrapText } from "./wrap_text.ts";

const WIDTH = 80;

/** What a preset was measured to reach, in indented lines; none if it was not measured. */
export function formatMeasurement(measurement: Measurement | undefined): string[] {
  if (measurement === undefined) return [];
  const { runs, accuracy: { mean, worst, best, interval }, elapsedMs, machine } = measurement;
  const [low, high] = (interval ?? []).map((share) => formatPercent(share));
  const details = runs === 1 || interval === undefined
    ? "one run"
    : `mean of ${runs} runs, 95% interval ${low} to ${high}, ` +
      `worst ${formatPercent(worst)}, best ${formatPercent(best)}`;
  return [
    ...wrapText(`  ${formatPercent(mean)} of MNIST's test images right (${details})`, WIDTH),
    ...wrapText(`  in ${formatDuration(elapsedMs)} on ${oneLine(machine)}`, WIDTH),
  ];
}
