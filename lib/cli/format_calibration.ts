import type { Evaluation } from "../training/evaluate.ts";
import { formatCount, formatPercent } from "./format.ts";
import { formatTable } from "./table.ts";

/** `sure of 97.4% on average, right in 97.8%: expected calibration error 0.53%` */
export function formatCalibration({ calibration, accuracy }: Evaluation): string {
  return `sure of ${formatPercent(calibration.confidence, 1)} on average, ` +
    `right in ${formatPercent(accuracy, 1)}: ` +
    `expected calibration error ${formatPercent(calibration.error)}`;
}

/** The reliability table: answers by how probable they are said to be, and how many of them are right. */
export function formatReliability({ calibration }: Evaluation): string {
  const rows = calibration.bins.filter(({ count }) => count > 0).map((bin) => [
    `${formatPercent(bin.above, 1)} to ${formatPercent(bin.upTo, 1)}`,
    formatCount(bin.count),
    formatPercent(bin.confidence, 1),
    formatPercent(bin.accuracy, 1),
  ]);
  return formatTable([["sure of", "answers", "on average", "right"], ...rows], ["right"]);
}
