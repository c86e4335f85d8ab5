/**
 * The IDX format of MNIST's files: a magic number (two zeros, the type of the values, the number of
 * axes), the axes' lengths as big-endian 32-bit numbers, then the values, the last axis fastest.
 */

/** "Unsigned byte" in the magic number's third byte: the only type that the datasets use. */
const UNSIGNED_BYTE = 0x08;

/** Images as they lie in a file. */
export interface IdxImages {
  /** How many. */
  count: number;
  /** Rows of an image. */
  height: number;
  /** Columns of an image. */
  width: number;
  /** `[count, height, width]`: a view of the file's bytes. */
  images: Uint8Array;
}

/**
 * Reads a file of images: IDX of unsigned bytes with three axes, magic number 0x00000803.
 *
 * @throws {SyntaxError} If the bytes are anything else, or fewer or more than the axes say.
 */
export function parseIdxImages(bytes: Uint8Array): IdxImages {
  const { axes: [count, height, width], values } = parseIdx(bytes, 3, "images");
  return { count, height, width, images: values };
}

/**
 * Reads a file of labels: IDX of unsigned bytes with one axis, magic number 0x00000801.
 *
 * @returns `[count]`: a view of the file's bytes.
 * @throws {SyntaxError} If the bytes are anything else, or fewer or more than the axis says.
 */
export function parseIdxLabels(bytes: Uint8Array): Uint8Array {
  return parseIdx(bytes, 1, "labels").values;
}

function parseIdx(
  bytes: Uint8Array,
  axisCount: number,
  what: "images" | "labels",
): { axes: number[]; values: Uint8Array } {
  const headerLength = 4 + 4 * axisCount;
  if (bytes.length < headerLength) {
    fail(what, `a header of ${headerLength} bytes`, `a file of ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const expected = (UNSIGNED_BYTE << 8) | axisCount;
  if (magic !== expected) fail(what, `magic number ${hex(expected)}`, describeMagic(magic));

  const axes: number[] = [];
  for (let axis = 0; axis < axisCount; axis++) axes.push(view.getUint32(4 + 4 * axis));
  if (axes.includes(0)) fail(what, "at least one value", axes.join("x"));
  // Three lengths of 32 bits can overflow what a number holds exactly, but not the comparison.
  const length = axes.reduce((product, axis) => product * axis, 1);
  if (length !== bytes.length - headerLength) {
    const product = axisCount > 1 ? `${axes.join("x")} = ` : "";
    fail(what, `${product}${length} values`, `${bytes.length - headerLength}`);
  }
  return { axes, values: bytes.subarray(headerLength) };
}

function fail(what: string, expected: string, got: string): never {
  throw new SyntaxError(`Cannot read IDX ${what}: expected ${expected}, got ${got}`);
}

function describeMagic(magic: number): string {
  const axisCount = magic & 0xff;
  const isIdx = magic >>> 8 === UNSIGNED_BYTE;
  if (isIdx && axisCount === 1) return `${hex(magic)}, a file of labels`;
  if (isIdx && axisCount === 3) return `${hex(magic)}, a file of images`;
  return hex(magic);
}

function hex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, "0")}`;
}
