/** Which images a run takes. */

import { oneLine } from "../one_line.ts";
import type { TrainingSettings } from "../training/settings.ts";
import { chooseDataset, datasetFromFlags, DEFAULT_DATASET } from "./data_flags.ts";
import { formatList } from "./format.ts";
import type { Terminal } from "./terminal.ts";
import type { TrainFlags } from "./train_flags.ts";
import type { TrainingDataFlags } from "./training_data.ts";
import { UsageError } from "./usage_error.ts";
import type { FoundWeights } from "./weights_flags.ts";

/** Which images a run takes, as far as that is no matter of its settings. */
export type ChosenData = Omit<TrainingDataFlags, "seed" | "drawn">;

/** Where pictures are all there is, so many digits are drawn beside them unless something else is said. */
export const DRAWN_BESIDE_PICTURES = 2000;

/**
 * Which images a new run takes: those of a dataset, unless there are pictures and no dataset is named.
 *
 * @throws {UsageError} If a flag is for a dataset, and there is none.
 */
export function dataFromFlags(
  flags: TrainFlags,
  start: FoundWeights | undefined,
  terminal: Terminal,
): ChosenData {
  const { data, mirror, limit, validation, pictures } = flags;
  const usesDataset = pictures === undefined ||
    [flags.dataset, data, mirror].some((value) => value !== undefined);
  if (!usesDataset && limit !== undefined) {
    throw new UsageError("--limit is for the images of a dataset, got --pictures and no --dataset");
  }
  const learnedFrom = start && chooseDataset(flags, start.metadata["dataset"]);
  // What is named has to be had; generated digits may stand in for what is meant in any case.
  const dataset = flags.dataset ?? (learnedFrom === DEFAULT_DATASET ? undefined : learnedFrom);
  const classes = usesDataset
    ? datasetFromFlags({ ...flags, dataset }, { terminal }).classes
    : classesOf(start);
  return { usesDataset, dataset, data, mirror, limit, validation, pictures, classes };
}

const DIGITS = [..."0123456789"];

/** What the labels of pictures stand for: what weights say, or digits. */
export function classesOf(start: FoundWeights | undefined): readonly string[] {
  return start?.metadata["labels"]?.split(", ") ?? DIGITS;
}

/**
 * The settings with as many drawn digits as suit the images: none beside what is no digit, though a preset
 * may have some; some beside pictures, which are few.
 *
 * @throws {UsageError} If a flag asks for them beside what is no digit.
 */
export function withDrawnDigits(
  settings: TrainingSettings,
  flags: TrainFlags,
  { usesDataset, dataset, classes }: ChosenData,
): TrainingSettings {
  const areDigits = classes.join() === DIGITS.join();
  if (flags.drawn === undefined) {
    const usual = usesDataset ? settings.drawn : settings.drawn || DRAWN_BESIDE_PICTURES;
    return { ...settings, drawn: areDigits ? usual : 0 };
  }
  if (flags.drawn === 0 || areDigits) return settings;
  const what = usesDataset ? `--dataset ${dataset}` : `weights for ${formatList(classes, "and")}`;
  throw new UsageError(`--drawn is for images of digits, got ${oneLine(what)}`);
}
