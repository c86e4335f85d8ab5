/**
 * One or more calls of every instruction that computes, with results worked out by hand or by
 * JavaScript's own arithmetic. Vectors are arrays of lanes.
 */

import type { InstructionName } from "../../lib/wasm/instructions.ts";

/** A number, or a vector's lanes. */
export type Operand = number | bigint | readonly number[];

/** An instruction, its operands (and lane, if it takes one), and what it must return. */
export type Case = readonly [
  InstructionName,
  operands: readonly Operand[],
  result: Operand,
  lane?: number,
];

const { fround } = Math;
const MIN = -(2 ** 31);
const MAX = 2 ** 31 - 1;
const MIN_64 = -(2n ** 63n);
const NAN = Number.NaN;

/** Lanes 0, 1, 2, ... */
function lanes(count: number, value: (i: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => value(i));
}

const SCALAR_CASES: Case[] = [
  ["i32.eqz", [0], 1],
  ["i32.eqz", [-5], 0],
  ["i32.eq", [3, 3], 1],
  ["i32.ne", [3, 3], 0],
  ["i32.lt_s", [-1, 1], 1],
  ["i32.lt_u", [-1, 1], 0],
  ["i32.gt_s", [-1, 1], 0],
  ["i32.gt_u", [-1, 1], 1],
  ["i32.le_s", [-1, -1], 1],
  ["i32.le_s", [MIN, MAX], 1],
  ["i32.le_u", [MIN, MAX], 0],
  ["i32.ge_s", [MIN, MAX], 0],
  ["i32.ge_u", [MIN, MAX], 1],
  ["i32.clz", [0x00010000], 15],
  ["i32.ctz", [0x00010000], 16],
  ["i32.popcnt", [-1], 32],
  ["i32.add", [MAX, 1], MIN],
  ["i32.sub", [MIN, 1], MAX],
  ["i32.mul", [0x10001, 0x10001], 0x20001],
  ["i32.div_s", [-7, 2], -3],
  ["i32.div_u", [-7, 2], 0x7ffffffc],
  ["i32.rem_s", [-7, 2], -1],
  ["i32.rem_u", [-7, 16], 9],
  ["i32.and", [0b1100, 0b1010], 0b1000],
  ["i32.or", [0b1100, 0b1010], 0b1110],
  ["i32.xor", [0b1100, 0b1010], 0b0110],
  ["i32.shl", [3, 33], 6],
  ["i32.shr_s", [-8, 1], -4],
  ["i32.shr_u", [-8, 1], 0x7ffffffc],
  ["i32.rotl", [MIN, 1], 1],
  ["i32.rotr", [1, 1], MIN],
  ["i32.extend8_s", [0x1ff], -1],
  ["i32.extend16_s", [0x18000], -32768],
  ["i32.wrap_i64", [0x1_2345_6789n], 0x23456789],
  ["i32.trunc_f32_s", [-2.75], -2],
  ["i32.trunc_f32_u", [2 ** 31], MIN],
  ["i32.trunc_f64_s", [-2.75], -2],
  ["i32.trunc_f64_u", [4294967295.5], -1],
  ["i32.trunc_sat_f32_s", [1e20], MAX],
  ["i32.trunc_sat_f32_s", [NAN], 0],
  ["i32.trunc_sat_f32_u", [-5], 0],
  ["i32.trunc_sat_f64_s", [-1e20], MIN],
  ["i32.trunc_sat_f64_u", [1e20], -1],
  ["i32.reinterpret_f32", [1], 0x3f800000],

  ["i64.eqz", [0n], 1],
  ["i64.eq", [5n, 5n], 1],
  ["i64.ne", [5n, 5n], 0],
  ["i64.lt_s", [-1n, 1n], 1],
  ["i64.lt_u", [-1n, 1n], 0],
  ["i64.gt_s", [-1n, 1n], 0],
  ["i64.gt_u", [-1n, 1n], 1],
  ["i64.clz", [1n], 63n],
  ["i64.ctz", [1n << 40n], 40n],
  ["i64.popcnt", [-1n], 64n],
  ["i64.add", [2n ** 63n - 1n, 1n], MIN_64],
  ["i64.sub", [MIN_64, 1n], 2n ** 63n - 1n],
  ["i64.mul", [0x5851f42d4c957f2dn, 3n], BigInt.asIntN(64, 0x5851f42d4c957f2dn * 3n)],
  ["i64.and", [0b1100n, 0b1010n], 0b1000n],
  ["i64.or", [0b1100n, 0b1010n], 0b1110n],
  ["i64.xor", [0b1100n, 0b1010n], 0b0110n],
  ["i64.shl", [3n, 40n], 3n << 40n],
  ["i64.shr_s", [-8n, 1n], -4n],
  ["i64.shr_u", [-8n, 1n], 0x7ffffffffffffffcn],
  ["i64.rotl", [MIN_64, 1n], 1n],
  ["i64.rotr", [1n, 1n], MIN_64],
  ["i64.extend_i32_s", [-2], -2n],
  ["i64.extend_i32_u", [-2], 0xfffffffen],
  ["i64.trunc_sat_f64_s", [-3.5], -3n],
  ["i64.trunc_sat_f64_u", [-3.5], 0n],
  ["i64.reinterpret_f64", [1], 0x3ff0000000000000n],

  ["f32.eq", [NAN, NAN], 0],
  ["f32.ne", [NAN, NAN], 1],
  ["f32.lt", [-1, 1], 1],
  ["f32.gt", [-1, 1], 0],
  ["f32.le", [1, 1], 1],
  ["f32.ge", [-1, 1], 0],
  ["f32.abs", [-1.5], 1.5],
  ["f32.neg", [0], -0],
  ["f32.ceil", [-1.5], -1],
  ["f32.floor", [-1.5], -2],
  ["f32.trunc", [-1.5], -1],
  ["f32.nearest", [2.5], 2],
  ["f32.sqrt", [2], fround(Math.sqrt(2))],
  ["f32.add", [1e8, 1], 1e8],
  ["f32.sub", [1, 0.25], 0.75],
  ["f32.mul", [fround(0.1), 3], fround(fround(0.1) * 3)],
  ["f32.div", [1, 3], fround(1 / 3)],
  ["f32.min", [0, -0], -0],
  ["f32.max", [1, NAN], NAN],
  ["f32.copysign", [3, -0], -3],
  ["f32.convert_i32_s", [-1], -1],
  ["f32.convert_i32_u", [-1], 2 ** 32],
  ["f32.convert_i64_s", [-1n], -1],
  ["f32.convert_i64_u", [-1n], 2 ** 64],
  ["f32.demote_f64", [0.1], fround(0.1)],
  ["f32.reinterpret_i32", [0x40490fdb], fround(Math.PI)],

  ["f64.eq", [1, 1], 1],
  ["f64.ne", [1, 1], 0],
  ["f64.lt", [-1, 1], 1],
  ["f64.gt", [-1, 1], 0],
  ["f64.le", [2, 1], 0],
  ["f64.ge", [2, 1], 1],
  ["f64.abs", [-1.5], 1.5],
  ["f64.neg", [2], -2],
  ["f64.ceil", [0.1], 1],
  ["f64.floor", [-0.1], -1],
  ["f64.trunc", [1.9], 1],
  ["f64.nearest", [3.5], 4],
  ["f64.sqrt", [2], Math.SQRT2],
  ["f64.add", [0.1, 0.2], 0.1 + 0.2],
  ["f64.sub", [0.3, 0.1], 0.3 - 0.1],
  ["f64.mul", [0.1, 3], 0.1 * 3],
  ["f64.div", [1, 3], 1 / 3],
  ["f64.min", [1, 2], 1],
  ["f64.max", [1, 2], 2],
  ["f64.copysign", [-3, 1], 3],
  ["f64.convert_i32_s", [-1], -1],
  ["f64.convert_i32_u", [-1], 4294967295],
  ["f64.convert_i64_s", [-1n], -1],
  ["f64.convert_i64_u", [-1n], 2 ** 64],
  ["f64.promote_f32", [fround(0.1)], fround(0.1)],
  ["f64.reinterpret_i64", [0x3ff0000000000000n], 1],
];

