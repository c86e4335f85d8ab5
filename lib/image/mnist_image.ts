import type { Box, GreyPicture } from "./grey_picture.ts";
import { findGround } from "./ground.ts";
import { findInkBox } from "./ink_box.ts";
import { IMAGE_SIDE, isMnistImage } from "./mnist_convention.ts";

/** A ground that is this near to black or white is meant to be black or white. */
const GROUND_TOLERANCE = 8;

/** Fainter than this, a pixel belongs to the soft edge of a stroke and does not widen the box. */
const EDGE_INK = 64;

/**
 * The pixels of a picture that is in MNIST's convention already, inverted if it is dark on light.
 *
 * @param options.isDark Whether the ink is darker than the ground, if that is known.
 * @returns `[28, 28]`, 0 ground to 255 ink, and where the ink is; undefined for other pictures.
 */
export function mnistImage(
  picture: GreyPicture,
  options: { isDark?: boolean } = {},
): { pixels: Uint8Array<ArrayBuffer>; box: Box } | undefined {
  if (picture.width !== IMAGE_SIDE || picture.height !== IMAGE_SIDE) return undefined;
  const { level } = findGround(picture);
  const isDark = level >= 255 - GROUND_TOLERANCE;
  if (!isDark && level > GROUND_TOLERANCE) return undefined;
  if (options.isDark !== undefined && options.isDark !== isDark) return undefined;
  const pixels = picture.pixels.map((value) => isDark ? 255 - value : value);
  const ink = { ...picture, pixels };
  return isMnistImage(ink) ? { pixels, box: findInkBox(ink, EDGE_INK) } : undefined;
}
