import { boxMean } from "./box_mean.ts";
import type { GreyPicture } from "./grey_picture.ts";

/** The density that a difference as large as the noise has: fourteen times that is full ink. */
const NOISE_DENSITY = 18;

/**
 * How large noise is in parts of the mean by which it lies on the lighter side, paper and ink together: about
 * 0.6 of its deviation, for paper's mean is lifted, by what is clipped on the darker side.
 */
const NOISE_A_MEAN = 2.5;

/** Noise is never less than this, in levels of luminance: pixels are whole levels. */
const LEAST_NOISE = 0.7;

/** What differs from the mean by more than this, in levels, counts no more for the paper's mean. */
const CLIPPED = 1;

/**
 * Computes how surely each pixel is ink where ink is as faint as the paper's noise: how far it lies from
 * the mean around it, in parts of the noise around it. A mean is surer than the lightest pixel, by
 * which `inkDensity` knows the paper; but the edges of shadows look like ink.
 *
 * @param options.window The side of the square that the paper's mean is taken of, several strokes wide.
 * @param options.isDark Whether the ink is darker than the paper.
 * @param options.noiseWindow The side of the square that the noise is taken of.
 * @returns 0..255; the mean is a little above 0, so that the noise of paper can be seen.
 */
export function faintDensity(
  { width, height, pixels }: GreyPicture,
  options: { window: number; isDark: boolean; noiseWindow: number },
): GreyPicture {
  const sign = options.isDark ? 1 : -1;
  const size = { width, height, radius: options.window >> 1 };
  const light = Float32Array.from(pixels);
  const rough = boxMean(light, size);
  // Of the strokes themselves little may count.
  const paper = boxMean(
    light.map((value, i) => sign * (rough[i] - value) > CLIPPED ? rough[i] - sign : value),
    size,
  );
  // The side on which there is no ink tells the noise.
  const opposite = light.map((value, i) => Math.max(0, sign * (value - paper[i])));
  const means = boxMean(opposite, { ...size, radius: options.noiseWindow >> 1 });
  const density = new Uint8Array(pixels.length);
  for (let i = 0; i < density.length; i++) {
    const noise = Math.max(LEAST_NOISE, NOISE_A_MEAN * means[i]);
    const value = NOISE_DENSITY * (1 + sign * (paper[i] - light[i]) / noise);
    density[i] = Math.max(0, Math.min(255, value));
  }
  return { width, height, pixels: density };
}
