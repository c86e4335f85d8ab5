/**
 * Temperature scaling: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017,
 * section 4.2. All logits are divided by one number, which is fitted on images that the network has not
 * learned from. Answers stay what they are; how sure they are becomes how often they are right.
 */
import type { LabelledImages } from "../dataset/labelled_images.ts";
import type { Engine } from "../engine/engine.ts";
import { loadBatch } from "./batches.ts";

/** The range in which a temperature is looked for. */
const LEAST = 0.2;
const MOST = 10;

/** Probabilities below this are taken for it: their logarithm has an end. */
const SMALLEST = 1e-30;

/**
 * What probabilities become at a temperature: the softmax of the logits divided by it, computed from the
 * probabilities, whose logarithms are logits. A new array; above 1 all classes come nearer to each other.
 *
 * @param probabilities Of the classes of one image, their sum 1.
 */
export function temper(probabilities: Float32Array, temperature: number): Float32Array {
  if (temperature === 1) return probabilities;
  const most = Math.max(...probabilities);
  const powers = probabilities.map((value) => Math.pow(value / most, 1 / temperature));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

/**
 * Finds the temperature at which answers have the least mean cross-entropy.
 *
 * @param probabilities `[images, classes]`, as the network gives them.
 * @param labels `[images]`, the right classes.
 * @returns From 0.2 to 10; 1 for probabilities that are right as often as they say.
 * @throws {TypeError} If there are no images, or not as many labels as images.
 */
export function fitTemperature(probabilities: Float32Array, labels: Uint8Array): number {
  const classes = probabilities.length / labels.length;
  if (labels.length === 0 || !Number.isInteger(classes)) {
    throw new TypeError(
      "Cannot fit a temperature: expected probabilities of all classes for each label, " +
        `got ${probabilities.length} for ${labels.length} labels`,
    );
  }
  const logits = Float64Array.from(probabilities, (value) => Math.log(Math.max(SMALLEST, value)));
  const loss = (logTemperature: number) =>
    meanLoss(logits, { labels, classes, factor: Math.exp(-logTemperature) });
  return Math.exp(minimize(loss, Math.log(LEAST), Math.log(MOST)));
}

/**
 * Lets a network answer for images that it has not learned from, and finds its temperature by them.
 *
 * @throws {TypeError} If there are no images.
 */
export function calibrate(engine: Engine, images: LabelledImages): number {
  const { classes } = engine.network;
  const probabilities = new Float32Array(images.count * classes);
  for (let first = 0; first < images.count; first += engine.batch) {
    const count = loadBatch(engine, images, { first });
    engine.forward(count);
    probabilities.set(engine.probabilities.subarray(0, count * classes), first * classes);
  }
  return fitTemperature(probabilities, images.labels);
}

function meanLoss(
  logits: Float64Array,
  { labels, classes, factor }: { labels: Uint8Array; classes: number; factor: number },
): number {
  let total = 0;
  for (let n = 0; n < labels.length; n++) {
    const first = n * classes;
    let most = -Infinity;
    for (let k = 0; k < classes; k++) most = Math.max(most, logits[first + k]);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += Math.exp(factor * (logits[first + k] - most));
    total += Math.log(sum) - factor * (logits[first + labels[n]] - most);
  }
  return total / labels.length;
}

/** The place of the least value of a function that first falls and then rises: golden section. */
function minimize(value: (place: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [valueA, valueB] = [value(a), value(b)];
  while (high - low > 1e-4) {
    if (valueA < valueB) {
      [high, b, valueB] = [b, a, valueA];
      a = high - ratio * (high - low);
      valueA = value(a);
    } else {
      [low, a, valueA] = [a, b, valueB];
      b = low + ratio * (high - low);
      valueB = value(b);
    }
  }
  return (low + high) / 2;
}
