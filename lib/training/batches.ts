import type { LabelledImages } from "../dataset/labelled_images.ts";
import type { Engine } from "../engine/engine.ts";
import { hashIndex, hashStream } from "../random.ts";

/**
 * Copies images into an engine, in the given order: `order[first]` becomes its image 0, and so on.
 *
 * @param order Numbers of images; absent for the order in which they lie.
 * @param range Which places of the order: from `first` on, at most as many as the engine takes.
 * Where there is an `order`, images get keys too, made of `epochKey` and their numbers.
 * @returns How many images the engine now holds.
 */
export function loadBatch(
  engine: Engine,
  images: LabelledImages,
  range: { first: number; end?: number; order?: Uint32Array; epochKey?: number },
): number {
  const { first, order, epochKey = 0 } = range;
  const end = Math.min(range.end ?? images.count, first + engine.batch);
  const length = images.height * images.width;
  if (!order) {
    engine.images.set(images.images.subarray(first * length, end * length));
    engine.labels.set(images.labels.subarray(first, end));
    return end - first;
  }
  for (let place = first; place < end; place++) {
    const image = order[place];
    const pixels = images.images.subarray(image * length, (image + 1) * length);
    engine.images.set(pixels, (place - first) * length);
    engine.labels[place - first] = images.labels[image];
    engine.keys[place - first] = hashIndex(epochKey, image);
  }
  return end - first;
}

/** What all keys of an epoch (from 1) of a run are made of. */
export function epochKey(seed: number, epoch: number): number {
  return hashIndex(hashStream(seed, "augmentation"), epoch);
}

/** How many of the engine's first `count` images have their label as the most probable class. */
export function countCorrect(engine: Engine, count: number): number {
  let correct = 0;
  for (let n = 0; n < count; n++) if (mostProbable(engine, n) === engine.labels[n]) correct++;
  return correct;
}

/** The most probable class of the engine's image `n`; the first where several are. */
export function mostProbable(engine: Engine, n: number): number {
  const { classes } = engine.network;
  const row = n * classes;
  let best = 0;
  for (let i = 1; i < classes; i++) {
    if (engine.probabilities[row + i] > engine.probabilities[row + best]) best = i;
  }
  return best;
}
