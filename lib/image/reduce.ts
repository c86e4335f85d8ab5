import type { GreyPicture } from "./grey_picture.ts";

/**
 * Makes a large picture smaller by a whole factor: each pixel is the average of a square. Pixels at
 * the right and lower side that fill no whole square are left out.
 *
 * @param most What the longer side may have afterwards, in pixels.
 */
export function reduce(
  picture: GreyPicture,
  most: number,
): { picture: GreyPicture; factor: number } {
  const longer = Math.max(picture.width, picture.height);
  const shorter = Math.min(picture.width, picture.height);
  const factor = Math.min(shorter, Math.ceil(longer / most));
  if (factor === 1) return { picture, factor };
  const width = Math.floor(picture.width / factor);
  const height = Math.floor(picture.height / factor);
  const pixels = new Uint8Array(width * height);
  const sums = new Uint32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let v = 0; v < factor; v++) {
      let i = (y * factor + v) * picture.width;
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let u = 0; u < factor; u++) sum += picture.pixels[i++];
        sums[x] += sum;
      }
    }
    for (let x = 0; x < width; x++) pixels[y * width + x] = sums[x] / (factor * factor) + 0.5;
  }
  return { picture: { width, height, pixels }, factor };
}
