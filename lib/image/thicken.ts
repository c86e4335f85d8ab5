import type { GreyPicture } from "./grey_picture.ts";

/**
 * Widens strokes by `radius` pixels on either side, with round ends and soft edges: each pixel
 * becomes the largest of those within the radius, less of those at its rim.
 *
 * @param ink 0 none to 255 full; a copy is returned, as large as `ink`.
 * @param radius Pixels, at least 0; not a whole number either.
 */
export function thicken(ink: GreyPicture, radius: number): GreyPicture {
  const { width, height, pixels } = ink;
  const reach = Math.ceil(radius);
  const widened = new Uint8Array(pixels);
  for (let v = -reach; v <= reach; v++) {
    for (let u = -reach; u <= reach; u++) {
      // A pixel's edge is half a pixel from its middle, and moves outwards by the radius.
      const weight = Math.min(1, radius + 1 - Math.hypot(u, v));
      if (weight <= 0) continue;
      for (let y = Math.max(0, -v); y < Math.min(height, height - v); y++) {
        for (let x = Math.max(0, -u); x < Math.min(width, width - u); x++) {
          const value = weight * pixels[(y + v) * width + x + u];
          if (value > widened[y * width + x]) widened[y * width + x] = value;
        }
      }
    }
  }
  return { width, height, pixels: widened };
}
