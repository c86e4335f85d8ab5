import type { LabelledImages } from "../dataset/labelled_images.ts";
import { keepBack } from "../training/keep_back.ts";
import { readLabelledPictures } from "./labelled_pictures.ts";
import type { Terminal } from "./terminal.ts";
import { requireRest } from "./training_dataset.ts";

/** One of so many pictures is kept back to judge by. */
const ONE_KEPT_OF = 5;

/** Where there is more to learn from, pictures come so often that they are one of so many images. */
const ONE_PICTURE_OF = 6;

/** A picture comes at most so often in an epoch. */
const MOST_TIMES = 100;

/**
 * Reads pictures that are named by what they show, and keeps some of them back to judge by. The terminal is
 * told of those that cannot be read.
 *
 * @param options.kept How many to keep back; a fifth if absent.
 * @param options.seed Decides which.
 * @throws {FileError} If there are no pictures.
 * @throws {RangeError} If none tells what it shows and can be read.
 * @throws {UsageError} If `kept` leaves none to learn from.
 */
export async function openTrainingPictures(
  folder: string,
  options: { kept: number | undefined; seed: number; terminal: Terminal },
): Promise<{ learned: LabelledImages; kept: LabelledImages }> {
  const { images } = await readLabelledPictures(folder, options.terminal);
  const { kept = Math.floor(images.count / ONE_KEPT_OF), seed } = options;
  requireRest(kept, images.count);
  return keepBack(images, { count: kept, seed });
}

/** How often an epoch has each of `pictures` pictures beside `others` other images. */
export function timesAnEpoch(pictures: number, others: number): number {
  const wanted = Math.round(others / (ONE_PICTURE_OF - 1) / pictures);
  return Math.max(1, Math.min(MOST_TIMES, wanted));
}
