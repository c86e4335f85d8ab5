/** Unpacks gzip within a limit. */

import { collectBytes } from "../files/collect_bytes.ts";

/** Gzip packs at most so many bytes into one. */
const MOST_BYTES_IN_ONE = 1032;

/** A piece of this size grows to 4 MB and no more. */
const PIECE_BYTES = 4096;

/** Whether `bytes` begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks a gzip file. However much is packed into it, memory grows to about `maxBytes` only.
 *
 * @param bytes The whole gzip file.
 * @param maxBytes The largest content that is accepted, in bytes.
 * @throws {SyntaxError} If `bytes` are not one whole gzip file.
 * @throws {RangeError} If the content is larger than `maxBytes`.
 */
export async function gunzip(
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  let content: Uint8Array<ArrayBuffer> | undefined;
  try {
    // A decompressor unpacks all that it is given at once: it gets little, and more when asked.
    const pieces = ReadableStream.from(piecesOf(bytes));
    const unpacked = pieces.pipeThrough(new DecompressionStream("gzip"));
    content = await collectBytes(unpacked, maxBytes, expectedLength(bytes));
  } catch (cause) {
    throw new SyntaxError(
      "Cannot unpack: expected one whole gzip file, got one that is damaged or cut short",
      { cause },
    );
  }
  if (content === undefined) {
    throw new RangeError(`Cannot unpack: expected at most ${maxBytes} bytes of content, got more`);
  }
  return content;
}

/** The content's length, as the file's last four bytes tell it. They may be wrong, as any bytes may. */
function expectedLength(bytes: Uint8Array<ArrayBuffer>): number {
  if (bytes.length < 4) return 0;
  const told = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0, true);
  return Math.min(told, MOST_BYTES_IN_ONE * bytes.length);
}

function* piecesOf(bytes: Uint8Array<ArrayBuffer>): Generator<Uint8Array<ArrayBuffer>> {
  for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
    yield bytes.subarray(offset, offset + PIECE_BYTES);
  }
}
