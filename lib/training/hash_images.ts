import type { LabelledImages } from "../dataset/labelled_images.ts";
import { sha256 } from "../sha256.ts";

/** The SHA-256, in hexadecimal digits, of the hashes of all images and labels of several sets. */
export async function hashImages(sets: readonly LabelledImages[]): Promise<string> {
  const hashes: string[] = [];
  for (const { images, labels } of sets) {
    for (const bytes of [images, labels]) {
      // No images lie in memory that threads share, which alone could not be hashed without a copy.
      hashes.push(await sha256(bytes as Uint8Array<ArrayBuffer>));
    }
  }
  return await sha256(new TextEncoder().encode(hashes.join("")));
}
