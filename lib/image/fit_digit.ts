import { findFullInk } from "./full_ink.ts";
import type { Box, GreyPicture } from "./grey_picture.ts";
import { DIGIT_SIDE } from "./mnist_convention.ts";
import { resample } from "./resample.ts";
import { strokeWidth } from "./stroke_width.ts";
import { thicken } from "./thicken.ts";

/** Thin strokes are widened on a grid that is finer than MNIST's by this. */
const FINENESS = 4;

/** Strokes narrower than this are widened, in pixels of 28. In MNIST 1 in 100 is narrower. */
const THIN_STROKE = 1.6;

/** How wide thin strokes become, in pixels of 28: about the median of MNIST's. */
const WIDENED_STROKE = 2.4;

/**
 * Scales the ink in a box as MNIST does, so that its longer side is 20 and its aspect is kept, by
 * averaging areas. Strokes that are thin, as a pen makes them in a large picture, would be pale: they
 * become about as wide and bright as MNIST's.
 *
 * @param ink 0 none to 255 full.
 * @param box Where the ink is.
 * @returns At most 20x20 pixels, of which the fullest is 255.
 * @throws {RangeError} If the box holds so little ink that nothing is left of it.
 */
export function fitDigit(ink: GreyPicture, box: Box): GreyPicture {
  const fine = scaleTo(ink, box, FINENESS * DIGIT_SIDE);
  const width = strokeWidth(fine) / FINENESS;
  if (width === 0) {
    throw new RangeError(
      "Cannot read the picture: expected strokes, " +
        `got specks far apart in ${box.width}x${box.height} pixels`,
    );
  }
  const fitted = width < THIN_STROKE
    ? widenStrokes(ink, box, width)
    : scaleTo(ink, box, DIGIT_SIDE);
  // A stroke about one pixel wide that falls between two pixels is pale in both.
  return stretch(fitted, fitted.pixels.reduce((most, value) => Math.max(most, value), 1));
}

/** Scales ink to 20x20 with its strokes, that would be `width` pixels wide, widened on the way. */
function widenStrokes(ink: GreyPicture, box: Box, width: number): GreyPicture {
  const radius = Math.round(FINENESS * (WIDENED_STROKE - width) / 2);
  // The widened strokes shall fit into the 20x20: the drawing becomes smaller by what they gain.
  const drawing = scaleTo(ink, box, FINENESS * DIGIT_SIDE - 2 * radius);
  const counts = new Uint32Array(256);
  for (const value of drawing.pixels) counts[value]++;
  const bright = stretch(drawing, findFullInk(counts).full);
  const widened = thicken(withMargin(bright, radius), radius);
  return scaleTo(widened, { x: 0, y: 0, width: widened.width, height: widened.height }, DIGIT_SIDE);
}

/** Scales a part of a picture so that its longer side is `side`, the other at least 1. */
function scaleTo(ink: GreyPicture, box: Box, side: number): GreyPicture {
  const scale = side / Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(box.width * scale));
  return resample(ink, box, width, Math.max(1, Math.round(box.height * scale)));
}

/** Stretches ink so that the amount `full` becomes 255; what is above it becomes 255 too. */
function stretch(ink: GreyPicture, full: number): GreyPicture {
  const pixels = ink.pixels.map((value) => Math.min(255, Math.round(255 * value / full)));
  return { ...ink, pixels };
}

/** Surrounds a picture with `margin` pixels without ink. */
function withMargin(ink: GreyPicture, margin: number): GreyPicture {
  const width = ink.width + 2 * margin;
  const height = ink.height + 2 * margin;
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < ink.height; y++) {
    const row = ink.pixels.subarray(y * ink.width, (y + 1) * ink.width);
    pixels.set(row, (y + margin) * width + margin);
  }
  return { width, height, pixels };
}
