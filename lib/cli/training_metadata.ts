import { sha256 } from "../sha256.ts";
import { isUsed, SETTING_NAMES } from "../training/settings.ts";
import type { Judgement } from "./run_report.ts";
import type { TrainPlan } from "./train_plan.ts";
import type { TrainingData } from "./training_data.ts";

/** What a weights file says of the run that made it: equal for equal runs, so no times. */
export async function describeTraining(
  { settings, start }: TrainPlan,
  data: TrainingData,
): Promise<Record<string, string>> {
  const { dataset, classes, learned, fallback } = data;
  const counts = { dataset: "training_images", pictures: "pictures" };
  return {
    ...(dataset !== undefined && { "dataset": dataset }),
    ...(fallback !== undefined &&
      { "dataset_note": "stands in for mnist, which could not be had" }),
    "labels": classes.join(", "),
    ...Object.fromEntries(
      learned.flatMap(({ kind, images }) =>
        kind === "drawn" ? [] : [[counts[kind], `${images.count}`]]
      ),
    ),
    ...(start && { "from_sha256": await sha256(start.bytes) }),
    ...Object.fromEntries(
      SETTING_NAMES
        .filter((name) => isUsed(name, settings.optimizer))
        .map((name) => [snakeCase(name), `${settings[name]}`]),
    ),
  };
}

/** What it says of how the network did on the images that it was judged by. */
export function describeJudgements(judgements: readonly Judgement[]): Record<string, string> {
  return Object.fromEntries(
    judgements.flatMap(({ kind, evaluation: { correct, total } }) => [
      [`${kind}_correct`, `${correct}`],
      [`${kind}_total`, `${total}`],
    ]),
  );
}

/** `learningRate` to `learning_rate`. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
