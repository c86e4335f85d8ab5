import { createPauses } from "../../pause.ts";
import type { Dataset, DatasetOptions, ImageSource, Part } from "../dataset.ts";
import type { LabelledImages } from "../labelled_images.ts";
import { generateDigits } from "./generate_digits.ts";

const HEIGHT = 28;
const WIDTH = 28;

/** As many images as MNIST has. */
const COUNTS = { train: 60_000, test: 10_000 };

/** How many images are drawn between two looks at the clock. */
const IMAGES_A_TURN = 64;

/**
 * Digits drawn by the program, in MNIST's form: for machines without network, and for those who want
 * to see how far drawing goes. Only what is read is drawn. The training part depends on
 * `options.seed`; the test part is always the same, so that figures can be compared.
 */
export function generatedDataset(options: DatasetOptions): Dataset {
  return {
    name: "generated",
    title: "generated digits",
    classes: Array.from({ length: 10 }, (_, digit) => `${digit}`),
    open: (part) => Promise.resolve(openPart(part, options)),
  };
}

/**
 * Digits for those who have images of their own already: of the training part's row of `seed`, those
 * behind the ones that the dataset has, so that neither learns from the other's.
 */
export function drawDigits(
  options: { seed: number; count: number; signal?: AbortSignal },
): Promise<LabelledImages> {
  return draw({ ...options, part: "train", first: COUNTS.train });
}

function openPart(part: Part, options: DatasetOptions): ImageSource {
  const seed = part === "train" ? options.seed : 0;
  return {
    count: COUNTS[part],
    height: HEIGHT,
    width: WIDTH,
    read: (first, count) => draw({ part, seed, first, count, signal: options.signal }),
  };
}

async function draw(
  options: { part: Part; seed: number; first: number; count: number; signal?: AbortSignal },
): Promise<LabelledImages> {
  const { part, seed, first, count, signal } = options;
  const images = new Uint8Array(count * HEIGHT * WIDTH);
  const labels = new Uint8Array(count);
  const pause = createPauses(signal);
  for (let done = 0; done < count; done += IMAGES_A_TURN) {
    const end = Math.min(count, done + IMAGES_A_TURN);
    generateDigits({
      seed,
      stream: part,
      first: first + done,
      count: end - done,
      images: images.subarray(done * HEIGHT * WIDTH, end * HEIGHT * WIDTH),
      labels: labels.subarray(done, end),
    });
    await pause();
  }
  return { count, height: HEIGHT, width: WIDTH, images, labels };
}