const A = [1.5, -2.5, 0, 4];
const B = [1, 2, -0, NAN];

const F32X4_CASES: Case[] = [
  ["f32x4.splat", [0.1], lanes(4, () => fround(0.1))],
  ["f32x4.extract_lane", [A], 4, 3],
  ["f32x4.replace_lane", [A, 9], [1.5, 9, 0, 4], 1],
  ["f32x4.eq", [A, [1.5, 2, -0, NAN]], [-1, 0, -1, 0]],
  ["f32x4.ne", [A, [1.5, 2, -0, NAN]], [0, -1, 0, -1]],
  ["f32x4.lt", [A, B], [0, -1, 0, 0]],
  ["f32x4.gt", [A, B], [-1, 0, 0, 0]],
  ["f32x4.le", [A, B], [0, -1, -1, 0]],
  ["f32x4.ge", [A, B], [-1, 0, -1, 0]],
  ["f32x4.ceil", [A], [2, -2, 0, 4]],
  ["f32x4.floor", [A], [1, -3, 0, 4]],
  ["f32x4.trunc", [A], [1, -2, 0, 4]],
  ["f32x4.nearest", [A], [2, -2, 0, 4]],
  ["f32x4.abs", [A], [1.5, 2.5, 0, 4]],
  ["f32x4.neg", [A], [-1.5, 2.5, -0, -4]],
  ["f32x4.sqrt", [[4, 2, 0, 0.25]], [2, fround(Math.SQRT2), 0, 0.5]],
  ["f32x4.add", [A, [1, 2, 3, 4]], [2.5, -0.5, 3, 8]],
  ["f32x4.sub", [A, [1, 2, 3, 4]], [0.5, -4.5, -3, 0]],
  ["f32x4.mul", [A, [1, 2, 3, 4]], [1.5, -5, 0, 16]],
  ["f32x4.div", [A, [1, 2, 3, 4]], [1.5, -1.25, 0, 1]],
  ["f32x4.min", [A, B], [1, -2.5, -0, NAN]],
  ["f32x4.max", [A, B], [1.5, 2, 0, NAN]],
  // pmin is b < a ? b : a, which keeps a when they compare equal or not at all; pmax is a < b ? b : a.
  ["f32x4.pmin", [A, B], [1, -2.5, 0, 4]],
  ["f32x4.pmax", [A, B], [1.5, 2, 0, 4]],
  ["f32x4.convert_i32x4_s", [[1, -1, MIN, 16777217]], [1, -1, MIN, 16777216]],
  ["f32x4.convert_i32x4_u", [[1, -1, MIN, 3]], [1, 2 ** 32, 2 ** 31, 3]],
  ["f32x4.relaxed_madd", [A, [1, 2, 3, 4], [10, 20, 30, 40]], [11.5, 15, 30, 56]],
  ["f32x4.relaxed_nmadd", [A, [1, 2, 3, 4], [10, 20, 30, 40]], [8.5, 25, 30, 24]],
];

