import { assert, assertEquals } from "@std/assert";
import type { Augmentation } from "../../lib/augmentation/augmentation.ts";
import { createAugmenter } from "../../lib/augmentation/create_augmenter.ts";
import { generateDigits } from "../../lib/dataset/generated/generate_digits.ts";
import { drawAugmentations } from "../../lib/explain/augmentation_sheet.ts";
import { hashIndex } from "../../lib/random.ts";
import { epochKey } from "../../lib/training/batches.ts";
import { greyOf } from "../image/grey_of.ts";

const CLASSES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** Digits that the program draws. */
function digits(count: number) {
  const images = new Uint8Array(count * 784);
  const labels = new Uint8Array(count);
  generateDigits({ seed: 1, stream: "train", first: 0, count, images, labels });
  return { count, height: 28, width: 28, images, labels };
}

/** Whether a picture shows an image somewhere, three times enlarged and dark on white. */
function shows(picture: ReturnType<typeof greyOf>, image: Uint8Array): boolean {
  const { width, height, pixels } = picture;
  const isAt = (start: number) => {
    for (let p = 0; p < 784; p++) {
      const at = start + 3 * Math.floor(p / 28) * width + 3 * (p % 28);
      if (pixels[at] !== 255 - image[p] || pixels[at + 2 * width + 2] !== 255 - image[p]) {
        return false;
      }
    }
    return true;
  };
  for (let start = 0; start < (height - 84) * width; start++) if (isAt(start)) return true;
  return false;
}

function draw(images: ReturnType<typeof digits>, augmentation: Augmentation) {
  const options = { classes: CLASSES, augmentation, seed: 5, title: "digits" };
  return greyOf(drawAugmentations(images, options));
}

Deno.test("drawAugmentations() draws an image of each class, and what epochs of a run learn from", () => {
  const images = digits(60);
  const augmentation = { rotation: 20, thickness: 1 };
  const picture = draw(images, augmentation);
  const augment = createAugmenter(augmentation, [1, 28, 28]);
  for (const label of [0, 7]) {
    const index = images.labels.indexOf(label);
    const original = images.images.slice(index * 784, (index + 1) * 784);
    assert(shows(picture, original), `${label}`);
    for (const epoch of [1, 12]) {
      const changed = original.slice();
      const keys = Uint32Array.of(hashIndex(epochKey(5, epoch), index));
      augment({ images: changed, keys, strengths: Float32Array.of(1) }, 0, 1);
      assert(shows(picture, changed), `${label} in epoch ${epoch}`);
    }
    const second = images.labels.indexOf(label, index + 1);
    assert(!shows(picture, images.images.slice(second * 784, (second + 1) * 784)));
  }
});

Deno.test("drawAugmentations() draws the first images of each class where nothing is augmented", () => {
  const images = digits(60);
  const picture = draw(images, {});
  for (let index = 0; index < images.count; index++) {
    assert(shows(picture, images.images.slice(index * 784, (index + 1) * 784)), `${index}`);
  }
});

Deno.test("drawAugmentations() has a row for each class that there is, and room for all text", () => {
  const all = draw(digits(60), {});
  const few = draw({ ...digits(60), labels: new Uint8Array(60).fill(3) }, {});
  assertEquals(all.height - few.height, 9 * (84 + 6));
  const settings = { classes: CLASSES, augmentation: {}, seed: 1, title: "long ".repeat(100) };
  assert(drawAugmentations(digits(60), settings).width > all.width);
});
