/** After so many pixels the event loop gets a turn: until then nothing is freed that they were decoded with. */
const PIXELS_A_TURN = 500_000;

/** Deno never frees what a canvas held: there is one for all, and each bitmap waits for the one before. */
let canvas: OffscreenCanvas | undefined;
let last: Promise<unknown> = Promise.resolve();
let pixelsInTurn = 0;

/**
 * Writes a bitmap as a picture file, by Deno's own encoders; the bitmap is used up.
 *
 * @param type A media type; PNG, JPEG and BMP are known to Deno.
 */
export function bitmapToFile(
  bitmap: ImageBitmap,
  type: "image/bmp" | "image/png",
): Promise<Uint8Array<ArrayBuffer>> {
  const file = last.then(() => encode(bitmap, type));
  last = file.catch(() => {});
  return file;
}

async function encode(
  bitmap: ImageBitmap,
  type: "image/bmp" | "image/png",
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = bitmap;
  canvas ??= new OffscreenCanvas(width, height);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("bitmaprenderer");
  if (context === null) {
    throw new TypeError(
      "Cannot render the bitmap: expected a canvas with bitmaprenderer, got none",
    );
  }
  context.transferFromImageBitmap(bitmap);
  const file = new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
  pixelsInTurn += width * height;
  if (pixelsInTurn > PIXELS_A_TURN) {
    pixelsInTurn = 0;
    await new Promise((resolve) => setTimeout(resolve));
  }
  return file;
}
