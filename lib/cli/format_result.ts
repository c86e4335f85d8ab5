import { confidenceInterval, type Evaluation } from "../training/evaluate.ts";
import { formatCount, formatPercent } from "./format.ts";

/** `9,795/10,000 right, 97.95% (95% interval 97.65% to 98.21%)` */
export function formatResult(
  { correct, total, accuracy }: Pick<Evaluation, "correct" | "total" | "accuracy">,
): string {
  const [low, high] = confidenceInterval(correct, total);
  return `${formatCount(correct)}/${formatCount(total)} right, ${formatPercent(accuracy)} ` +
    `(95% interval ${formatPercent(low)} to ${formatPercent(high)})`;
}
