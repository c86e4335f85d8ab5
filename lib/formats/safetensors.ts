/**
 * The safetensors format: a 64-bit little-endian length, that many bytes of JSON, then the tensors'
 * bytes without holes. The JSON maps each name to `{ dtype, shape, data_offsets: [begin, end] }`, and
 * `__metadata__` to a flat map of strings.
 */

import { describeStart } from "../files/describe_start.ts";
import { oneLine } from "../one_line.ts";

/** A tensor with its name. */
export interface Tensor {
  /** Unique in its file, such as "conv1.weight". */
  name: string;
  /** Axis lengths, slowest first. */
  shape: readonly number[];
  /** Row-major. */
  values: Float32Array;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** In the order of their bytes. */
  tensors: Tensor[];
  /** What else there is to say. */
  metadata: Record<string, string>;
}

/** The largest header that the format allows. */
const MOST_HEADER_BYTES = 100_000_000;

/** "{": the first character of every header. */
const OBJECT_START = 0x7b;

/** A type of values that can be read. */
interface ValueType {
  bytes: number;
  read(view: DataView, offset: number): number;
}

const VALUE_TYPES: Readonly<Record<string, ValueType>> = {
  F64: { bytes: 8, read: (view, offset) => view.getFloat64(offset, true) },
  F32: { bytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
  F16: { bytes: 2, read: (view, offset) => view.getFloat16(offset, true) },
  BF16: { bytes: 2, read: (view, offset) => upperHalf(view.getUint16(offset, true)) },
};

/**
 * Writes tensors as 32-bit floats in the given order. The header is padded with spaces so that the
 * values begin at a multiple of 8, and equal tensors and metadata give equal bytes.
 */
export function encodeSafetensors(file: SafetensorsFile): Uint8Array<ArrayBuffer> {
  const entries: Record<string, unknown> = { "__metadata__": file.metadata };
  let end = 0;
  for (const { name, shape, values } of file.tensors) {
    const begin = end;
    end += values.byteLength;
    entries[name] = { dtype: "F32", shape, "data_offsets": [begin, end] };
  }
  const json = new TextEncoder().encode(JSON.stringify(entries));
  const headerLength = Math.ceil(json.length / 8) * 8;

  const bytes = new Uint8Array(8 + headerLength + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(" ".charCodeAt(0), 8, 8 + headerLength);
  bytes.set(json, 8);
  let offset = 8 + headerLength;
  for (const { values } of file.tensors) {
    for (const value of values) {
      view.setFloat32(offset, value, true);
      offset += 4;
    }
  }
  return bytes;
}

/**
 * Reads tensors of the types F64, F32, F16 and BF16, as 32-bit floats, in the order of their bytes.
 *
 * @throws {SyntaxError} If the bytes are not a safetensors file: everything the header says is checked
 * before it is used.
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, start } = decodeHeader(bytes, view);
  const metadata = decodeMetadata(header["__metadata__"]);
  const entries = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => decodeEntry(name, entry))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);

  let end = 0;
  for (const entry of entries) {
    if (entry.begin !== end) {
      fail(`tensor "${entry.name}" to begin at byte ${end} of the data`, `${entry.begin}`);
    }
    end = entry.end;
  }
  const dataLength = bytes.length - start;
  if (end !== dataLength) fail(`${end} bytes of tensors after the header`, `${dataLength}`);

  const tensors = entries.map(({ name, type, shape, begin, length }) => ({
    name,
    shape,
    values: readValues(view, { type, length, offset: start + begin }),
  }));
  return { tensors, metadata };
}

function readValues(
  view: DataView,
  { type, length, offset }: { type: ValueType; length: number; offset: number },
): Float32Array {
  if (type === VALUE_TYPES.F32 && isLittleEndian()) {
    // One copy, which needs no code that is fast only after a while.
    const bytes = new Uint8Array(view.buffer, view.byteOffset + offset, length * type.bytes);
    return new Float32Array(bytes.slice().buffer);
  }
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = type.read(view, offset + i * type.bytes);
  return values;
}

function isLittleEndian(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}

function decodeHeader(
  bytes: Uint8Array,
  view: DataView,
): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) fail("at least 8 bytes", `a file of ${bytes.length}`);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(MOST_HEADER_BYTES, bytes.length - 8))) {
    if (bytes[8] !== OBJECT_START) fail("a safetensors file", describeStart(bytes));
    fail(`a header that fits into the file's ${bytes.length} bytes`, `one of ${length}`);
  }
  const start = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, start)));
  } catch {
    fail("a header in JSON", "something else");
  }
  if (!isRecord(header)) fail("a header that is a JSON object", show(header));
  return { header, start };
}

function decodeMetadata(metadata: unknown): Record<string, string> {
  if (metadata === undefined) return {};
  if (!isRecord(metadata)) fail("metadata that is a JSON object", show(metadata));
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== "string") fail(`metadata "${key}" to be a string`, show(value));
  }
  return metadata as Record<string, string>;
}

interface Entry {
  name: string;
  type: ValueType;
  shape: number[];
  /** Number of values. */
  length: number;
  /** First byte, and the one after the last, counted from the end of the header. */
  begin: number;
  end: number;
}

function decodeEntry(name: string, entry: unknown): Entry {
  if (!isRecord(entry)) fail(`tensor "${name}" to be a JSON object`, show(entry));
  const { dtype, shape, "data_offsets": offsets } = entry;
  if (typeof dtype !== "string" || !Object.hasOwn(VALUE_TYPES, dtype)) {
    const types = Object.keys(VALUE_TYPES).join(", ");
    fail(`tensor "${name}" to be of type ${types}`, show(dtype));
  }
  if (!isWholeNumbers(shape)) {
    fail(`tensor "${name}" to have a shape of whole numbers`, show(shape));
  }
  if (!isWholeNumbers(offsets) || offsets.length !== 2) {
    fail(`tensor "${name}" to have two data_offsets`, show(offsets));
  }
  const type = VALUE_TYPES[dtype];
  const [begin, end] = offsets;
  const length = shape.reduce((product, axis) => product * axis, 1);
  if (end - begin !== length * type.bytes) {
    fail(
      `tensor "${name}" of shape [${shape}] to take ${length * type.bytes} bytes`,
      `${end - begin}`,
    );
  }
  return { name, type, shape, length, begin, end };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWholeNumbers(value: unknown): value is number[] {
  return Array.isArray(value) &&
    value.every((number) => Number.isSafeInteger(number) && number >= 0);
}

/** A value of the header as it stands there. */
function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

function fail(expected: string, got: string): never {
  throw new SyntaxError(
    `Cannot read safetensors: expected ${oneLine(expected)}, got ${oneLine(got, 80)}`,
  );
}

/** The 32-bit float whose upper half is `bits`: what BF16 means. */
function upperHalf(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
