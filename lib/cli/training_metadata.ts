import type { Evaluation } from "../training/evaluate.ts";
import type { TrainFlags } from "./train_flags.ts";
import type { TrainingData } from "./training_data.ts";

/** What a weights file says of the run that made it: equal for equal runs, so no times. */
export function describeTraining(
  flags: TrainFlags,
  data: TrainingData,
  evaluation: Evaluation,
): Record<string, string> {
  const { dataset, images, fallback } = data;
  return {
    "dataset": dataset.name,
    ...(fallback !== undefined &&
      { "dataset_note": "stands in for mnist, which could not be had" }),
    "labels": dataset.classes.join(", "),
    "training_images": `${images.training.count}`,
    "epochs": `${flags.epochs}`,
    "batch": `${flags.batch}`,
    "learning_rate": `${flags.learningRate}`,
    "schedule": flags.schedule,
    "momentum": `${flags.momentum}`,
    "seed": `${flags.seed}`,
    "test_correct": `${evaluation.correct}`,
    "test_total": `${evaluation.total}`,
  };
}
