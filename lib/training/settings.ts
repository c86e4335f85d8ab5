/**
 * Everything that determines the bits of a run besides the data, the network and the arithmetic, as
 * data: presets name it, flags override it, and a run's folder keeps it. To add a setting is to add it
 * to `TrainingSettings`, to `SETTINGS`, and to what makes use of it.
 */

import {
  AUGMENTATION_SAYS,
  formatAugmentation,
  parseAugmentation,
  type Refusal,
} from "../augmentation/augmentation_text.ts";
import { type ScheduleName, SCHEDULES } from "./schedules.ts";

/** What gradients are turned into better parameters by. */
export type OptimizerName = "sgd" | "nesterov" | "adam" | "adamw";

/** How a network is trained. Survives JSON. */
export interface TrainingSettings {
  /** How often every image is seen, at least 1. */
  epochs: number;
  /** Images a step, at least 1. */
  batch: number;
  /** "nesterov" is "sgd" with Nesterov's momentum. */
  optimizer: OptimizerName;
  /** How far a step goes along the gradient, before the schedule's factor; above 0. */
  learningRate: number;
  /** How the learning rate changes over the run. */
  schedule: ScheduleName;
  /** In which share of all steps it rises first, 0 to below 1. */
  warmup: number;
  /** The share of its speed that a step of "sgd" or "nesterov" keeps, 0 to below 1. */
  momentum: number;
  /** The share of the mean gradient that a step of "adam" or "adamw" keeps, 0 to below 1. */
  beta1: number;
  /** The share of the mean squared gradient that a step of "adam" or "adamw" keeps, 0 to below 1. */
  beta2: number;
  /** What "adam" and "adamw" add to the root of that mean, at least 1e-30. */
  epsilon: number;
  /** By how much weights are drawn towards zero, at least 0. */
  weightDecay: number;
  /** The longest that all gradients together may be; 0 for any length. */
  clipNorm: number;
  /** The share of the moving averages of the values that a step keeps, below 1; 0 for no averages. */
  averaging: number;
  /** The share of each label that is spread over all classes, 0 to below 1. */
  labelSmoothing: number;
  /** How images are changed at random, as `formatAugmentation` writes it. */
  augment: string;
  /** In which share of all steps, the last ones, images are changed half as much, 0 to below 1. */
  settle: number;
  /** How many digits are learned from that the program draws, besides the images of the dataset. */
  drawn: number;
  /** Governs all that is random, 0 to 2^53 - 1. */
  seed: number;
}

/** What a setting may be. */
export type Setting<T> = [T] extends [number] ? WholeNumberSetting | NumberSetting
  : string extends T ? TextSetting
  : ChoiceSetting<T>;

/** A setting of any kind. */
export type AnySetting = WholeNumberSetting | NumberSetting | ChoiceSetting<string> | TextSetting;

/** What all settings have. */
export interface SettingBase<T> {
  /** What it is, in a few words. */
  readonly help: string;
  /** Its value where nobody says anything else. */
  readonly fallback: T;
  /** Which optimizers make use of it; all if absent. */
  readonly optimizers?: readonly OptimizerName[];
}

/** A setting that is a whole number. */
export interface WholeNumberSetting extends SettingBase<number> {
  /** Which kind this is. */
  readonly kind: "whole";
  /** The smallest value. */
  readonly least: number;
  /** The largest value; 2^53 - 1 if absent. */
  readonly most?: number;
}

/** A setting that is a number with decimals. */
export interface NumberSetting extends SettingBase<number> {
  /** Which kind this is. */
  readonly kind: "number";
  /** Its range in words, such as "a number above 0". */
  readonly says: string;
  /** Whether a finite number is in its range. */
  readonly accepts: (number: number) => boolean;
}

/** A setting that is one of a few words. */
export interface ChoiceSetting<C> extends SettingBase<C> {
  /** Which kind this is. */
  readonly kind: "choice";
  /** All its values. */
  readonly choices: readonly C[];
}

/** A setting that is a text with a meaning. */
export interface TextSetting extends SettingBase<string> {
  /** Which kind this is. */
  readonly kind: "text";
  /** What it may be, in words. */
  readonly says: string;
  /**
   * The text in the form in which it is kept.
   *
   * @throws What `refuse` makes, if it means nothing.
   */
  readonly read: (text: string, refuse?: Refusal) => string;
}

/** The name of a setting, such as "learningRate". */
export type SettingName = keyof TrainingSettings;

/** The most digits that are drawn: a gigabyte of them. */
const MOST_DRAWN = 1_000_000;

const SHARE = {
  says: "a number of at least 0 and below 1",
  accepts: (number: number) => number >= 0 && number < 1,
};
const ABOVE_ZERO = { says: "a number above 0", accepts: (number: number) => number > 0 };
const NOT_NEGATIVE = { says: "a number of at least 0", accepts: (number: number) => number >= 0 };

