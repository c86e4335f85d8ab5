/**
 * Safetensors that say what they have to be: the metadata's `sha256` is the hash of the whole file, in
 * which that hash itself is zeros. Any other reader takes them for what they are, too.
 */

import { sha256 } from "../sha256.ts";
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from "./safetensors.ts";

const KEY = "sha256";
const ZEROS = "0".repeat(64);

/** Writes tensors and metadata, sealed. Equal ones give equal bytes. */
export async function sealSafetensors(file: SafetensorsFile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = encodeSafetensors({ ...file, metadata: { ...file.metadata, [KEY]: ZEROS } });
  // What stands there as a value cannot stand before it as well: quotation marks in a text are escaped.
  const place = findText(bytes, `"${KEY}":"${ZEROS}"`)!;
  writeText(bytes, await sha256(bytes), place + KEY.length + 4);
  return bytes;
}

/**
 * Reads what was sealed.
 *
 * @returns Without the seal.
 * @throws {SyntaxError} If the bytes are no safetensors file, or not those that were sealed.
 */
export async function openSafetensors(bytes: Uint8Array): Promise<SafetensorsFile> {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { [KEY]: hash, ...rest } = metadata;
  const place = hash === undefined ? undefined : findText(bytes, `"${KEY}":"${hash}"`);
  if (place === undefined || !/^[0-9a-f]{64}$/.test(hash)) fail("metadata with its hash", "none");
  const copy = bytes.slice();
  writeText(copy, ZEROS, place + KEY.length + 4);
  const found = await sha256(copy);
  if (found !== hash) {
    fail(`the content of hash ${hash.slice(0, 12)}...`, `another: it was damaged or edited`);
  }
  return { tensors, metadata: rest };
}

/** Where a text of ASCII characters first stands in the bytes. */
function findText(bytes: Uint8Array, text: string): number | undefined {
  const sought = new TextEncoder().encode(text);
  for (let at = bytes.indexOf(sought[0]); at >= 0; at = bytes.indexOf(sought[0], at + 1)) {
    if (sought.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return undefined;
}

function writeText(bytes: Uint8Array, text: string, at: number): void {
  bytes.set(new TextEncoder().encode(text), at);
}

function fail(expected: string, got: string): never {
  throw new SyntaxError(`Cannot read safetensors: expected ${expected}, got ${got}`);
}
