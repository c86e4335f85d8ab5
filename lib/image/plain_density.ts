import type { GreyPicture } from "./grey_picture.ts";
import { findGround } from "./ground.ts";
import { extractInk } from "./ink.ts";

/** As far as this from the ground's luminance, a pixel is ground. */
const NEAR = 4;

/** As far as this, it is ink. */
const FAR = 40;

/** Where the ground's luminance, or the noise, spreads more than this, nothing is said. */
const UNEVEN = 4;

/** The least share of the pixels that are one or the other; the rest are soft edges. */
const TWO_LEVELS = 0.93;

/**
 * The ink of a picture on an even ground, as paint programs and good scanners make them: the
 * distance from the ground's luminance, whatever the pen. (Windows would mistake a thick brush.)
 *
 * @param options.noise The deviation of the picture's noise.
 * @param options.isDark Whether the ink is darker than the ground, if that is known.
 * @returns The density, 255 for the full ink, and how much of the light that takes away; also whether the
 * ground is surely even, so that all that differs from it is ink. Undefined if it is uneven, or there is no
 * ink on it.
 */
export function plainDensity(
  picture: GreyPicture,
  options: { noise: number; isDark?: boolean },
): { density: GreyPicture; isDark: boolean; isEven: boolean; opacity: number } | undefined {
  const ground = findGround(picture);
  if (ground.spread > UNEVEN || options.noise > UNEVEN) return undefined;
  let near = 0;
  let far = 0;
  for (const value of picture.pixels) {
    const distance = Math.abs(value - ground.level);
    if (distance <= NEAR) near++;
    else if (distance > FAR) far++;
  }
  const { length } = picture.pixels;
  if (far === 0) return undefined;
  const isEven = ground.spread <= 1 && options.noise <= 1 && near > length / 2 &&
    near + far > TWO_LEVELS * length;
  const { picture: density, inverted, opacity } = extractInk(picture, ground);
  if (options.isDark !== undefined && options.isDark !== inverted) return undefined;
  return { density, isDark: inverted, isEven, opacity };
}
