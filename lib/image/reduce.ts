import type { GreyPicture } from "./grey_picture.ts";

/** The whole factor by which a picture has to be reduced to have `most` pixels, or fewer. */
export function factorTo({ width, height }: GreyPicture, most: number): number {
  return Math.min(width, height, Math.ceil(Math.sqrt(width * height / most)));
}

/**
 * Makes a picture smaller by a whole factor, at most its shorter side: each pixel is the average of a
 * square. Pixels at the right and lower side that fill no whole square are left out.
 */
export function reduce(picture: GreyPicture, factor: number): GreyPicture {
  if (factor === 1) return picture;
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
  return { width, height, pixels };
}
