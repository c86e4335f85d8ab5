/** What the presets were measured to reach: `measured.json`, which `deno task measure` writes. */

import measured from "./measured.json" with { type: "json" };
import type { Preset } from "./presets.ts";
import { completeSettings, type TrainingSettings } from "./settings.ts";

/** What came of training a preset several times on MNIST, each time with the next seed. */
export interface Measurement {
  /** The network's text. */
  architecture: string;
  /** How it was trained; the seed is the first. */
  settings: TrainingSettings;
  /** How many runs. */
  runs: number;
  /** Shares of the test images that were right, 0..1. */
  accuracy: {
    mean: number;
    worst: number;
    best: number;
    /** The 95% interval of the mean, if there were several runs. */
    interval?: [low: number, high: number];
  };
  /** The time of the median run, from the start of the program to the weights on the disk. */
  elapsedMs: number;
  /** On which machine: cores and processor. */
  machine: string;
}

/** Measurements by the names of presets. */
export type Measurements = Readonly<Record<string, Measurement>>;

/**
 * The measurement of a preset, if there is one of it as it is now.
 *
 * @param measurements Those that ship with the program if absent.
 */
export function findMeasurement(
  preset: Preset,
  measurements: Measurements = measured as unknown as Measurements,
): Measurement | undefined {
  if (!Object.hasOwn(measurements, preset.name)) return undefined;
  const measurement = measurements[preset.name];
  const isOfThis = measurement.architecture === preset.architecture &&
    isSame(measurement.settings, completeSettings(preset.settings));
  return isOfThis ? measurement : undefined;
}

function isSame(a: TrainingSettings, b: TrainingSettings): boolean {
  const texts = [a, b].map((settings) => JSON.stringify(Object.entries(settings).sort()));
  return texts[0] === texts[1];
}
