import type { LabelledImages } from "../dataset/labelled_images.ts";
import type { Engine } from "../engine/engine.ts";
import { totalCrossEntropy } from "../layers/cross_entropy.ts";
import { loadBatch, mostProbable } from "./batches.ts";
import { type Calibration, CalibrationTally } from "./calibration.ts";
import { createPauses } from "../pause.ts";
import { temper } from "./temperature.ts";

/** An image that was taken for something else. */
export interface Mistake {
  /** Its number in the set. */
  index: number;
  /** What it shows. */
  label: number;
  /** The class that it was taken for. */
  predicted: number;
  /** That class's probability, 0..1. */
  probability: number;
}

/** How a network does on labelled images. */
export interface Evaluation {
  /** The share of right answers, 0..1. */
  accuracy: number;
  /** How many right answers. */
  correct: number;
  /** How many images. */
  total: number;
  /** Mean cross-entropy, in nats. */
  loss: number;
  /** `confusion[label][predicted]`: how many images. */
  confusion: number[][];
  /** Wrong answers, the most confident first. */
  mistakes: Mistake[];
  /** Whether it is right as often as it says. */
  calibration: Calibration;
}

/**
 * Lets a network answer for every image.
 *
 * @param options.temperature What sureness is measured at, as `fitTemperature` finds it; 1 if absent. The
 * loss stays the network's own.
 * @param options.signal Ends the work with its reason.
 * @param options.onProgress Called some 20 times a second with the number of images that are done.
 * @throws {RangeError} If there are no images.
 */
export async function evaluate(
  engine: Engine,
  images: LabelledImages,
  options: {
    signal?: AbortSignal;
    onProgress?: (done: number) => void;
    temperature?: number;
  } = {},
): Promise<Evaluation> {
  if (images.count === 0) {
    throw new RangeError("Cannot evaluate: expected at least one image, got none");
  }
  options.signal?.throwIfAborted();
  const { classes } = engine.network;
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const mistakes: Mistake[] = [];
  const calibration = new CalibrationTally();
  const pause = createPauses(options.signal);
  let loss = 0;

  for (let first = 0; first < images.count; first += engine.batch) {
    const count = loadBatch(engine, images, { first });
    engine.forward(count);
    loss += totalCrossEntropy(engine.probabilities, engine.labels, { batch: count, classes });
    for (let n = 0; n < count; n++) {
      const label = engine.labels[n];
      const predicted = mostProbable(engine, n);
      const answer = engine.probabilities.subarray(n * classes, (n + 1) * classes);
      const probability = temper(answer, options.temperature ?? 1)[predicted];
      confusion[label][predicted]++;
      calibration.add(probability, predicted === label);
      if (predicted === label) continue;
      mistakes.push({ index: first + n, label, predicted, probability });
    }
    const pausing = pause();
    if (!pausing) continue;
    options.onProgress?.(first + count);
    await pausing;
  }
  mistakes.sort((a, b) => b.probability - a.probability || a.index - b.index);
  const correct = images.count - mistakes.length;
  return {
    accuracy: correct / images.count,
    correct,
    total: images.count,
    loss: loss / images.count,
    confusion,
    mistakes,
    calibration: calibration.summarize(),
  };
}

/**
 * The 95% interval of a share of which `correct` of `total` were seen (Wilson, "Probable inference",
 * 1927): unlike the simple formula it stays inside 0..1 and is right near both ends.
 */
export function confidenceInterval(correct: number, total: number): [low: number, high: number] {
  const z = 1.959964;
  const share = correct / total;
  const centre = (share + z * z / (2 * total)) / (1 + z * z / total);
  const variance = share * (1 - share) / total + z * z / (4 * total * total);
  const half = z * Math.sqrt(variance) / (1 + z * z / total);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
