import { PRESETS } from "../training/presets.ts";
import { DATA_FLAGS } from "./data_flags.ts";
import { ENGINE_FLAGS } from "./engine_flags.ts";
import { type FlagTable, type FlagValues, switchFlag, textFlag, wholeNumberFlag } from "./flags.ts";
import { RUN_FLAGS } from "./run_flags.ts";
import { SETTING_FLAGS } from "./setting_flags.ts";
import { DEFAULT_WEIGHTS, SHIPPED } from "./weights_flags.ts";

/** The flags of `cnn train`. */
export const TRAIN_FLAGS = {
  ...DATA_FLAGS,
  model: textFlag("PRESET|TEXT", `Network to train, see models [${PRESETS[0].name}]`, undefined),
  from: textFlag("FILE", `Weights to begin with, and their network; "${SHIPPED}" too`, undefined),
  ...SETTING_FLAGS,
  pictures: textFlag(
    "FOLDER",
    "Learn from pictures of digits, named as in 7/a.png or a_7.png",
    undefined,
  ),
  limit: wholeNumberFlag("Train on the first N images only", undefined, { least: 1 }),
  validation: wholeNumberFlag(
    "Keep the last N to judge epochs by [a twelfth]",
    undefined,
    { least: 0 },
  ),
  output: textFlag("FILE", `Where the weights go [${DEFAULT_WEIGHTS}]`, undefined),
  ...RUN_FLAGS,
  ...ENGINE_FLAGS,
  json: switchFlag("Print JSON, one object a line"),
  quiet: switchFlag("Print the result only"),
} satisfies FlagTable;

/** The values of the flags of `cnn train`. */
export type TrainFlags = FlagValues<typeof TRAIN_FLAGS>;