const I = [1, -2, MAX, MIN];
const J = [2, -2, -1, 1];

const I32X4_CASES: Case[] = [
  ["i32x4.splat", [-7], [-7, -7, -7, -7]],
  ["i32x4.extract_lane", [I], MAX, 2],
  ["i32x4.replace_lane", [I, 5], [5, -2, MAX, MIN], 0],
  ["i32x4.eq", [I, J], [0, -1, 0, 0]],
  ["i32x4.ne", [I, J], [-1, 0, -1, -1]],
  ["i32x4.lt_s", [I, J], [-1, 0, 0, -1]],
  ["i32x4.lt_u", [I, J], [-1, 0, -1, 0]],
  ["i32x4.gt_s", [I, J], [0, 0, -1, 0]],
  ["i32x4.gt_u", [I, J], [0, 0, 0, -1]],
  ["i32x4.le_s", [I, J], [-1, -1, 0, -1]],
  ["i32x4.le_u", [I, J], [-1, -1, -1, 0]],
  ["i32x4.ge_s", [I, J], [0, -1, -1, 0]],
  ["i32x4.ge_u", [I, J], [0, -1, 0, -1]],
  ["i32x4.abs", [I], [1, 2, MAX, MIN]],
  ["i32x4.neg", [I], [-1, 2, -MAX, MIN]],
  ["i32x4.all_true", [I], 1],
  ["i32x4.all_true", [[1, 0, 1, 1]], 0],
  ["i32x4.bitmask", [I], 0b1010],
  ["i32x4.shl", [I, 1], [2, -4, -2, 0]],
  ["i32x4.shr_s", [I, 1], [0, -1, MAX >> 1, MIN >> 1]],
  ["i32x4.shr_u", [I, 1], [0, MAX, MAX >> 1, 2 ** 30]],
  ["i32x4.add", [I, J], [3, -4, MAX - 1, MIN + 1]],
  ["i32x4.sub", [I, J], [-1, 0, MIN, MAX]],
  ["i32x4.mul", [I, J], [2, 4, -MAX, MIN]],
  ["i32x4.min_s", [I, J], [1, -2, -1, MIN]],
  ["i32x4.min_u", [I, J], [1, -2, MAX, 1]],
  ["i32x4.max_s", [I, J], [2, -2, MAX, 1]],
  ["i32x4.max_u", [I, J], [2, -2, -1, MIN]],
  ["i32x4.dot_i16x8_s", [[1, 2, 3, 4, 5, 6, 7, -8], lanes(8, () => 10)], [30, 70, 110, -10]],
  ["i32x4.extend_low_i16x8_s", [[-1, 2, 3, 4, 5, 6, 7, 8]], [-1, 2, 3, 4]],
  ["i32x4.extend_high_i16x8_s", [[1, 2, 3, 4, -5, 6, 7, 8]], [-5, 6, 7, 8]],
  ["i32x4.extend_low_i16x8_u", [[-1, 2, 3, 4, 5, 6, 7, 8]], [65535, 2, 3, 4]],
  ["i32x4.extend_high_i16x8_u", [[1, 2, 3, 4, -5, 6, 7, 8]], [65531, 6, 7, 8]],
  ["i32x4.trunc_sat_f32x4_s", [[-1.5, 1e20, NAN, -1e20]], [-1, MAX, 0, MIN]],
  ["i32x4.trunc_sat_f32x4_u", [[-1.5, 1e20, NAN, 3.9]], [0, -1, 0, 3]],
];

