/** The training settings as flags: none has a fallback, since what is not given is the preset's. */

import { findPreset } from "../training/presets.ts";
import {
  completeSettings,
  type Setting,
  SETTING_NAMES,
  type SettingName,
  SETTINGS,
  type TrainingSettings,
} from "../training/settings.ts";
import {
  choiceFlag,
  type Flag,
  flagName,
  type FlagValues,
  numberFlag,
  wholeNumberFlag,
} from "./flags.ts";

/** One flag for each setting. */
export const SETTING_FLAGS = Object.fromEntries(
  SETTING_NAMES.map((name) => [name, settingFlag(SETTINGS[name])]),
) as { readonly [K in SettingName]: Flag<TrainingSettings[K] | undefined> };

/** The settings of a run: those that were given, and what `model` or any network has for the rest. */
export function settingsFromFlags(
  flags: FlagValues<typeof SETTING_FLAGS> & { readonly model: string },
): TrainingSettings {
  const given = SETTING_NAMES
    .filter((name) => flags[name] !== undefined)
    .map((name) => [name, flags[name]]);
  return completeSettings({ ...findPreset(flags.model)?.settings, ...Object.fromEntries(given) });
}

/** Settings as the flags that would say all of them: `--epochs 4`, `--batch 32` and so on. */
export function formatSettings(settings: TrainingSettings): string[] {
  return SETTING_NAMES.map((name) => `${flagName(name)} ${settings[name]}`);
}

function settingFlag(
  setting: Setting<number> | Setting<string>,
): Flag<number | string | undefined> {
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
  }
}
