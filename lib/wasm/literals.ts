/** Numbers of TypeScript as the immediates of constants, checked. */

import type { VectorType } from "./instructions.ts";

/** The lanes of a vector type as a typed array. */
const LANE_ARRAYS = {
  f32x4: Float32Array,
  i32x4: Int32Array,
  i16x8: Int16Array,
  i8x16: Int8Array,
} as const;

/** The number of lanes of each vector type. */
export const LANES: Readonly<Record<VectorType, number>> = {
  f32x4: 4,
  i32x4: 4,
  i16x8: 8,
  i8x16: 16,
};

/**
 * A 32-bit integer from -2^31 to 2^31 - 1.
 *
 * @param value A whole number from -2^31 to 2^32 - 1; the upper half stands for its bits.
 * @throws {RangeError} If `value` is not a whole number in its range.
 */
export function int32(value: number): number {
  if ((value | 0) !== value && value >>> 0 !== value) {
    throw new RangeError(
      `Cannot make an i32: expected a whole number from -2^31 to 2^32 - 1, got ${value}`,
    );
  }
  return value | 0;
}

/**
 * A 64-bit integer from -2^63 to 2^63 - 1.
 *
 * @param value A whole number from -2^63 to 2^64 - 1; the upper half stands for its bits.
 * @throws {RangeError} If `value` is not a whole number in its range.
 */
export function int64(value: bigint): bigint {
  if (typeof value !== "bigint" || value < -(2n ** 63n) || value >= 2n ** 64n) {
    throw new RangeError(
      `Cannot make an i64: expected a bigint from -2^63 to 2^64 - 1, got ${value}`,
    );
  }
  return BigInt.asIntN(64, value);
}

/**
 * A floating-point number as it is.
 *
 * @throws {RangeError} If `value` is not a number.
 */
export function float(value: number): number {
  if (typeof value !== "number") {
    throw new RangeError(`Cannot make a floating-point constant: expected a number, got ${value}`);
  }
  return value;
}

/**
 * The 16 bytes of a vector with `lanes`, the first lane first.
 *
 * @param lanes One number for all lanes, or one for each.
 * @throws {RangeError} If there are neither one nor as many lanes as `type` has, or a lane of an
 * integer type is not a whole number that fits, with or without sign.
 */
export function vectorBytes(type: VectorType, lanes: readonly number[]): Uint8Array {
  const count = LANES[type];
  if (lanes.length !== 1 && lanes.length !== count) {
    throw new RangeError(
      `Cannot make an ${type}: expected 1 or ${count} lanes, got ${lanes.length}`,
    );
  }
  const bits = 128 / count;
  for (const lane of lanes) {
    if (type === "f32x4") float(lane);
    else if (!Number.isInteger(lane) || lane < -(2 ** (bits - 1)) || lane >= 2 ** bits) {
      throw new RangeError(
        `Cannot make an ${type}: expected whole numbers from -2^${bits - 1} to 2^${bits} - 1, ` +
          `got ${lane}`,
      );
    }
  }
  const array = new LANE_ARRAYS[type](count);
  if (lanes.length === 1) array.fill(lanes[0]);
  else array.set(lanes);
  return new Uint8Array(array.buffer);
}

/**
 * The offset that stands in a load or a store, in bytes.
 *
 * @throws {RangeError} If `offset` is not a whole number from 0 to 2^32 - 1.
 */
export function byteOffset(offset: number): number {
  if (offset >>> 0 !== offset) {
    throw new RangeError(
      `Cannot address memory: offset must be a whole number from 0 to 2^32 - 1, got ${offset}`,
    );
  }
  return offset;
}

/**
 * The number of a lane.
 *
 * @throws {RangeError} If `lane` is not a whole number from 0 to `count - 1`.
 */
export function laneIndex(lane: number, count: number): number {
  if (lane >>> 0 !== lane || lane >= count) {
    throw new RangeError(
      `Cannot choose a lane: expected a whole number from 0 to ${count - 1}, got ${lane}`,
    );
  }
  return lane;
}
