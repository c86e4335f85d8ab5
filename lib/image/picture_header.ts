/**
 * What a picture file says of itself in its first bytes, read before anything is decoded: a file of
 * some kilobytes can claim a picture of gigabytes.
 */
import { describeStart } from "../files/describe_start.ts";
import { readJpegHeader } from "./jpeg_header.ts";
import { readPngHeader } from "./png_header.ts";

/** The kinds of file that can be decoded. */
export type PictureFormat = "PNG" | "JPEG" | "GIF" | "BMP" | "WebP";

/** Format and size of a picture, as its file states them. */
export interface PictureHeader {
  /** By content: a file's name may say something else. */
  readonly format: PictureFormat;
  /** Columns as stored, before a rotation that EXIF data may ask for; not yet checked for sense. */
  readonly width: number;
  /** Rows as stored. */
  readonly height: number;
  /**
   * Whether an 8-bit BMP carries all of the picture: not so for grey with transparency (the BMP is
   * opaque) and for 16 bits a channel.
   */
  readonly fitsBmp: boolean;
}

/** Formats that people try and that are not decoded, by a text at an offset of the file. */
const OTHER_FORMATS: readonly (readonly [name: string, offset: number, mark: string])[] = [
  ["a HEIC picture", 4, "ftyphei"],
  ["a HEIC picture", 4, "ftypmif1"],
  ["an AVIF picture", 4, "ftypavif"],
  ["a TIFF picture", 0, "II*\0"],
  ["a TIFF picture", 0, "MM\0*"],
  ["a PDF document", 0, "%PDF-"],
  ["an SVG drawing", 0, "<svg"],
];

/** The sizes that a BMP's second header can have, from OS/2's to the newest. */
const BMP_HEADER_SIZES = [12, 40, 52, 56, 64, 108, 124];

/**
 * Reads format, width and height of a picture file.
 *
 * A file that its format's own marks show to be cut off is refused: decoders fill what is missing
 * with grey, and a digit would be read from that.
 *
 * @param bytes The whole file.
 * @throws {SyntaxError} If it is no PNG, JPEG, GIF, BMP or WebP, or is cut off.
 */
export function readPictureHeader(bytes: Uint8Array): PictureHeader {
  if (hasText(bytes, 0, "\x89PNG\r\n\x1a\n")) return readPngHeader(bytes);
  if (hasText(bytes, 0, "\xff\xd8\xff")) return readJpegHeader(bytes);
  if (hasText(bytes, 0, "GIF87a") || hasText(bytes, 0, "GIF89a")) return readGifHeader(bytes);
  if (hasText(bytes, 0, "RIFF") && hasText(bytes, 8, "WEBP")) return readWebpHeader(bytes);
  if (hasText(bytes, 0, "BM") && BMP_HEADER_SIZES.includes(headerView(bytes).getUint32(14, true))) {
    return readBmpHeader(bytes);
  }
  throw new SyntaxError(
    `Cannot decode the picture: expected PNG, JPEG, GIF, BMP or WebP, got ${describe(bytes)}`,
  );
}

/** The size of the GIF's canvas, on which its frames are painted. */
function readGifHeader(bytes: Uint8Array): PictureHeader {
  checkLength(bytes, 13, "GIF");
  const view = headerView(bytes);
  return {
    format: "GIF",
    width: view.getUint16(6, true),
    height: view.getUint16(8, true),
    fitsBmp: true,
  };
}

function readBmpHeader(bytes: Uint8Array): PictureHeader {
  checkLength(bytes, 26, "BMP");
  const view = headerView(bytes);
  if (view.getUint32(14, true) === 12) {
    const width = view.getUint16(18, true);
    return { format: "BMP", width, height: view.getUint16(20, true), fitsBmp: true };
  }
  // A negative height means that the rows run from the top down.
  const height = Math.abs(view.getInt32(22, true));
  return { format: "BMP", width: Math.max(0, view.getInt32(18, true)), height, fitsBmp: true };
}

/** The size from the first chunk: a lossy frame, a lossless one, or the extended format's canvas. */
function readWebpHeader(bytes: Uint8Array): PictureHeader {
  checkLength(bytes, 30, "WebP");
  const view = headerView(bytes);
  checkLength(bytes, 8 + view.getUint32(4, true), "WebP");
  if (hasText(bytes, 12, "VP8 ") && hasText(bytes, 23, "\x9d\x01\x2a")) {
    const width = view.getUint16(26, true) & 0x3fff;
    return { format: "WebP", width, height: view.getUint16(28, true) & 0x3fff, fitsBmp: true };
  }
  if (hasText(bytes, 12, "VP8L") && bytes[20] === 0x2f) {
    const sizes = view.getUint32(21, true);
    const width = 1 + (sizes & 0x3fff);
    return { format: "WebP", width, height: 1 + ((sizes >>> 14) & 0x3fff), fitsBmp: true };
  }
  if (hasText(bytes, 12, "VP8X")) {
    const width = 1 + view.getUint16(24, true) + 65536 * bytes[26];
    const height = 1 + view.getUint16(27, true) + 65536 * bytes[29];
    return { format: "WebP", width, height, fitsBmp: true };
  }
  throw new SyntaxError(
    "Cannot decode the picture: expected a WebP that begins with a frame or its canvas, got " +
      `a chunk ${JSON.stringify(latin1(bytes.subarray(12, 16)))}`,
  );
}

/** Refuses a file of fewer than `expected` bytes. */
function checkLength(bytes: Uint8Array, expected: number, format: PictureFormat): void {
  if (bytes.length < expected) {
    throw new SyntaxError(
      `Cannot decode the picture: expected a whole ${format} of at least ${expected} bytes, ` +
        `got ${bytes.length} bytes`,
    );
  }
}

/** What a file that is no picture looks like, in words. */
function describe(bytes: Uint8Array): string {
  const other = OTHER_FORMATS.find(([_, offset, mark]) => hasText(bytes, offset, mark));
  if (other !== undefined) return `${other[0]}; save it as PNG or JPEG`;
  return describeStart(bytes);
}

/** Whether the bytes at `offset` are the characters of `text`, each below 256. */
function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The first 64 bytes, zeros where the file is shorter, so that reading a field never throws. */
function headerView(bytes: Uint8Array): DataView {
  const head = new Uint8Array(64);
  head.set(bytes.subarray(0, head.length));
  return new DataView(head.buffer);
}
