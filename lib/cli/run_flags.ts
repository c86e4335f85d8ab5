/** The flags of `train` that say how a run is kept, when it ends, and how often there is one. */

import {
  expectedValue,
  type Flag,
  type FlagTable,
  numberFlag,
  textFlag,
  wholeNumberFlag,
} from "./flags.ts";

/** The time between two checkpoints, in minutes. */
export const CHECKPOINT_EVERY = 5;

/** `--run`, `--resume`, `--checkpoint-every`, `--target` and `--repeat`. */
export const RUN_FLAGS = {
  run: textFlag("DIR", "Keep all of the run there: it can go on if it ends", undefined),
  resume: textFlag("DIR", "Go on with the run that is kept there", undefined),
  checkpointEvery: {
    ...numberFlag(`Time between two checkpoints [${CHECKPOINT_EVERY}]`, undefined, {
      says: "a number above 0",
      accepts: (number) => number > 0,
    }),
    placeholder: "MINUTES",
  },
  target: accuracyFlag("End at this accuracy in validation: 0.99 or 99%"),
  repeat: wholeNumberFlag("Train with N seeds, from --seed on", undefined, { least: 2 }),
} satisfies FlagTable;

/** A flag with a share of right answers, as a number or in per cent. */
export function accuracyFlag(help: string): Flag<number | undefined> {
  return {
    placeholder: "ACCURACY",
    help,
    fallback: undefined,
    read(text, name) {
      const [, number, unit] = /^(\d+\.?\d*|\.\d+)(%?)$/.exec(text) ?? [];
      const accuracy = Number(number) / (unit === "%" ? 100 : 1);
      if (accuracy > 0 && accuracy <= 1) return accuracy;
      throw expectedValue(name, "a share such as 0.99 or 99%", text);
    },
  };
}
