import { completeSettings, type TrainingSettings } from "./settings.ts";

/**
 * How a network goes on learning that has learned already, as far as that differs from what holds for any
 * network: for a short time, from images that are changed a little, so that it keeps what it knows.
 */
const FINE_TUNING: Partial<TrainingSettings> = {
  epochs: 3,
  optimizer: "nesterov",
  augment: "light",
};

/** Its steps are so many times shorter than those of a network that begins with random values. */
const SHORTER = 10;

/** All settings of a network that begins with weights: those of `chosen`, and what suits it for the rest. */
export function fineTuningSettings(chosen: Partial<TrainingSettings>): TrainingSettings {
  const settings = completeSettings({ ...FINE_TUNING, ...chosen });
  const { learningRate = settings.learningRate / SHORTER } = chosen;
  return { ...settings, learningRate };
}
