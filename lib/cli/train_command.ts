import { FileError } from "../files/describe_file_error.ts";
import type { RunConfig } from "../training/run_config.ts";
import { RunFolder } from "../training/run_folder.ts";
import { defineCommand, type Invocation } from "./command.ts";
import { DRAWN_BESIDE_PICTURES } from "./choose_data.ts";
import { createNetwork } from "./model_flag.ts";
import { resumeCommand } from "./resume_command.ts";
import { AUGMENT_NOTE, describeFineTuning } from "./setting_flags.ts";
import { readKeptStart, readStart } from "./starting_weights.ts";
import { TRAIN_FLAGS, type TrainFlags } from "./train_flags.ts";
import { type KeptRun, trainOnce } from "./train_once.ts";
import { planFromConfig, planFromFlags, type TrainPlan } from "./train_plan.ts";
import { trainRepeatedly } from "./train_repeatedly.ts";
import { TrainReport } from "./train_report.ts";
import { UsageError } from "./usage_error.ts";
import { DEFAULT_WEIGHTS } from "./weights_flags.ts";
import { requireWritable } from "./weights_output.ts";

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
    "Of the settings in brackets a preset may have others: models PRESET shows them. With --from " +
    `they are ${describeFineTuning()}.`,
    AUGMENT_NOTE,
    "A fifth of the --pictures is kept back to judge by. Where no dataset is named with them, " +
    `--validation says how many, and ${DRAWN_BESIDE_PICTURES} digits are drawn to learn from beside ` +
    "them unless --drawn says otherwise.",
    "A run that goes on with --resume stays what it was; only its --epochs may be raised.",
    "The test set is read once, at the end.",
  ],

  async run(invocation) {
    const { flags, terminal, version } = invocation;
    refuseTogether(flags);
    if (flags.resume !== undefined) {
      await using folder = await openRun(flags.resume);
      const config = await folder.readConfig();
      requireVersion(folder, config, version);
      const start = await readKeptStart(folder, config);
      const plan = planFromConfig(config, flags, { start, terminal });
      return await trainOrContinue(invocation, plan, { folder, config });
    }
    const start = await readStart(flags, terminal);
    const plan = planFromFlags(flags, start, terminal);
    // A window that is too large shows on MNIST's shape, before anything is downloaded.
    createNetwork(plan.architecture, start?.network.inputShape);
    if (flags.repeat !== undefined) return await trainRepeatedly(invocation, plan, flags.repeat);
    if (flags.run === undefined) return await trainOrContinue(invocation, plan);
    await using folder = await createRun(flags.run);
    return await trainOrContinue(invocation, plan, { folder });
  },
});

/** Does a run; the answer is the exit code. */
async function trainOrContinue(
  invocation: Invocation<typeof TRAIN_FLAGS>,
  plan: TrainPlan,
  run?: KeptRun,
): Promise<number> {
  const { flags: { json }, terminal } = invocation;
  const outputs = run
    ? [run.folder.weightsPath, ...(plan.output === undefined ? [] : [plan.output])]
    : [plan.output ?? DEFAULT_WEIGHTS];
  for (const output of outputs) await requireWritable(output);
  const { isAtTarget } = await trainOnce(invocation, {
    plan,
    run,
    outputs,
    // All that the program does is for this.
    startMs: 0,
    createReport: (data) =>
      new TrainReport(terminal, {
        settings: plan.settings,
        start: plan.start,
        data,
        folder: plan.data.data,
        output: outputs[outputs.length - 1],
        json,
        startMs: 0,
      }),
  });
  return isAtTarget === false ? 1 : 0;
}

/** @throws {UsageError} If flags exclude each other. */
function refuseTogether(flags: TrainFlags): void {
  const pairs = [
    ["run", "resume"],
    ["repeat", "run"],
    ["repeat", "resume"],
    ["from", "resume"],
  ] as const;
  for (const [one, other] of pairs) {
    if (flags[one] === undefined || flags[other] === undefined) continue;
    throw new UsageError(`--${one} and --${other} exclude each other, got both`);
  }
}

/** @throws {FileError} If there is a run in the folder, or it cannot be written. */
async function createRun(path: string): Promise<RunFolder> {
  try {
    return await RunFolder.create(path);
  } catch (error) {
    if (error instanceof FileError && await RunFolder.hasRun(path)) {
      error.message += `\nChoose another folder, or go on with it:\n  ${resumeCommand(path)}`;
    }
    throw error;
  }
}

/** @throws {FileError} If there is no run in the folder, or it cannot be written. */
async function openRun(path: string): Promise<RunFolder> {
  if (!await RunFolder.hasRun(path)) {
    throw new FileError("read", path, "there is no run in it, as train --run DIR makes it");
  }
  return await RunFolder.open(path);
}

/** @throws {RangeError} If the run was begun by another version of the program. */
function requireVersion(folder: RunFolder, config: RunConfig, version: string): void {
  if (config.version === version) return;
  throw new RangeError(
    `Cannot go on with the run in ${folder.path}: expected a run of cnn ${version}, ` +
      `got one of cnn ${config.version}, whose steps may have other bits`,
  );
}
