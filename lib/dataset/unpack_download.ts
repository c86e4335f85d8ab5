/** Finds the file in what a server sent. */

import { FetchError } from "./fetch_error.ts";
import { gunzip, isGzip } from "./gunzip.ts";
import type { DatasetFile } from "./sources.ts";
import { type FoundFile, verifyFile } from "./verify_file.ts";

export type { FoundFile } from "./verify_file.ts";

/** A packed file, packed once more for the way ("content-encoding: gzip") by an eager server. */
const MAX_LAYERS = 2;

/**
 * Unpacks and verifies what was sent for `file`.
 *
 * @param file What should have been sent, packed or not.
 * @param body What was sent.
 * @throws {FetchError} If it is anything else, or something that cannot be told from anything else.
 */
export async function unpackDownload(
  file: DatasetFile,
  body: Uint8Array<ArrayBuffer>,
): Promise<FoundFile> {
  if (body.length === 0) throw new FetchError("sent nothing", { retryable: true });
  if (isWebPage(body)) throw new FetchError("sent a web page in place of the file");
  let found: FoundFile = { content: body };
  for (let layer = 0; layer < MAX_LAYERS && isGzip(found.content); layer++) {
    found = { content: await unpack(found.content, file.contentBytes), gzip: found.content };
  }
  const verification = await verifyFile(file, found);
  switch (verification.state) {
    case "verified":
      return found;
    case "unknown":
      throw new FetchError("sent the file unpacked, which cannot be verified");
    case "different": {
      const { expected, found } = verification;
      throw new FetchError(`sent another file (expected ${expected}, got ${found})`);
    }
  }
}

async function unpack(
  packed: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await gunzip(packed, maxBytes);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new FetchError("sent a packed file that is damaged or cut short", { retryable: true });
    }
    if (error instanceof RangeError) {
      throw new FetchError(`sent a file that unpacks to more than ${maxBytes} bytes`);
    }
    throw error;
  }
}

/** Whether a text begins with a tag, as no IDX or gzip file does. */
function isWebPage(body: Uint8Array): boolean {
  const start = new TextDecoder().decode(body.subarray(0, 256));
  return start.trimStart().startsWith("<");
}
