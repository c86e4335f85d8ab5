import { findFullInk } from "./full_ink.ts";
import type { GreyPicture } from "./grey_picture.ts";
import type { Ground } from "./ground.ts";

/** What was drawn on a picture, apart from its ground. */
export interface Ink {
  /** How much ink each pixel holds: 0 none to 255 full. */
  readonly picture: GreyPicture;
  /** Whether the ink is darker than its ground, other than in MNIST. */
  readonly inverted: boolean;
  /** How much of the light the full ink takes away, or adds: of ground and ink one less the darker over the lighter. */
  readonly opacity: number;
}

/** Differences from the ground up to this are never ink: blocks of JPEG, a film of grey. */
const LEAST_CONTRAST = 12;

/**
 * Three deviations of the ground's noise, in units of `Ground.spread`: half of normally distributed
 * values lie within 0.6745 deviations.
 */
const NOISE_SPREADS = 3 / 0.6745;

/** Ink fainter than this part of the full is taken for noise. */
const FAINTEST = 1 / 16;

/**
 * Separates ink from its ground: the distance from the ground's luminance, on the side of it, darker
 * or lighter, where there is more to be seen; stretched so that the full ink of strokes is 255.
 *
 * @throws {RangeError} If nothing differs from the ground: "Cannot read the picture: expected ink …".
 */
export function extractInk(picture: GreyPicture, ground: Ground): Ink {
  const { width, height, pixels } = picture;
  const noise = NOISE_SPREADS * ground.spread;
  const { dark, light } = countDistances(pixels, ground.level, Math.max(LEAST_CONTRAST, noise));
  const darkInk = findFullInk(dark);
  const lightInk = findFullInk(light);
  if (darkInk.weight + lightInk.weight === 0) {
    throw new RangeError(
      "Cannot read the picture: expected ink that differs from its ground, " +
        `got no ink on a ground of luminance ${ground.level}`,
    );
  }
  const inverted = darkInk.weight >= lightInk.weight;
  const full = inverted ? darkInk.full : lightInk.full;
  const faintest = Math.max(noise, FAINTEST * full);
  // How much ink each luminance stands for.
  const amounts = Uint8Array.from({ length: 256 }, (_, value) => {
    const distance = inverted ? ground.level - value : value - ground.level;
    return distance < faintest ? 0 : Math.min(255, Math.round(255 * distance / full));
  });
  const ink = new Uint8Array(pixels.length);
  for (let i = 0; i < ink.length; i++) ink[i] = amounts[pixels[i]];
  const opacity = full / (inverted ? ground.level : ground.level + full);
  return { picture: { width, height, pixels: ink }, inverted, opacity };
}

/** How many pixels are darker, or lighter, than the ground by each distance above `least`. */
function countDistances(
  pixels: Uint8Array,
  level: number,
  least: number,
): { dark: Uint32Array; light: Uint32Array } {
  const counts = new Uint32Array(256);
  for (let i = 0; i < pixels.length; i++) counts[pixels[i]]++;
  const dark = new Uint32Array(256);
  const light = new Uint32Array(256);
  for (let value = 0; value < 256; value++) {
    if (level - value > least) dark[level - value] = counts[value];
    if (value - level > least) light[value - level] = counts[value];
  }
  return { dark, light };
}
