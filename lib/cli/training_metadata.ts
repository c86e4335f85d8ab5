import type { Evaluation } from "../training/evaluate.ts";
import { sha256 } from "../sha256.ts";
import { isUsed, SETTING_NAMES } from "../training/settings.ts";
import type { TrainPlan } from "./train_plan.ts";
import type { TrainingData } from "./training_data.ts";

/** What a weights file says of the run that made it: equal for equal runs, so no times. */
export async function describeTraining(
  { settings, start }: TrainPlan,
  data: TrainingData,
): Promise<Record<string, string>> {
  const { dataset, images, fallback } = data;
  return {
    "dataset": dataset.name,
    ...(fallback !== undefined &&
      { "dataset_note": "stands in for mnist, which could not be had" }),
    "labels": dataset.classes.join(", "),
    "training_images": `${images.training.count}`,
    ...(start && { "from_sha256": await sha256(start.bytes) }),
    ...Object.fromEntries(
      SETTING_NAMES
        .filter((name) => isUsed(name, settings.optimizer))
        .map((name) => [snakeCase(name), `${settings[name]}`]),
    ),
  };
}

/** What it says of how the network did on the test images. */
export function describeTest({ correct, total }: Evaluation): Record<string, string> {
  return { "test_correct": `${correct}`, "test_total": `${total}` };
}

/** `learningRate` to `learning_rate`. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
