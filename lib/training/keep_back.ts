import type { LabelledImages } from "../dataset/labelled_images.ts";
import { Random } from "../random.ts";

/**
 * Divides images at random into those that are learned from and `count` that are kept back to judge by,
 * in which each label has about the share that it has in all.
 *
 * @param options.count How many to keep back, at most all.
 * @param options.seed Decides which.
 * @returns Copies: both parts sorted by their labels.
 */
export function keepBack(
  images: LabelledImages,
  { count, seed }: { count: number; seed: number },
): { learned: LabelledImages; kept: LabelledImages } {
  const numbers = Uint32Array.from({ length: images.count }, (_, number) => number);
  new Random(seed, "pictures").shuffle(numbers);
  const sorted = [...numbers].sort((a, b) => images.labels[a] - images.labels[b]);
  // The places k, k + 1, ... of which one is kept have the same length for all labels.
  const isKept = (place: number) =>
    Math.floor((place + 1) * count / images.count) > Math.floor(place * count / images.count);
  return {
    learned: pick(images, sorted.filter((_, place) => !isKept(place))),
    kept: pick(images, sorted.filter((_, place) => isKept(place))),
  };
}

/** The images of some numbers, in their order. */
function pick(from: LabelledImages, numbers: readonly number[]): LabelledImages {
  const { height, width } = from;
  const length = height * width;
  const images = new Uint8Array(numbers.length * length);
  for (const [place, number] of numbers.entries()) {
    images.set(from.images.subarray(number * length, (number + 1) * length), place * length);
  }
  const labels = Uint8Array.from(numbers, (number) => from.labels[number]);
  return { count: numbers.length, height, width, images, labels };
}
