import type { TrainingPosition } from "./training_position.ts";

/**
 * The lines of a run's records that come before a position, to which the run goes back: it will record
 * again what comes after. Lines that a process was killed in are left out.
 *
 * @param text Of `metrics.jsonl`.
 */
export function keepMetrics(text: string, { steps, epoch }: TrainingPosition): string {
  const lines = text.split("\n").slice(0, -1);
  return lines.filter((line) => isBefore(line)).map((line) => `${line}\n`).join("");

  function isBefore(line: string): boolean {
    try {
      const record = JSON.parse(line);
      // An epoch's record follows what judges it: its last step alone does not make it.
      return record.kind === "epoch" ? record.epoch < epoch : record.step <= steps;
    } catch {
      return false;
    }
  }
}
