import { type LabelledImages, slice } from "../dataset/labelled_images.ts";
import type { Engine } from "../engine/engine.ts";
import { hashIndex, hashStream } from "../random.ts";

/**
 * Copies images into an engine as they lie.
 *
 * @param range Which: from `first` on, before `end` if there is one, at most as many as the engine takes.
 * @returns How many images the engine now holds.
 */
export function loadBatch(
  engine: Engine,
  images: LabelledImages,
  range: { first: number; end?: number },
): number {
  const { first } = range;
  const { count, images: pixels, labels } = slice(
    images,
    first,
    Math.min(range.end ?? images.count, first + engine.batch) - first,
  );
  engine.images.set(pixels);
  engine.labels.set(labels);
  return count;
}

/**
 * Gives an engine images in a given order, copied unless it holds them: `order[first]` becomes its
 * image 0, and so on. Each gets a key, made of `epochKey` and its number, and a strength to augment by.
 *
 * @param sets Images of one size, numbered one set behind the other.
 * @param range.order The numbers of the images.
 * @param range.first The first place of the order; as many follow as the engine takes.
 * @param range.strength Which share of the augmentation they get, 0..1; all of it if absent.
 * @returns How many images the engine now holds.
 */
export function loadShuffledBatch(
  engine: Engine,
  sets: readonly LabelledImages[],
  range: { first: number; order: Uint32Array; epochKey: number; strength?: number },
): number {
  const { first, order, epochKey, strength = 1 } = range;
  const count = Math.min(order.length - first, engine.batch);
  const picks = holds(engine, sets) ? engine.picks : undefined;
  for (let n = 0; n < count; n++) {
    const number = order[first + n];
    let [index, place] = [0, number];
    while (place >= sets[index].count) place -= sets[index++].count;
    const { images, labels, height, width } = sets[index];
    const length = height * width;
    if (picks) picks[n] = number;
    else engine.images.set(images.subarray(place * length, (place + 1) * length), n * length);
    engine.labels[n] = labels[place];
    engine.keys[n] = hashIndex(epochKey, number);
    engine.strengths[n] = strength;
  }
  return count;
}

/** Whether an engine's source is these images, so that they need not be copied. */
function holds({ source }: Engine, sets: readonly LabelledImages[]): boolean {
  return source?.length === sets.length && sets.every(({ images }, k) => images === source[k]);
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
