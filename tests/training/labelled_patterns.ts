import type { LabelledImages } from "../../lib/dataset/labelled_images.ts";
import { Random } from "../../lib/random.ts";

/** Images of `size`x`size` that a small network learns: each class lights a row of its own, among noise. */
export function labelledPatterns(
  count: number,
  options: { classes: number; size: number; seed?: number },
): LabelledImages {
  const { classes, size, seed = 1 } = options;
  const random = new Random(seed, "patterns");
  const images = new Uint8Array(count * size * size).map(() => random.below(60));
  const labels = new Uint8Array(count).map(() => random.below(classes));
  for (let n = 0; n < count; n++) {
    const row = (n * size + labels[n]) * size;
    images.subarray(row, row + size).forEach((_, x, pixels) => pixels[x] = 120 + random.below(136));
  }
  return { count, height: size, width: size, images, labels };
}
