import { initialize } from "../network/initialize.ts";
import { Network } from "../network/network.ts";
import { hashImages } from "../training/hash_images.ts";
import { requireFit } from "../training/require_fit.ts";
import type { RunConfig } from "../training/run_config.ts";
import type { RunFolder } from "../training/run_folder.ts";
import type { Invocation } from "./command.ts";
import { learnAndTest, type RunOutcome } from "./learn_and_test.ts";
import { createNetwork } from "./model_flag.ts";
import { keepPermissions } from "./permissions.ts";
import type { TRAIN_FLAGS } from "./train_flags.ts";
import { describePlan, type TrainPlan } from "./train_plan.ts";
import type { RunReport } from "./run_report.ts";
import { openTrainingData, type TrainingData } from "./training_data.ts";
import { describeTraining } from "./training_metadata.ts";

/** The folder in which a run is kept. */
export interface KeptRun {
  readonly folder: RunFolder;
  /** What is in it, if the run goes on. */
  readonly config?: RunConfig;
}

/** What is to be done once. */
export interface TrainOnceOptions {
  readonly plan: TrainPlan;
  /** Keeps the run, if it is kept. */
  readonly run?: KeptRun;
  /** Where the weights go. */
  readonly outputs: readonly string[];
  /** When it began, by `performance.now()`. */
  readonly startMs: number;
  /** Says what becomes of it. */
  createReport(data: TrainingData): RunReport;
}

/**
 * A whole run: gets the data, trains a network, judges it by the test images, and writes its weights.
 *
 * @throws {Interrupted} If a signal ends it.
 */
export async function trainOnce(
  invocation: Invocation<typeof TRAIN_FLAGS>,
  options: TrainOnceOptions,
): Promise<RunOutcome> {
  const { terminal, interruption, version } = invocation;
  const { plan, run, outputs, startMs } = options;
  const data = await openTrainingData(plan.data, terminal);
  await keepPermissions(["read", "write"]);
  const network = createFittingNetwork(plan, data, run?.config);
  if (plan.start) network.values.set(plan.start.network.values);
  else initialize(network, plan.settings.seed);
  if (run) await beginRun(run, { plan, data, version });
  const metadata = await describeTraining(plan, data);
  return await interruption.during((signal) =>
    learnAndTest(network, {
      plan,
      data,
      outputs,
      terminal,
      signal,
      metadata,
      startMs,
      report: options.createReport(data),
      keep: run && {
        folder: run.folder,
        version,
        checkpointEveryMs: plan.checkpointEvery * 60_000,
        metadata,
        startMs,
      },
    })
  );
}

/** @throws {RangeError} If the network and the images do not fit together. */
function createFittingNetwork(
  { architecture, start }: TrainPlan,
  data: TrainingData,
  config: RunConfig | undefined,
): Network {
  const { title, learned, validation, judged } = data;
  const [{ images: { height, width } }] = learned;
  const shape = start?.network.inputShape ?? [1, height, width];
  // What is wrong with it was not given on the command line if the run goes on.
  const network = config ? new Network(architecture, shape) : createNetwork(architecture, shape);
  for (const { images, title } of learned) requireFit(network, images, title);
  if (validation) requireFit(network, validation, `${title} (validation)`);
  for (const { images, title } of judged) requireFit(network, images, title);
  return network;
}

/** Writes down what a run is, and makes sure that one that goes on has the images that it began with. */
async function beginRun(
  { folder, config }: KeptRun,
  facts: { plan: TrainPlan; data: TrainingData; version: string },
): Promise<void> {
  const { learned, validation, judged } = facts.data;
  const sets = [...learned, ...(validation ? [{ images: validation }] : []), ...judged];
  const sha256 = await hashImages(sets.map(({ images }) => images));
  if (config && config.data.sha256 !== sha256) {
    throw new RangeError(
      `Cannot go on with the run in ${folder.path}: expected the images of hash ` +
        `${config.data.sha256.slice(0, 12)}..., got ${sha256.slice(0, 12)}...\n` +
        "Say with --data or --pictures where the images are that it began with.",
    );
  }
  const { start } = facts.plan;
  await folder.begin(describePlan(facts.plan, { ...facts, sha256 }), start?.bytes);
}
