import type { Samples } from "./luminance.ts";

/**
 * Reads the uncompressed BMP files that Deno writes: grey with 8 bits a pixel, colour with 24, or
 * colour and alpha with 32. Their rows run from the bottom up and are filled to a multiple of four bytes.
 *
 * @returns A view of the bytes.
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
  const stride = (width * channels + 3) & ~3;
  if (start + stride * height > bytes.length) {
    throw new SyntaxError(
      `Cannot read the BMP: expected ${start + stride * height} bytes, got ${bytes.length}`,
    );
  }
  return {
    ...{ width, height, channels, values: bytes, isBlueFirst: true },
    start: start + stride * (height - 1),
    stride: -stride,
  };
}
