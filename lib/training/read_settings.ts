import { suggestion } from "../closest_word.ts";
import { oneLine } from "../one_line.ts";
import {
  type AnySetting,
  completeSettings,
  SETTING_NAMES,
  SETTINGS,
  type TextSetting,
  type TrainingSettings,
} from "./settings.ts";

/**
 * Settings that came from outside, such as a file.
 *
 * @param value What JSON held.
 * @returns The same, in the order of `SETTINGS`.
 * @throws {SyntaxError} If a setting is missing, unknown or out of its range, with a message such as
 * `Cannot read the settings: expected epochs to be a whole number of at least 1, got 0`.
 */
export function readSettings(value: unknown): TrainingSettings {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw unexpected("a JSON object", value);
  }
  const found: Record<string, unknown> = { ...value };
  for (const name of Object.keys(found)) {
    if (Object.hasOwn(SETTINGS, name)) continue;
    throw unexpected(`a setting that there is${suggestion(name, SETTING_NAMES)}`, name);
  }
  for (const name of SETTING_NAMES) {
    const setting: AnySetting = SETTINGS[name];
    if (!isValueOf(setting, found[name])) {
      throw unexpected(`${name} to be ${rangeOf(setting)}`, found[name]);
    }
  }
  return completeSettings(found);
}

/** Which values a setting may have, in words. */
function rangeOf(setting: AnySetting): string {
  switch (setting.kind) {
    case "whole": {
      const { least, most } = setting;
      return `a whole number ${
        most === undefined ? `of at least ${least}` : `from ${least} to ${most}`
      }`;
    }
    case "number":
    case "text":
      return setting.says;
    case "choice":
      return `one of ${setting.choices.join(", ")}`;
  }
}

function isValueOf(setting: AnySetting, value: unknown): boolean {
  switch (setting.kind) {
    case "whole": {
      const { least, most = Number.MAX_SAFE_INTEGER } = setting;
      return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
    }
    case "number":
      return Number.isFinite(value) && setting.accepts(Number(value));
    case "choice":
      return setting.choices.some((choice) => choice === value);
    case "text":
      return typeof value === "string" && isReadable(setting, value);
  }
}

function isReadable(setting: TextSetting, text: string): boolean {
  try {
    setting.read(text);
    return true;
  } catch {
    return false;
  }
}

function unexpected(expected: string, got: unknown): SyntaxError {
  const shown = oneLine(JSON.stringify(got) ?? "nothing", 80);
  return new SyntaxError(`Cannot read the settings: expected ${expected}, got ${shown}`);
}
