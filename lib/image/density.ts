import type { GreyPicture } from "./grey_picture.ts";
import { closing, opening } from "./morphology.ts";

/** Light that reaches the sensor from elsewhere: in deep shadow noise would look like ink. */
const GLARE = 24;

/**
 * Computes how much ink covers each pixel from how its light differs from the paper's around it, so
 * that ink in the shade counts as much as ink in the sun: one minus the darker value over the lighter
 * one. Paper is what is as large as a window that ink does not fill; edges of shadows, however hard,
 * are no ink.
 *
 * @param window Its side in pixels, wider than any stroke.
 * @param isDark Whether the ink is darker than the paper.
 * @returns 0 none to 255 all light taken away.
 */
export function inkDensity(
  picture: GreyPicture,
  options: { window: number; isDark: boolean },
): GreyPicture {
  const { width, height, pixels } = picture;
  const { window, isDark } = options;
  const paper = (isDark ? closing : opening)(picture, window).pixels;
  const density = new Uint8Array(pixels.length);
  for (let i = 0; i < density.length; i++) {
    const darker = isDark ? pixels[i] : paper[i];
    const lighter = isDark ? paper[i] : pixels[i];
    density[i] = 255 - 255 * (darker + GLARE) / (lighter + GLARE);
  }
  return { width, height, pixels: density };
}
