/**
 * Writes a bitmap as a picture file, by Deno's own encoders; the bitmap is used up.
 *
 * @param type A media type; PNG, JPEG and BMP are known to Deno.
 */
export async function bitmapToFile(
  bitmap: ImageBitmap,
  type: "image/bmp" | "image/png",
): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("bitmaprenderer");
  if (context === null) {
    throw new TypeError(
      "Cannot render the bitmap: expected a canvas with bitmaprenderer, got none",
    );
  }
  context.transferFromImageBitmap(bitmap);
  return new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
}
