/** The training settings as flags: none has a fallback, since what is not given is the preset's. */

import { fineTuningSettings } from "../training/fine_tuning.ts";
import { findPreset } from "../training/presets.ts";
import {
  type AnySetting,
  completeSettings,
  isUsed,
  type OptimizerName,
  SETTING_NAMES,
  type SettingName,
  SETTINGS,
  type TrainingSettings,
} from "../training/settings.ts";
import {
  choiceFlag,
  expectedValue,
  type Flag,
  flagName,
  type FlagValues,
  numberFlag,
  wholeNumberFlag,
} from "./flags.ts";
import { formatList } from "./format.ts";
import { UsageError } from "./usage_error.ts";

/** One flag for each setting. */
export const SETTING_FLAGS = Object.fromEntries(
  SETTING_NAMES.map((name) => [name, settingFlag(SETTINGS[name])]),
) as { readonly [K in SettingName]: Flag<TrainingSettings[K] | undefined> };

/** What `--augment` can be made of, for help. */
export const AUGMENT_NOTE = "--augment knows shift, elastic, smoothness and thickness (pixels), " +
  "rotation and shear (degrees), scale, stretch, noise and erasing (shares of 1): how far an image is " +
  'changed at most. "strong,erasing=0" is strong without erasing.';

/** How a network that begins with weights learns otherwise than others, for help. */
export function describeFineTuning(): string {
  const usual = formatSettings(completeSettings({}));
  return formatSettings(fineTuningSettings({})).filter((text) => !usual.includes(text)).join(" ");
}

/** What a preset has chosen for its optimizer and not for another. */
const OPTIMIZERS_OWN = ["learningRate", "weightDecay"];

/**
 * The settings of a run: those that were given, and for the rest what `model` or any network has, or one
 * that begins with the weights that `from` names.
 *
 * @throws {UsageError} If a flag is given that the optimizer makes no use of.
 */
export function settingsFromFlags(
  flags: FlagValues<typeof SETTING_FLAGS> & { readonly model: string; readonly from?: string },
): TrainingSettings {
  const names = SETTING_NAMES.filter((name) => flags[name] !== undefined);
  const given = Object.fromEntries(names.map((name) => [name, flags[name]]));
  const preset = findPreset(flags.model)?.settings ?? {};
  const settings = flags.from === undefined
    ? completeSettings({ ...forOptimizer(preset, flags.optimizer), ...given })
    : fineTuningSettings(given);
  const { optimizer } = settings;
  const unused = names.find((name) => !isUsed(name, optimizer));
  if (unused) {
    const users = formatList(SETTINGS[unused].optimizers ?? [], "or");
    throw new UsageError(
      `${flagName(unused)} is for --optimizer ${users}, got --optimizer ${optimizer}`,
    );
  }
  if (optimizer === "nesterov" && settings.momentum === 0) {
    throw new UsageError("--optimizer nesterov needs a --momentum above 0, got 0");
  }
  return settings;
}

/** Settings as the flags that would say all of them: `--epochs 4`, `--batch 32` and so on. */
export function formatSettings(settings: TrainingSettings): string[] {
  return SETTING_NAMES
    .filter((name) => isUsed(name, settings.optimizer))
    .map((name) => `${flagName(name)} ${settings[name]}`);
}

/** A preset's settings as far as they are of use for another optimizer, if that is asked for. */
function forOptimizer(
  preset: Partial<TrainingSettings>,
  optimizer: OptimizerName | undefined,
): Partial<TrainingSettings> {
  const own = preset.optimizer ?? SETTINGS.optimizer.fallback;
  if (optimizer === undefined || optimizer === own) return preset;
  return Object.fromEntries(
    Object.entries(preset).filter(([name]) =>
      !OPTIMIZERS_OWN.includes(name) && SETTINGS[name as SettingName].optimizers === undefined
    ),
  );
}

function settingFlag(setting: AnySetting): Flag<number | string | undefined> {
  // Where it is not given, help shows what holds for any network.
  const help = setting.kind === "choice" ? setting.help : `${setting.help} [${setting.fallback}]`;
  switch (setting.kind) {
    case "whole":
      return wholeNumberFlag(help, undefined, setting);
    case "number":
      return numberFlag(help, undefined, setting);
    case "choice": {
      const flag = choiceFlag(help, undefined, setting.choices);
      return { ...flag, help: `${flag.help} [${setting.fallback}]` };
    }
    case "text":
      return {
        placeholder: "TEXT",
        help: `${setting.help}: ${setting.says} [${setting.fallback}]`,
        fallback: undefined,
        read: (text, name) => setting.read(text, (...fault) => expectedValue(name, ...fault)),
      };
  }
}
