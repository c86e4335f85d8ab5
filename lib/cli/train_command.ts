import { dirname } from "@std/path";
import { createFolder, removeEmptyFolders } from "../files/create_folder.ts";
import { assertWritable, replaceFile } from "../files/replace_file.ts";
import { initialize } from "../network/initialize.ts";
import type { Network } from "../network/network.ts";
import { Learner } from "../training/learner.ts";
import { requireFit } from "../training/require_fit.ts";
import { createSchedule } from "../training/schedules.ts";
import type { TrainingSettings } from "../training/settings.ts";
import { train } from "../training/train.ts";
import { encodeWeights } from "../training/weights_file.ts";
import { defineCommand } from "./command.ts";
import { type EngineChoice, engineFromFlags } from "./engine_flags.ts";
import { evaluateImages } from "./evaluate_images.ts";
import { createNetwork, readArchitecture } from "./model_flag.ts";
import { keepPermissions } from "./permissions.ts";
import { AUGMENT_NOTE, settingsFromFlags } from "./setting_flags.ts";
import { TRAIN_FLAGS } from "./train_flags.ts";
import { TrainReport } from "./train_report.ts";
import { openTrainingData, type TrainingData } from "./training_data.ts";
import { describeTraining } from "./training_metadata.ts";
import { DEFAULT_WEIGHTS } from "./weights_flags.ts";

/** `cnn train`: gets the data, trains a network, judges it, and writes its weights. */
export const trainCommand = defineCommand({
  name: "train",
  summary: "Train a network and write its weights",
  operands: "",
  flags: TRAIN_FLAGS,
  permissions: ["read", "write", "net"],
  notes: [
    "Without --dataset and --data, digits drawn by the program stand in for MNIST where it cannot " +
    "be had.",
    "Of the settings in brackets a preset may have others: models PRESET shows them.",
    AUGMENT_NOTE,
    "The test set is read once, at the end.",
  ],

  async run({ flags, terminal }) {
    const startMs = performance.now();
    const architecture = readArchitecture(flags.model);
    const settings = settingsFromFlags(flags);
    // A window that is too large shows on MNIST's shape, before anything is downloaded.
    createNetwork(architecture);
    await requireWritable(flags.output);
    const engine = engineFromFlags(flags, terminal);
    const data = await openTrainingData({ ...flags, seed: settings.seed }, terminal);
    await keepPermissions(["read", "write"]);

    const { dataset, images } = data;
    const { height, width } = images.training;
    const network = createNetwork(architecture, [1, height, width]);
    requireFit(network, images.training, `${dataset.title} (training images)`);
    if (images.validation) requireFit(network, images.validation, `${dataset.title} (validation)`);
    requireFit(network, images.test, `${dataset.title} (test images)`);

    const report = new TrainReport(terminal, { flags, settings, data });
    report.start(network);
    const trained = await trainNetwork(network, { settings, engine, data, report });
    const evaluation = await evaluateImages(trained, images.test, { engine, terminal });
    const metadata = describeTraining(settings, data, evaluation);
    const bytes = encodeWeights({ network: trained, metadata });
    if (flags.output === DEFAULT_WEIGHTS) await createFolder(dirname(flags.output));
    await replaceFile(flags.output, bytes);
    report.result(evaluation, {
      elapsedMs: performance.now() - startMs,
      lengthBytes: bytes.length,
    });
    return 0;
  },
});

/** Proves that weights can be written to `path`, and leaves nothing behind. */
async function requireWritable(path: string): Promise<void> {
  const created = path === DEFAULT_WEIGHTS ? await createFolder(dirname(path)) : [];
  try {
    await assertWritable(path);
  } finally {
    await removeEmptyFolders(created);
  }
}

/** Trains a network from the start; returns what has become of it. */
async function trainNetwork(
  network: Network,
  run: {
    settings: TrainingSettings;
    engine: EngineChoice;
    data: TrainingData;
    report: TrainReport;
  },
): Promise<Network> {
  const { settings, data: { images }, report } = run;
  const { seed, epochs, learningRate, schedule, warmup } = settings;
  initialize(network, seed);
  const learner = new Learner(network, settings, { ...run.engine, count: images.training.count });
  try {
    await train({
      engine: learner.engine,
      averages: learner.averages,
      images: images.training,
      validation: images.validation,
      epochs,
      learningRate,
      schedule: createSchedule(schedule, warmup),
      seed,
      onEpoch: (epoch) => report.epoch(epoch),
      onProgress: (progress) => report.progress(progress),
    });
    report.trained();
    return learner.result();
  } finally {
    learner.close();
  }
}
