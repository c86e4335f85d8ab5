import type { GreyPicture } from "./grey_picture.ts";

/**
 * Computes where the ink's centre of mass is, in pixels from the left and upper edges: the middle of
 * the first pixel is 0.5.
 *
 * @param ink 0 none to 255 full; it holds some.
 */
export function centreOfMass(ink: GreyPicture): { x: number; y: number } {
  const { width, height, pixels } = ink;
  let amount = 0;
  let momentX = 0;
  let momentY = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      amount += pixels[i];
      momentX += pixels[i] * (x + 0.5);
      momentY += pixels[i] * (y + 0.5);
    }
  }
  return { x: momentX / amount, y: momentY / amount };
}
