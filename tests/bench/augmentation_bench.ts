/** Times every effect of an augmentation on its own, and all together: `deno bench`. A round changes 100 images. */

import { AUGMENTATION_NAMES } from "../../lib/augmentation/augmentation.ts";
import { STRENGTHS } from "../../lib/augmentation/augmentation_text.ts";
import { createAugmenter } from "../../lib/augmentation/create_augmenter.ts";
import { generateDigits } from "../../lib/dataset/generated/generate_digits.ts";
import { Random } from "../../lib/random.ts";

const IMAGES_A_ROUND = 100;
const SHAPE = [1, 28, 28];

const digits = new Uint8Array(IMAGES_A_ROUND * 784);
const labels = new Uint8Array(IMAGES_A_ROUND);
generateDigits({
  seed: 1,
  stream: "train",
  first: 0,
  count: IMAGES_A_ROUND,
  images: digits,
  labels,
});

// As in an engine: memory that threads share.
const images = new Uint8Array(new SharedArrayBuffer(digits.length));
const random = new Random(1, "keys");
const keys = Uint32Array.from({ length: IMAGES_A_ROUND }, () => random.uint32());
const strengths = new Float32Array(IMAGES_A_ROUND).fill(1);

const { strong } = STRENGTHS;
const effects = AUGMENTATION_NAMES.filter((name) => strong[name])
  .map((name) => [name, { [name]: strong[name] }] as const);

for (const [name, augmentation] of [...effects, ...Object.entries(STRENGTHS)]) {
  const augment = createAugmenter(augmentation, SHAPE);
  Deno.bench(`augment 100 images: ${name}`, () => {
    images.set(digits);
    augment({ images, keys, strengths }, 0, IMAGES_A_ROUND);
  });
}
