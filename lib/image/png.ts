import type { Samples } from "./luminance.ts";
import { ihdrFields, pngChunks } from "./png_header.ts";

/** Channels by PNG colour type: grey, colour, grey and alpha, colour and alpha. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };

/**
 * Reads the PNG files that Deno writes: 8 or 16 bits a channel, rows in order, no palette. Of 16
 * bits the upper 8 are kept.
 *
 * @throws {SyntaxError} If it is of another kind, or has fewer bytes than its size asks.
 */
export async function readPng(bytes: Uint8Array<ArrayBuffer>): Promise<Samples> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let ihdr = new DataView(new ArrayBuffer(13));
  for (const { type, data } of pngChunks(bytes)) {
    if (type === "IHDR") ihdr = new DataView(data.buffer, data.byteOffset, data.length);
    if (type === "IDAT") parts.push(data);
  }
  const { width, height, bitDepth, colourType } = ihdrFields(ihdr);
  const channels = CHANNELS[colourType];
  const isInterlaced = ihdr.getUint8(12) !== 0;
  if (channels === undefined || (bitDepth !== 8 && bitDepth !== 16) || isInterlaced) {
    throw new SyntaxError(
      "Cannot read the PNG: expected 8 or 16 bits a channel without palette and interlacing, got " +
        `${bitDepth} bits, colour type ${colourType}${isInterlaced ? ", interlaced" : ""}`,
    );
  }
  const pixelBytes = channels * bitDepth / 8;
  const rowBytes = width * pixelBytes;
  const inflated = new Blob(parts).stream().pipeThrough(new DecompressionStream("deflate"));
  const rows = new Uint8Array(await new Response(inflated).arrayBuffer());
  if (rows.length !== height * (1 + rowBytes)) {
    throw new SyntaxError(
      `Cannot read the PNG: expected ${height * (1 + rowBytes)} bytes of rows, got ${rows.length}`,
    );
  }
  const values = new Uint8Array(width * height * channels);
  let above = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const start = y * (1 + rowBytes);
    const row = rows.subarray(start + 1, start + 1 + rowBytes);
    unfilter(row, above, pixelBytes, rows[start]);
    const to = y * width * channels;
    for (let k = 0; k < width * channels; k++) values[to + k] = row[k * bitDepth / 8];
    above = row;
  }
  return {
    width,
    height,
    channels,
    values,
    start: 0,
    stride: width * channels,
    isBlueFirst: false,
  };
}

/** Undoes a row's filter in place (PNG specification, section 9). */
function unfilter(row: Uint8Array, above: Uint8Array, pixelBytes: number, filter: number): void {
  for (let i = 0; i < row.length; i++) {
    const left = i >= pixelBytes ? row[i - pixelBytes] : 0;
    const aboveLeft = i >= pixelBytes ? above[i - pixelBytes] : 0;
    row[i] += predict(left, above[i], aboveLeft, filter);
  }
}

/** What filter 0 to 4 (none, left, up, average, Paeth) expects a byte to be. */
function predict(left: number, up: number, upLeft: number, filter: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, upLeft);
    default:
      throw new SyntaxError(
        `Cannot read the PNG: expected a row filter from 0 to 4, got ${filter}`,
      );
  }
}

/** The neighbour that is nearest to `left + up - upLeft`. */
function paeth(left: number, up: number, upLeft: number): number {
  const toLeft = Math.abs(up - upLeft);
  const toUp = Math.abs(left - upLeft);
  const toUpLeft = Math.abs(left + up - 2 * upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}
