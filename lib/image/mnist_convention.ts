/**
 * MNIST's convention: light ink on black, scaled so that its longer side is 20 pixels, placed by
 * whole pixels so that the centre of mass lies in the pixel right of and below the middle of 28x28.
 * All 70,000 images keep to it.
 */
import { centreOfMass } from "./centre_of_mass.ts";
import type { GreyPicture } from "./grey_picture.ts";
import { findInkBox } from "./ink_box.ts";
import { strokeWidth } from "./stroke_width.ts";

/** Width and height of an MNIST image. */
export const IMAGE_SIDE = 28;

/** The longer side of the ink in an MNIST image. */
export const DIGIT_SIDE = 20;

/** The row and the column of the pixel that holds the centre of mass. */
const CENTRE_PIXEL = IMAGE_SIDE / 2;

/** MNIST's thinnest digit has strokes 1.21 pixels wide; a pencil of one pixel makes 1 to 1.2. */
const THINNEST_STROKE = 1.2;

/**
 * Places ink in a 28x28 image as MNIST does, by its centre of mass, but wholly inside.
 *
 * @param ink At most 28x28 pixels.
 * @returns 784 pixels, row by row, 0 ground to 255 ink.
 */
export function placeByCentreOfMass(ink: GreyPicture): Uint8Array<ArrayBuffer> {
  const centre = centreOfMass(ink);
  const x = offset(centre.x, ink.width);
  const y = offset(centre.y, ink.height);
  const placed = new Uint8Array(IMAGE_SIDE * IMAGE_SIDE);
  for (let row = 0; row < ink.height; row++) {
    const pixels = ink.pixels.subarray(row * ink.width, (row + 1) * ink.width);
    placed.set(pixels, (y + row) * IMAGE_SIDE + x);
  }
  return placed;
}

/** What still counts as ink when the side of an MNIST image's ink is measured. */
const FAINTEST_INK = 24;

/** Whether ink, 0 none to 255 full, is an image as MNIST has them. */
export function isMnistImage(ink: GreyPicture): boolean {
  if (ink.width !== IMAGE_SIDE || ink.height !== IMAGE_SIDE) return false;
  // Every MNIST image reaches 254 or 255; less is due to a lossy file.
  if (!ink.pixels.some((value) => value >= 224)) return false;
  const box = findInkBox(ink, FAINTEST_INK);
  const side = Math.max(box.width, box.height);
  if (side < DIGIT_SIDE - 2 || side > DIGIT_SIDE + 1) return false;
  const { x, y } = centreOfMass(ink);
  const isCentred = Math.abs(x - CENTRE_PIXEL - 0.5) <= 1.5 &&
    Math.abs(y - CENTRE_PIXEL - 0.5) <= 1.5;
  return isCentred && strokeWidth(ink) >= THINNEST_STROKE;
}

/** How far to move along one axis. */
function offset(centre: number, length: number): number {
  return Math.max(0, Math.min(IMAGE_SIDE - length, CENTRE_PIXEL - Math.floor(centre)));
}
