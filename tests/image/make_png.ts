import { crc32, deflateSync } from "node:zlib";

/** What a PNG made by hand consists of; fields as in the PNG specification. */
export interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colourType: number;
  /** Each row's bytes: the filter's number, then the filtered samples. */
  readonly rows: readonly (readonly number[])[];
  /** Chunks between header and pixels, such as "PLTE" and "tRNS". */
  readonly chunks?: readonly (readonly [type: string, data: readonly number[]])[];
  readonly interlace?: number;
}

/** Makes a PNG file of any kind, right or wrong. */
export function makePng(parts: PngParts): Uint8Array<ArrayBuffer> {
  const ihdr = new Uint8Array(13);
  const view = new DataView(ihdr.buffer);
  view.setUint32(0, parts.width);
  view.setUint32(4, parts.height);
  ihdr.set([parts.bitDepth, parts.colourType, 0, 0, parts.interlace ?? 0], 8);
  return concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", ihdr),
    ...(parts.chunks ?? []).map(([type, data]) => chunk(type, Uint8Array.from(data))),
    chunk("IDAT", deflateSync(Uint8Array.from(parts.rows.flat()))),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** Bytes one after the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
