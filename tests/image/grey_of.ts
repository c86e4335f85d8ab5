import type { GreyPicture } from "../../lib/image/grey_picture.ts";
import type { ColourPicture } from "../../lib/image/pixel_canvas.ts";

/** One of a picture's colours as a grey picture: 0 red, 1 green, 2 blue. */
export function greyOf({ width, height, pixels }: ColourPicture, colour = 0): GreyPicture {
  return { width, height, pixels: new Uint8Array(pixels.filter((_, i) => i % 4 === colour)) };
}
