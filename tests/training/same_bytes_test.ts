import { assertEquals } from "@std/assert";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { Learner, type LearnerState } from "../../lib/training/learner.ts";
import { findPreset } from "../../lib/training/presets.ts";
import { createSchedule } from "../../lib/training/schedules.ts";
import { completeSettings, type TrainingSettings } from "../../lib/training/settings.ts";
import { train } from "../../lib/training/train.ts";
import { labelledPatterns } from "./labelled_patterns.ts";

const images = labelledPatterns(90, { classes: 4, size: 12 });

/** All that is random is on, and all that adds up over a batch. */
const TEXT =
  "conv 6x3 same nobias, batchnorm relu, conv 8x3 same nobias, pool 2, batchnorm relu, " +
  "dropout 0.3, dense 14 relu, dropout 0.5, softmax 4";

async function stateAfter(settings: TrainingSettings, threads: number): Promise<LearnerState> {
  const network = new Network(parseArchitecture(TEXT), [1, 12, 12]);
  initialize(network, settings.seed);
  const learner = new Learner(network, settings, {
    count: images.count,
    kind: "compiled",
    threads,
  });
  try {
    const { epochs, learningRate, schedule, warmup, seed } = settings;
    await train({
      engine: learner.engine,
      averages: learner.averages,
      images,
      validation: images,
      epochs,
      learningRate,
      schedule: createSchedule(schedule, warmup),
      seed,
    });
    return learner.state();
  } finally {
    learner.close();
  }
}

const CHOICES: Partial<TrainingSettings>[] = [
  findPreset("best")!.settings,
  { optimizer: "adamw", clipNorm: 1, averaging: 0.9, augment: "strong" },
];

for (const choice of CHOICES) {
  const title = `${choice.optimizer} with augmentation, dropout and batch normalization`;
  Deno.test(`train() gives the same bytes on any number of threads: ${title}`, async () => {
    const settings = completeSettings({ ...choice, epochs: 3, batch: 32 });
    const one = await stateAfter(settings, 1);
    for (const threads of [2, 3, 8]) assertEquals(await stateAfter(settings, threads), one);
  });
}
