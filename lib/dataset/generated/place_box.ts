import { BOX_SIDE } from "./pen.ts";

/** The side of an image, in pixels. */
const IMAGE_SIDE = 28;

/**
 * Copies the box into the image that begins at `offset`, where this brings its ink's centre of mass
 * nearest to the middle.
 */
export function placeBox(box: Float64Array, images: Uint8Array, offset: number): void {
  let mass = 0;
  let massX = 0;
  let massY = 0;
  for (let row = 0, p = 0; row < BOX_SIDE; row++) {
    for (let column = 0; column < BOX_SIDE; column++, p++) {
      mass += box[p];
      massX += box[p] * column;
      massY += box[p] * row;
    }
  }
  const left = fitIntoImage(IMAGE_SIDE / 2 - massX / mass);
  const top = fitIntoImage(IMAGE_SIDE / 2 - massY / mass);
  for (let row = 0, p = 0; row < BOX_SIDE; row++) {
    const start = offset + (top + row) * IMAGE_SIDE + left;
    for (let column = 0; column < BOX_SIDE; column++, p++) {
      images[start + column] = Math.round(box[p]);
    }
  }
}

/** The whole number nearest to `shift` that keeps the box inside the image. */
function fitIntoImage(shift: number): number {
  return Math.max(0, Math.min(IMAGE_SIDE - BOX_SIDE, Math.round(shift)));
}
