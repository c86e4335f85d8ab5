import { type Augmentation, hasEffect } from "../augmentation/augmentation.ts";
import { formatAugmentation } from "../augmentation/augmentation_text.ts";
import { createAugmenter } from "../augmentation/create_augmenter.ts";
import type { LabelledImages } from "../dataset/labelled_images.ts";
import { measureText } from "../image/pen_font.ts";
import { type Colour, type ColourPicture, PixelCanvas } from "../image/pixel_canvas.ts";
import { hashIndex } from "../random.ts";
import { epochKey } from "../training/batches.ts";

/** Images in a row. */
const COLUMNS = 13;

/** Sizes in pixels. */
const IMAGE_SIDE = 84;
const GAP = 6;
const MARGIN = 20;
const TEXT_SIZE = 18;
const SMALL_SIZE = 14;
const TITLE_HEIGHT = 54;

const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];
const GREY: Colour = [90, 90, 90];
const PAPER: Colour = [225, 225, 225];

/**
 * Draws what a network learns from as a sheet, dark on light: for each class an image, and what the
 * first twelve epochs of a run make of it; or, where images are not augmented, the class's first ones.
 *
 * @param images At least one.
 * @param options.classes The names of the classes.
 * @param options.augmentation How images are changed.
 * @param options.seed Of the run.
 * @param options.title What the images are called.
 */
export function drawAugmentations(
  images: LabelledImages,
  options: {
    classes: readonly string[];
    augmentation: Augmentation;
    seed: number;
    title: string;
  },
): ColourPicture {
  const { classes, augmentation } = options;
  const title = options.title +
    (hasEffect(augmentation) ? `: as it is, and as ${COLUMNS - 1} epochs see it with` : "");
  const settings = hasEffect(augmentation) ? formatAugmentation(augmentation) : "not augmented";
  const rows = chooseRows(images, options);
  const scale = Math.max(1, Math.floor(IMAGE_SIDE / Math.max(images.width, images.height)));
  const [cellWidth, cellHeight] = [images.width * scale + GAP, images.height * scale + GAP];
  const names = Math.ceil(Math.max(...classes.map((name) => measureText(name, TEXT_SIZE)))) + GAP;
  const width = Math.max(
    names + COLUMNS * cellWidth - GAP,
    measureText(title, TEXT_SIZE),
    measureText(settings, SMALL_SIZE),
  );
  const canvas = new PixelCanvas(
    2 * MARGIN + Math.ceil(width),
    2 * MARGIN + TITLE_HEIGHT + rows.length * cellHeight - GAP,
    PAPER,
  );
  canvas.write(title, [MARGIN, MARGIN + TEXT_SIZE], { size: TEXT_SIZE, colour: BLACK });
  canvas.write(settings, [MARGIN, MARGIN + TEXT_SIZE + SMALL_SIZE + GAP], {
    size: SMALL_SIZE,
    colour: GREY,
  });
  for (const [row, { label, pictures }] of rows.entries()) {
    const top = MARGIN + TITLE_HEIGHT + row * cellHeight;
    const line = top + (cellHeight - GAP + TEXT_SIZE) / 2;
    const name = classes[label] ?? `${label}`;
    canvas.write(name, [MARGIN, line], { size: TEXT_SIZE, colour: BLACK });
    for (const [column, ink] of pictures.entries()) {
      const pixels = ink.map((value) => WHITE[0] - value);
      const left = MARGIN + names + column * cellWidth;
      canvas.place({ width: images.width, height: images.height, pixels }, [left, top], scale);
    }
  }
  return canvas.picture;
}

/** For each label that there is, its first images, or the first with what becomes of it. */
function chooseRows(
  images: LabelledImages,
  { augmentation, seed }: { augmentation: Augmentation; seed: number },
): { label: number; pictures: Uint8Array[] }[] {
  const { height, width } = images;
  const augment = createAugmenter(augmentation, [1, height, width]);
  const copyOf = (index: number) =>
    images.images.slice(index * height * width, (index + 1) * height * width);
  const labels = [...new Set(images.labels)].sort((a, b) => a - b);
  const strengths = Float32Array.of(1);
  return labels.map((label) => {
    const indices = [...images.labels.keys()].filter((index) => images.labels[index] === label);
    if (!hasEffect(augmentation)) {
      return { label, pictures: indices.slice(0, COLUMNS).map(copyOf) };
    }
    const [index] = indices;
    const pictures = Array.from({ length: COLUMNS }, (_, epoch) => {
      const picture = copyOf(index);
      const keys = Uint32Array.of(hashIndex(epochKey(seed, epoch), index));
      // Column 0 is the image itself; epochs begin at 1.
      if (epoch > 0) augment({ images: picture, keys, strengths }, 0, 1);
      return picture;
    });
    return { label, pictures };
  });
}
