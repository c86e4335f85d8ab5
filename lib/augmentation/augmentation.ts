/** How images are changed at random while a network learns, as plain data. */

import { suggestion } from "../closest_word.ts";
import { oneLine } from "../one_line.ts";

/**
 * How far an image may be changed, every time it is learnt from. Each effect draws its own amount for
 * each image, evenly between nothing and what stands here, on both sides where there are two. Zero or
 * absent is never.
 */
export interface Augmentation {
  /** Moved along both axes by up to so many pixels. */
  readonly shift?: number;
  /** Turned by up to so many degrees. */
  readonly rotation?: number;
  /** Larger or smaller by up to this share. */
  readonly scale?: number;
  /** Wider and as much lower by up to this share, or narrower and higher. */
  readonly stretch?: number;
  /** Upright strokes slanted by up to so many degrees. */
  readonly shear?: number;
  /** Bent: the root mean square of the pixels that points are moved by along each axis. */
  readonly elastic?: number;
  /** How far a bend reaches: the deviation, in pixels, of the bell curve that it has; 4 if absent. */
  readonly smoothness?: number;
  /** Strokes wider or narrower by up to so many pixels; never by more than a third narrower. */
  readonly thickness?: number;
  /** Noise on each pixel, of a deviation of up to this share of full ink. */
  readonly noise?: number;
  /** A rectangle erased, of up to this share of the image. */
  readonly erasing?: number;
}

/** The name of a setting. */
export type AugmentationName = keyof Augmentation;

/**
 * The ranges of all settings. Within them a digit may be spoilt, but no number overflows, and a
 * stroke's edge moves by one pixel at most, which is as far as a pixel's neighbours tell.
 */
export const AUGMENTATION_RANGES: Readonly<
  Record<AugmentationName, readonly [least: number, most: number]>
> = {
  shift: [0, 100],
  rotation: [0, 180],
  scale: [0, 0.5],
  stretch: [0, 0.5],
  shear: [0, 45],
  elastic: [0, 10],
  smoothness: [2, 100],
  thickness: [0, 2],
  noise: [0, 1],
  erasing: [0, 0.5],
};

/** The names of all settings. */
export const AUGMENTATION_NAMES = Object.keys(AUGMENTATION_RANGES) as readonly AugmentationName[];

/**
 * Makes sure that settings are such, and in their ranges.
 *
 * @throws {TypeError} If a setting has no such name.
 * @throws {RangeError} If a setting is not a number in its range.
 */
export function requireAugmentation(augmentation: Augmentation): void {
  for (const [name, value] of Object.entries(augmentation)) {
    if (!Object.hasOwn(AUGMENTATION_RANGES, name)) {
      throw new TypeError(
        `Cannot augment images: expected ${AUGMENTATION_NAMES.join(", ")}, ` +
          `got "${oneLine(name)}"${suggestion(name, AUGMENTATION_NAMES)}`,
      );
    }
    const [least, most] = AUGMENTATION_RANGES[name as AugmentationName];
    if (value === undefined) continue;
    if (typeof value === "number" && value >= least && value <= most) continue;
    throw new RangeError(
      `Cannot augment images: ${name} must be from ${least} to ${most}, got ${
        oneLine(String(value))
      }`,
    );
  }
}

/** Whether settings change images at all. */
export function hasEffect(augmentation: Augmentation): boolean {
  const { smoothness: _, ...effects } = augmentation;
  return Object.values(effects).some((value) => value > 0);
}
