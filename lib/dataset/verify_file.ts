/** Tells whether bytes are the file of a dataset that they are taken for. */

import { sha256 } from "../sha256.ts";
import type { DatasetFile } from "./sources.ts";

/**
 * What became of the comparison. "unknown": the size is right, but nothing is known that such content
 * could be compared with.
 */
export type Verification =
  | { readonly state: "verified" | "unknown" }
  | { readonly state: "different"; readonly expected: string; readonly found: string };

/** A file of a dataset as it was found. */
export interface FoundFile {
  /** The content, unpacked. */
  readonly content: Uint8Array<ArrayBuffer>;
  /** The packed file that the content came out of, if it was packed. */
  readonly gzip?: Uint8Array<ArrayBuffer>;
}

/**
 * Compares a file with what is known of it: the size, then the hash of the content, or where that is
 * not known the hash of the packed file.
 *
 * @param file What is known.
 * @param found What was found.
 */
export async function verifyFile(file: DatasetFile, found: FoundFile): Promise<Verification> {
  const { content, gzip } = found;
  if (content.length !== file.contentBytes) {
    return compare(`${file.contentBytes} bytes`, `${content.length} bytes`);
  }
  if (file.contentSha256 !== undefined) {
    return compare(`sha256 ${file.contentSha256}`, `sha256 ${await sha256(content)}`);
  }
  if (gzip === undefined) return { state: "unknown" };
  return compare(`sha256 ${file.gzipSha256} packed`, `sha256 ${await sha256(gzip)} packed`);
}

function compare(expected: string, found: string): Verification {
  return expected === found ? { state: "verified" } : { state: "different", expected, found };
}