const S = [1, -2, 32767, -32768, 5, -6, 7, 8];
const T = [2, -2, -1, 1, 5, 6, -7, 0];

const I16X8_CASES: Case[] = [
  ["i16x8.splat", [-3], lanes(8, () => -3)],
  ["i16x8.extract_lane_s", [S], -6, 5],
  ["i16x8.extract_lane_u", [S], 65530, 5],
  ["i16x8.replace_lane", [S, 99], [1, -2, 32767, -32768, 5, -6, 7, 99], 7],
  ["i16x8.eq", [S, T], [0, -1, 0, 0, -1, 0, 0, 0]],
  ["i16x8.ne", [S, T], [-1, 0, -1, -1, 0, -1, -1, -1]],
  ["i16x8.lt_s", [S, T], [-1, 0, 0, -1, 0, -1, 0, 0]],
  ["i16x8.lt_u", [S, T], [-1, 0, -1, 0, 0, 0, -1, 0]],
  ["i16x8.gt_s", [S, T], [0, 0, -1, 0, 0, 0, -1, -1]],
  ["i16x8.gt_u", [S, T], [0, 0, 0, -1, 0, -1, 0, -1]],
  ["i16x8.abs", [S], [1, 2, 32767, -32768, 5, 6, 7, 8]],
  ["i16x8.neg", [S], [-1, 2, -32767, -32768, -5, 6, -7, -8]],
  ["i16x8.all_true", [T], 0],
  ["i16x8.bitmask", [S], 0b00101010],
  ["i16x8.narrow_i32x4_s", [I, J], [1, -2, 32767, -32768, 2, -2, -1, 1]],
  ["i16x8.narrow_i32x4_u", [I, [65536, 65535, 7, 1]], [1, 0, -1, 0, -1, -1, 7, 1]],
  ["i16x8.extend_low_i8x16_s", [lanes(16, (i) => 7 - i)], lanes(8, (i) => 7 - i)],
  ["i16x8.extend_high_i8x16_s", [lanes(16, (i) => 7 - i)], lanes(8, (i) => -1 - i)],
  ["i16x8.extend_low_i8x16_u", [lanes(16, (i) => -i - 1)], lanes(8, (i) => 255 - i)],
  ["i16x8.extend_high_i8x16_u", [lanes(16, (i) => -i - 1)], lanes(8, (i) => 247 - i)],
  ["i16x8.shl", [S, 1], [2, -4, -2, 0, 10, -12, 14, 16]],
  ["i16x8.shr_s", [S, 1], [0, -1, 16383, -16384, 2, -3, 3, 4]],
  ["i16x8.shr_u", [S, 1], [0, 32767, 16383, 16384, 2, 32765, 3, 4]],
  ["i16x8.add", [S, T], [3, -4, 32766, -32767, 10, 0, 0, 8]],
  ["i16x8.sub", [S, T], [-1, 0, -32768, 32767, 0, -12, 14, 8]],
  ["i16x8.mul", [S, T], [2, 4, -32767, -32768, 25, -36, -49, 0]],
  ["i16x8.min_s", [S, T], [1, -2, -1, -32768, 5, -6, -7, 0]],
  ["i16x8.min_u", [S, T], [1, -2, 32767, 1, 5, 6, 7, 0]],
  ["i16x8.max_s", [S, T], [2, -2, 32767, 1, 5, 6, 7, 8]],
  ["i16x8.max_u", [S, T], [2, -2, -1, -32768, 5, -6, -7, 8]],
];

