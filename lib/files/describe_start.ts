/** What a file of another kind looks like, in words: its first characters, or bytes if it is no text. */
export function describeStart(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const start = bytes.subarray(0, 16);
  if (start.every((byte) => (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13))) {
    return `a file that begins with ${JSON.stringify(String.fromCharCode(...start))}`;
  }
  const hex = Array.from(start.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
  return `a file that begins with the bytes ${hex.join(" ")}`;
}
