import { readBmp } from "./bmp.ts";
import { bitmapToFile } from "./bitmap_file.ts";
import type { GreyPicture } from "./grey_picture.ts";
import { toGrey } from "./luminance.ts";
import { type PictureHeader, readPictureHeader } from "./picture_header.ts";
import { readPng } from "./png.ts";

/** Larger pictures are refused: decoding needs 10 to 20 bytes a pixel. */
const MAX_PIXELS = 64e6;

/**
 * Decodes a picture file to luminance: PNG, JPEG, GIF (first frame), BMP or WebP, recognised by
 * content, turned upright if EXIF data say so. Where the picture is transparent, paper shows:
 * white, or black if all that is drawn on it is light.
 *
 * Deno decodes. It shows no pixels, but writes what it decoded as a file of another kind, and an
 * uncompressed BMP is as good as an array. What a BMP cannot carry goes by way of PNG.
 *
 * @param bytes The whole file.
 * @throws {SyntaxError} If the bytes are no such file, or a damaged one, with a message such as
 * `Cannot decode the picture: expected PNG, JPEG, GIF, BMP or WebP, got a file that begins with "hello"`.
 * @throws {RangeError} If the picture has no pixels, or more than 64 million.
 */
export async function decodePicture(bytes: Uint8Array<ArrayBuffer>): Promise<GreyPicture> {
  const header = readPictureHeader(bytes);
  checkSize(header);
  // Colour profiles do not matter for ink on paper, and Deno fails on those of grey pictures.
  const options: ImageBitmapOptions = { colorSpaceConversion: "none" };
  try {
    const bitmap = await createImageBitmap(new Blob([bytes]), options);
    if (header.fitsBmp) return toGrey(readBmp(await bitmapToFile(bitmap, "image/bmp")));
    return toGrey(await readPng(await bitmapToFile(bitmap, "image/png")));
  } catch (error) {
    throw new SyntaxError(
      `Cannot decode the picture: expected a sound ${header.format}, got a damaged one ` +
        `(${firstLine(error)})`,
      { cause: error },
    );
  }
}

function checkSize({ width, height }: PictureHeader): void {
  if (width === 0 || height === 0) {
    throw new RangeError(
      `Cannot decode the picture: expected at least 1x1 pixels, got ${width}x${height}`,
    );
  }
  if (width * height > MAX_PIXELS) {
    throw new RangeError(
      `Cannot decode the picture: expected at most ${MAX_PIXELS} pixels, ` +
        `got ${width}x${height} = ${width * height}`,
    );
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0];
}
