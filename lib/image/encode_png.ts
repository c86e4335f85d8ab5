import { bitmapToFile } from "./bitmap_file.ts";
import type { GreyPicture } from "./grey_picture.ts";
import type { ColourPicture } from "./pixel_canvas.ts";

/**
 * Encodes a picture as a PNG file, by Deno's own encoder. Decoding it gives the same pixels.
 *
 * @throws {RangeError} If the size is not that of the pixels, or there are none.
 */
export async function encodePng(picture: GreyPicture): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, pixels } = picture;
  if (pixels.length === 0 || width * height !== pixels.length) {
    throw new RangeError(
      `Cannot encode the picture: expected width times height pixels and at least one, ` +
        `got ${width}x${height} with ${pixels.length}`,
    );
  }
  const colours = new Uint8ClampedArray(4 * pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    colours[4 * i] = colours[4 * i + 1] = colours[4 * i + 2] = pixels[i];
    colours[4 * i + 3] = 255;
  }
  return await encodeColourPng({ width, height, pixels: colours });
}

/** Encodes a picture in colour as a PNG file, by Deno's own encoder. */
export async function encodeColourPng(picture: ColourPicture): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, pixels } = picture;
  const bitmap = await createImageBitmap(new ImageData(pixels, width, height));
  return await bitmapToFile(bitmap, "image/png");
}
