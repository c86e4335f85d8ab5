/**
 * Joins a stream's pieces into one array, and gives up when it is longer than expected: what comes
 * from a network, a pipe or a decompressor may have no end.
 *
 * @param pieces The stream; it is cancelled when it turns out too long.
 * @param maxBytes The largest length that is accepted, in bytes.
 * @returns All bytes, or `undefined` if there are more than `maxBytes`.
 */
export async function collectBytes(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const collected: Uint8Array[] = [];
  let lengthBytes = 0;
  for await (const piece of pieces) {
    lengthBytes += piece.length;
    if (lengthBytes > maxBytes) return undefined;
    collected.push(piece);
  }
  const bytes = new Uint8Array(lengthBytes);
  let offsetBytes = 0;
  for (const piece of collected) {
    bytes.set(piece, offsetBytes);
    offsetBytes += piece.length;
  }
  return bytes;
}