/** Every setting, in the order in which they are shown. */
export const SETTINGS: { readonly [K in SettingName]: Setting<TrainingSettings[K]> } = {
  epochs: { kind: "whole", help: "How often every image is seen", fallback: 4, least: 1 },
  batch: { kind: "whole", help: "Images a step", fallback: 32, least: 1 },
  optimizer: {
    kind: "choice",
    help: "What turns gradients into better parameters",
    fallback: "sgd",
    choices: ["sgd", "nesterov", "adam", "adamw"],
  },
  learningRate: { kind: "number", help: "How far a step goes", fallback: 0.2, ...ABOVE_ZERO },
  schedule: {
    kind: "choice",
    help: "How the learning rate changes",
    fallback: "linear",
    choices: Object.keys(SCHEDULES) as ScheduleName[],
  },
  warmup: {
    kind: "number",
    help: "Share of the run in which the rate rises first",
    fallback: 0,
    ...SHARE,
  },
  momentum: {
    kind: "number",
    help: "Share of its speed that a step keeps",
    fallback: 0,
    optimizers: ["sgd", "nesterov"],
    ...SHARE,
  },
  beta1: {
    kind: "number",
    help: "Share of the mean gradient that a step keeps",
    fallback: 0.9,
    optimizers: ["adam", "adamw"],
    ...SHARE,
  },
  beta2: {
    kind: "number",
    help: "Share of the mean squared gradient that a step keeps",
    fallback: 0.999,
    optimizers: ["adam", "adamw"],
    ...SHARE,
  },
  epsilon: {
    kind: "number",
    help: "Added to the root of that mean",
    fallback: 1e-8,
    optimizers: ["adam", "adamw"],
    // What is smaller could be zero in single precision.
    says: "a number of at least 1e-30",
    accepts: (number) => number >= 1e-30,
  },
  weightDecay: {
    kind: "number",
    help: "How much weights are drawn towards zero",
    fallback: 0,
    ...NOT_NEGATIVE,
  },
  clipNorm: {
    kind: "number",
    help: "Longest that a gradient may be, 0 for any length",
    fallback: 0,
    ...NOT_NEGATIVE,
  },
  averaging: {
    kind: "number",
    help: "Share that a step keeps of averaged weights, 0 for none",
    fallback: 0,
    ...SHARE,
  },
  labelSmoothing: {
    kind: "number",
    help: "Share of a label that is spread over all classes",
    fallback: 0,
    ...SHARE,
  },
  augment: {
    kind: "text",
    help: "How images are changed at random",
    fallback: "none",
    says: AUGMENTATION_SAYS,
    read: (text, refuse) => formatAugmentation(parseAugmentation(text, refuse)),
  },
  settle: {
    kind: "number",
    help: "Last share of the run, with images changed half as much",
    fallback: 0,
    ...SHARE,
  },
  drawn: {
    kind: "whole",
    help: "Learn from N digits more, drawn by the program",
    fallback: 0,
    least: 0,
    most: MOST_DRAWN,
  },
  seed: { kind: "whole", help: "Governs all that is random", fallback: 1, least: 0 },
};

/** The names of all settings, in their order. */
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** What an optimizer has other fallbacks for. */
const OPTIMIZER_FALLBACKS: Readonly<Record<OptimizerName, Partial<TrainingSettings>>> = {
  sgd: {},
  nesterov: { learningRate: 0.05, momentum: 0.9 },
  adam: { learningRate: 0.001 },
  adamw: { learningRate: 0.001, weightDecay: 0.01 },
};

/** What a schedule has other fallbacks for. */
const SCHEDULE_FALLBACKS: Partial<Record<ScheduleName, Partial<TrainingSettings>>> = {
  "one-cycle": { warmup: 0.3 },
};

/** All settings: those of `chosen`, and the fallbacks of the rest. In the order of `SETTINGS`. */
export function completeSettings(chosen: Partial<TrainingSettings>): TrainingSettings {
  const optimizer = chosen.optimizer ?? SETTINGS.optimizer.fallback;
  const schedule = chosen.schedule ?? SETTINGS.schedule.fallback;
  const usual = { ...OPTIMIZER_FALLBACKS[optimizer], ...SCHEDULE_FALLBACKS[schedule] };
  return Object.fromEntries(SETTING_NAMES.map((name) => {
    const setting: AnySetting = SETTINGS[name];
    const value = chosen[name] ?? usual[name] ?? setting.fallback;
    return [name, setting.kind === "text" ? setting.read(`${value}`) : value];
  })) as unknown as TrainingSettings;
}

/** Whether an optimizer makes use of a setting. */
export function isUsed(name: SettingName, optimizer: OptimizerName): boolean {
  return SETTINGS[name].optimizers?.includes(optimizer) ?? true;
}
