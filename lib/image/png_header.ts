import type { PictureHeader } from "./picture_header.ts";

/** The bytes of a PNG before its first chunk. */
export const PNG_SIGNATURE_BYTES = 8;

/** One chunk of a PNG. */
export interface PngChunk {
  /** Four letters, such as "IDAT". */
  readonly type: string;
  /** A view of its data in the file. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * Walks the chunks of a PNG from its first to its "IEND", whose data follows the signature.
 *
 * @param bytes The whole file, signature included.
 * @throws {SyntaxError} If the file ends before a chunk does, or without "IEND".
 */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let offset = PNG_SIGNATURE_BYTES;
  while (true) {
    // Length, type and check sum make 12 bytes besides the data.
    const length = offset + 12 <= bytes.length ? view.getUint32(offset) : Infinity;
    if (offset + 12 + length > bytes.length) {
      throw new SyntaxError(
        "Cannot decode the picture: expected a whole PNG, " +
          `got one that is cut off after ${bytes.length} bytes`,
      );
    }
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const data = bytes.subarray(offset + 8, offset + 8 + length) as Uint8Array<ArrayBuffer>;
    yield { type, data };
    if (type === "IEND") return;
    offset += 12 + length;
  }
}

/**
 * Reads the size of a PNG, and whether it carries more than a BMP can.
 *
 * @param bytes The whole file, signature included.
 * @throws {SyntaxError} If it does not begin with its header chunk, or is cut off.
 */
export function readPngHeader(bytes: Uint8Array): PictureHeader {
  let header: DataView | undefined;
  let hasTransparentColour = false;
  for (const { type, data } of pngChunks(bytes)) {
    if (header === undefined) {
      if (type !== "IHDR" || data.length !== 13) {
        throw new SyntaxError(
          "Cannot decode the picture: expected a PNG that begins with a chunk IHDR of 13 bytes, " +
            `got ${JSON.stringify(type)} of ${data.length} bytes`,
        );
      }
      header = new DataView(data.buffer, data.byteOffset, data.length);
    }
    if (type === "tRNS") hasTransparentColour = true;
  }
  // The walk either met a header or threw.
  const { width, height, bitDepth, colourType } = ihdrFields(header!);
  const isGrey = colourType === 0 || colourType === 4;
  const hasAlpha = colourType === 4 || hasTransparentColour;
  return { format: "PNG", width, height, fitsBmp: bitDepth <= 8 && !(isGrey && hasAlpha) };
}

/** The fields of a PNG's header chunk that matter here. */
export function ihdrFields(
  ihdr: DataView,
): { width: number; height: number; bitDepth: number; colourType: number } {
  return {
    width: ihdr.getUint32(0),
    height: ihdr.getUint32(4),
    bitDepth: ihdr.getUint8(8),
    colourType: ihdr.getUint8(9),
  };
}
