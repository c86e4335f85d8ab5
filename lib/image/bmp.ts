import type { Samples } from "./luminance.ts";

/**
 * Reads the uncompressed BMP files that Deno writes: grey with 8 bits a pixel, colour with 24, or
 * colour and alpha with 32.
 *
 * @throws {SyntaxError} If it has another number of bits a pixel, or fewer bytes than its size asks.
 */
export function readBmp(bytes: Uint8Array<ArrayBuffer>): Samples {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = view.getUint32(10, true);
  const width = view.getUint32(18, true);
  const height = view.getUint32(22, true);
  const bits = view.getUint16(28, true);
  const channels = bits / 8;
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new SyntaxError(`Cannot read the BMP: expected 8, 24 or 32 bits a pixel, got ${bits}`);
  }
  // Rows run from the bottom up and are filled to a multiple of four bytes.
  const stride = (width * channels + 3) & ~3;
  if (start + stride * height > bytes.length) {
    throw new SyntaxError(
      `Cannot read the BMP: expected ${start + stride * height} bytes, got ${bytes.length}`,
    );
  }
  const values = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const from = start + stride * (height - 1 - y);
    const to = width * channels * y;
    values.set(bytes.subarray(from, from + width * channels), to);
    if (channels > 1) swapRedAndBlue(values, to, to + width * channels, channels);
  }
  return { width, height, channels, values };
}

/** Turns blue, green, red into red, green, blue. */
function swapRedAndBlue(values: Uint8Array, start: number, end: number, channels: number): void {
  for (let at = start; at < end; at += channels) {
    const blue = values[at];
    values[at] = values[at + 2];
    values[at + 2] = blue;
  }
}
