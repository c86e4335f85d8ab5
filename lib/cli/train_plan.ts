/** What a run is to be, from the command line or from the folder of a run that goes on. */

import { resolve } from "../files/path.ts";
import { type Architecture, formatArchitecture } from "../network/architecture.ts";
import { parseArchitecture } from "../network/parse_architecture.ts";
import { PRESETS } from "../training/presets.ts";
import type { RunConfig } from "../training/run_config.ts";
import { SETTING_NAMES, type TrainingSettings } from "../training/settings.ts";
import { classesOf, dataFromFlags, withDrawnDigits } from "./choose_data.ts";
import { type EngineChoice, engineFromFlags } from "./engine_flags.ts";
import { flagName } from "./flags.ts";
import { readArchitecture } from "./model_flag.ts";
import { CHECKPOINT_EVERY } from "./run_flags.ts";
import { settingsFromFlags } from "./setting_flags.ts";
import type { Terminal } from "./terminal.ts";
import type { TrainFlags } from "./train_flags.ts";
import type { TrainingData, TrainingDataFlags } from "./training_data.ts";
import { UsageError } from "./usage_error.ts";
import type { FoundWeights } from "./weights_flags.ts";

/** What a run is to be. */
export interface TrainPlan {
  readonly architecture: Architecture;
  /** The weights that it begins with, if not with random ones. */
  readonly start: FoundWeights | undefined;
  readonly settings: TrainingSettings;
  readonly engine: EngineChoice;
  /** The accuracy on the validation images that ends it, 0..1, if any. */
  readonly target: number | undefined;
  readonly data: TrainingDataFlags;
  /** Where the weights go, if that was said. */
  readonly output: string | undefined;
  /** The time between two checkpoints, in minutes. */
  readonly checkpointEvery: number;
}

/**
 * A new run.
 *
 * @param start The weights that it begins with, if not with random ones.
 * @throws {UsageError} If the flags do not go together.
 */
export function planFromFlags(
  flags: TrainFlags,
  start: FoundWeights | undefined,
  terminal: Terminal,
): TrainPlan {
  const { model = PRESETS[0].name, target, output } = flags;
  const { checkpointEvery = CHECKPOINT_EVERY } = flags;
  const data = dataFromFlags(flags, start, terminal);
  const settings = withDrawnDigits(settingsFromFlags({ ...flags, model }), flags, data);
  if (target !== undefined && flags.validation === 0) {
    throw new UsageError("--target needs images to validate with, got --validation 0");
  }
  return {
    architecture: start?.network.architecture ?? readArchitecture(model),
    start,
    settings,
    engine: engineFromFlags(flags, terminal),
    target,
    data: { ...data, seed: settings.seed, drawn: settings.drawn },
    output,
    checkpointEvery,
  };
}

/**
 * A run that goes on: it stays what it was, but may be longer, and its data may have moved.
 *
 * @throws {UsageError} If the flags would make it another run.
 */
export function planFromConfig(
  config: RunConfig,
  flags: TrainFlags,
  { start, terminal }: { start: FoundWeights | undefined; terminal: Terminal },
): TrainPlan {
  const { data, engine, arithmetic } = config;
  refuseChanges(config, flags);
  const settings = { ...config.settings, epochs: flags.epochs ?? config.settings.epochs };
  return {
    architecture: parseArchitecture(config.architecture),
    start,
    settings,
    engine: engineFromFlags({ ...flags, engine, arithmetic }, terminal),
    target: config.target ?? undefined,
    data: {
      usesDataset: data.dataset !== null,
      dataset: data.dataset ?? undefined,
      data: flags.data ?? data.folder ?? undefined,
      pictures: flags.pictures ?? data.pictures ?? undefined,
      classes: classesOf(start),
      mirror: flags.mirror,
      limit: data.limit ?? undefined,
      validation: data.validation,
      seed: settings.seed,
      drawn: settings.drawn,
    },
    output: flags.output ?? config.output ?? undefined,
    checkpointEvery: flags.checkpointEvery ?? config.checkpointEvery,
  };
}

/** What the folder of a run keeps of a plan. */
export function describePlan(
  plan: TrainPlan,
  facts: { data: TrainingData; version: string; sha256: string },
): RunConfig {
  const { dataset, learned, validation, judged, fallback } = facts.data;
  const { data: folder, pictures } = plan.data;
  return {
    version: facts.version,
    architecture: formatArchitecture(plan.architecture),
    from: plan.start?.source ?? null,
    settings: plan.settings,
    engine: plan.engine.kind,
    arithmetic: plan.engine.arithmetic,
    target: plan.target ?? null,
    data: {
      dataset: dataset ?? null,
      fallback: fallback ?? null,
      // It may go on from another folder.
      folder: folder === undefined ? null : resolve(folder),
      limit: plan.data.limit ?? null,
      pictures: pictures === undefined ? null : resolve(pictures),
      training: learned[0].images.count,
      validation: validation?.count ?? 0,
      test: judged[0]?.images.count ?? 0,
      sha256: facts.sha256,
    },
    output: plan.output === undefined ? null : resolve(plan.output),
    checkpointEvery: plan.checkpointEvery,
  };
}

/** @throws {UsageError} If a flag says other than the run does, and the bits depend on it. */
function refuseChanges(config: RunConfig, flags: TrainFlags): void {
  const { settings, data } = config;
  const { epochs, ...fixed } = settings;
  if (flags.epochs !== undefined && flags.epochs < epochs) {
    throw new UsageError(
      `--epochs can only be raised when a run goes on: expected at least ${epochs}, ` +
        `got ${flags.epochs}`,
    );
  }
  const model = flags.model && formatArchitecture(readArchitecture(flags.model));
  const pairs: [flag: string, given: unknown, own: unknown][] = [
    ["--model", model, config.architecture],
    ["--dataset", flags.dataset, data.dataset],
    ["--data", data.dataset === null ? flags.data : undefined, null],
    ["--pictures", data.pictures === null ? flags.pictures : undefined, null],
    ["--limit", flags.limit, data.limit],
    ["--validation", flags.validation, data.validation],
    ["--engine", flags.engine, config.engine],
    ["--arithmetic", flags.arithmetic, config.arithmetic],
    ["--target", flags.target, config.target],
    ...SETTING_NAMES
      .filter((name) => name in fixed)
      .map((name): [string, unknown, unknown] => [flagName(name), flags[name], settings[name]]),
  ];
  for (const [flag, given, own] of pairs) {
    if (given === undefined || given === own) continue;
    throw new UsageError(
      `${flag} cannot change when a run goes on: expected ${own ?? "none"}, got ${given}`,
    );
  }
}
