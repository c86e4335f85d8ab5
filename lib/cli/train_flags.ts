import { PRESETS } from "../network/presets.ts";
import { type ScheduleName, SCHEDULES } from "../training/schedules.ts";
import { DATA_FLAGS } from "./data_flags.ts";
import { ENGINE_FLAGS } from "./engine_flags.ts";
import {
  choiceFlag,
  type FlagTable,
  type FlagValues,
  numberFlag,
  switchFlag,
  textFlag,
  wholeNumberFlag,
} from "./flags.ts";
import { DEFAULT_WEIGHTS } from "./weights_flags.ts";

/** The flags of `cnn train`. */
export const TRAIN_FLAGS = {
  ...DATA_FLAGS,
  model: textFlag("PRESET|TEXT", "Network to train, see models", PRESETS[0].name),
  epochs: wholeNumberFlag("How often every image is seen", 4, { least: 1 }),
  batch: wholeNumberFlag("Images a step", 32, { least: 1 }),
  learningRate: numberFlag("How far a step goes", 0.2, {
    says: "a number above 0",
    accepts: (number) => number > 0,
  }),
  schedule: choiceFlag(
    "How the learning rate changes",
    "linear",
    Object.keys(SCHEDULES) as ScheduleName[],
  ),
  momentum: numberFlag("Share of its speed that a step keeps", 0, {
    says: "a number of at least 0 and below 1",
    accepts: (number) => number >= 0 && number < 1,
  }),
  seed: wholeNumberFlag("Governs all that is random", 1, { least: 0 }),
  limit: wholeNumberFlag("Train on the first N images only", undefined, { least: 1 }),
  validation: wholeNumberFlag(
    "Keep the last N to judge epochs by [a twelfth]",
    undefined,
    { least: 0 },
  ),
  output: textFlag("FILE", "Where the weights go", DEFAULT_WEIGHTS),
  ...ENGINE_FLAGS,
  json: switchFlag("Print JSON, one object a line"),
  quiet: switchFlag("Print the result only"),
} satisfies FlagTable;

/** The values of the flags of `cnn train`. */
export type TrainFlags = FlagValues<typeof TRAIN_FLAGS>;
