/**
 * Joins a stream's pieces into one array, and gives up when it is longer than expected: what comes
 * from a network, a pipe or a decompressor may have no end.
 *
 * @param pieces The stream; each piece is copied before the next is asked for, and the stream is
 * cancelled when it turns out too long.
 * @param maxBytes The largest length that is accepted, in bytes.
 * @param expectedBytes The length that is likely: where it is right, no byte is copied twice.
 * @returns All bytes, or `undefined` if there are more than `maxBytes`.
 */
export async function collectBytes(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes: number,
  expectedBytes = 65_536,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let bytes = new Uint8Array(Math.min(expectedBytes, maxBytes));
  let lengthBytes = 0;
  for await (const piece of pieces) {
    const endBytes = lengthBytes + piece.length;
    if (endBytes > maxBytes) return undefined;
    if (endBytes > bytes.length) {
      const larger = new Uint8Array(Math.min(maxBytes, Math.max(endBytes, 2 * bytes.length)));
      larger.set(bytes.subarray(0, lengthBytes));
      bytes = larger;
    }
    bytes.set(piece, lengthBytes);
    lengthBytes = endBytes;
  }
  return lengthBytes === bytes.length ? bytes : bytes.slice(0, lengthBytes);
}