const BYTES = lanes(16, (i) => 10 * i - 80);

const I8X16_CASES: Case[] = [
  ["i8x16.swizzle", [BYTES, lanes(16, (i) => i === 0 ? 16 : 15 - i)], [
    0,
    ...lanes(15, (i) => BYTES[14 - i]),
  ]],
  ["i8x16.splat", [0x1ff], lanes(16, () => -1)],
  ["i8x16.extract_lane_s", [BYTES], -80, 0],
  ["i8x16.extract_lane_u", [BYTES], 176, 0],
  ["i8x16.replace_lane", [BYTES, 1], [...BYTES.slice(0, 15), 1], 15],
  ["i8x16.eq", [BYTES, lanes(16, () => -70)], lanes(16, (i) => i === 1 ? -1 : 0)],
  ["i8x16.ne", [BYTES, lanes(16, () => -70)], lanes(16, (i) => i === 1 ? 0 : -1)],
  ["i8x16.lt_u", [BYTES, lanes(16, () => 30)], lanes(16, (i) => i >= 8 && i < 11 ? -1 : 0)],
  ["i8x16.gt_u", [BYTES, lanes(16, () => 30)], lanes(16, (i) => i < 8 || i > 11 ? -1 : 0)],
  ["i8x16.all_true", [BYTES], 0],
  ["i8x16.bitmask", [BYTES], 0xff],
  ["i8x16.narrow_i16x8_s", [S, T], [1, -2, 127, -128, 5, -6, 7, 8, ...T]],
  ["i8x16.narrow_i16x8_u", [S, T], [1, 0, -1, 0, 5, 0, 7, 8, 2, 0, 0, 1, 5, 6, 0, 0]],
  ["i8x16.add", [BYTES, lanes(16, () => 100)], lanes(16, (i) => 10 * i + 20 << 24 >> 24)],
  ["i8x16.sub", [BYTES, lanes(16, () => 100)], lanes(16, (i) => 10 * i - 180 << 24 >> 24)],
  ["i8x16.min_u", [BYTES, lanes(16, () => 30)], lanes(16, (i) => i >= 8 && i < 11 ? BYTES[i] : 30)],
  ["i8x16.max_u", [BYTES, lanes(16, () => 30)], lanes(16, (i) => i >= 8 && i < 11 ? 30 : BYTES[i])],
];

const U = [0x0f0f0f0f, -1, 0, 0x12345678];
const V = [0x00ff00ff, 5, 0, -1];

/** Instructions on bits, whose operands and result here are four 32-bit integers. */
const BIT_CASES: Case[] = [
  ["v128.not", [U], U.map((x) => ~x)],
  ["v128.and", [U, V], [0x000f000f, 5, 0, 0x12345678]],
  ["v128.andnot", [U, V], [0x0f000f00, -6, 0, 0]],
  ["v128.or", [U, V], [0x0fff0fff, -1, 0, -1]],
  ["v128.xor", [U, V], [0x0ff00ff0, -6, 0, ~0x12345678]],
  ["v128.bitselect", [U, V, [0x0000ffff, 0, -1, -1]], [0x00ff0f0f, 5, 0, 0x12345678]],
  ["v128.any_true", [U], 1],
  ["v128.any_true", [[0, 0, 0, 0]], 0],
];

/** All cases. */
export const CASES: readonly Case[] = [
  ...SCALAR_CASES,
  ...F32X4_CASES,
  ...I32X4_CASES,
  ...I16X8_CASES,
  ...I8X16_CASES,
  ...BIT_CASES,
];
