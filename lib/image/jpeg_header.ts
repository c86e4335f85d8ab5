import type { PictureHeader } from "./picture_header.ts";

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/**
 * Reads the size of a JPEG from its frame header: baseline, progressive or any other kind.
 * Thumbnails do not confuse it, since they lie inside of segments that are stepped over whole.
 *
 * @param bytes The whole file, from its mark `ff d8` on.
 * @throws {SyntaxError} If the frame header is missing, or the file is cut off: the end mark does
 * not follow the pixels.
 */
export function readJpegHeader(bytes: Uint8Array): PictureHeader {
  let offset = 2;
  let size: { width: number; height: number } | undefined;
  while (true) {
    // Any number of ff may stand before a marker's code.
    while (bytes[offset] === 0xff && bytes[offset + 1] === 0xff) offset++;
    if (offset + 4 > bytes.length) throw cutOff(bytes);
    if (bytes[offset] !== 0xff) {
      throw new SyntaxError(
        `Cannot decode the picture: expected a JPEG marker at byte ${offset}, ` +
          `got 0x${bytes[offset].toString(16).padStart(2, "0")}`,
      );
    }
    const marker = bytes[offset + 1];
    const length = 256 * bytes[offset + 2] + bytes[offset + 3];
    if (isFrameHeader(marker)) {
      if (offset + 9 > bytes.length) throw cutOff(bytes);
      const height = 256 * bytes[offset + 5] + bytes[offset + 6];
      size = { width: 256 * bytes[offset + 7] + bytes[offset + 8], height };
    }
    if (marker === START_OF_SCAN) break;
    offset += 2 + length;
  }
  if (size === undefined) {
    throw new SyntaxError(
      "Cannot decode the picture: expected a JPEG whose size stands before its pixels, got none",
    );
  }
  if (!hasEndMark(bytes, offset)) throw cutOff(bytes);
  return { format: "JPEG", ...size, fitsBmp: true };
}

/** SOF0 to SOF15; the three codes in between are tables (DHT, JPG, DAC). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Whether the end mark comes after `offset`; among the coded pixels each ff is followed by 00. */
function hasEndMark(bytes: Uint8Array, offset: number): boolean {
  let at = bytes.indexOf(0xff, offset);
  while (at !== -1 && bytes[at + 1] !== END_OF_IMAGE) at = bytes.indexOf(0xff, at + 1);
  return at !== -1;
}

function cutOff(bytes: Uint8Array): SyntaxError {
  return new SyntaxError(
    "Cannot decode the picture: expected a whole JPEG, " +
      `got one that is cut off after ${bytes.length} bytes`,
  );
}
