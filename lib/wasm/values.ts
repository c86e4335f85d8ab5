/**
 * What makes values (`f32.load(address, 4)`, `f32x4.splat(x)`, `i32.truncSatF32S(x)`), and the methods
 * that values have (`x.add(y)`, `v.extractLane(2)`).
 *
 * Nearly all of them follow from the table of instructions: at run time they are put in place at the
 * end of this file, and the type checker reads them off the table by `Makers` and `Methods`.
 * Instructions whose first operand has their own type are methods; loads and conversions belong to
 * the type they lead to. Names are those of the WebAssembly specification in the house's spelling.
 */

import { checkType, Expression } from "./expression.ts";
import type { Immediate } from "./function_code.ts";
import { I32, i32Constant, toI32 } from "./i32.ts";
import { type Instruction, instruction } from "./instruction.ts";
import {
  type InstructionName,
  INSTRUCTIONS,
  type ValueType,
  type VectorType,
} from "./instructions.ts";
import { byteOffset, float, int64, laneIndex, LANES, vectorBytes } from "./literals.ts";
import type { Literal, Makers, Methods, Operand, Values } from "./value_types.ts";
import { F32x4, I16x8, I32x4, I8x16 } from "./vectors.ts";

export { F32x4, I16x8, I32, I32x4, I8x16 };

/** The methods that follow from the table of instructions. */
export interface I64 extends Methods<"i64"> {}
/** The methods that follow from the table of instructions. */
export interface F32 extends Methods<"f32"> {}
/** The methods that follow from the table of instructions. */
export interface F64 extends Methods<"f64"> {}

/** A 64-bit integer. Where the sign matters, the names of instructions end in S or U. */
export class I64 extends Expression<"i64"> {}

/** A single-precision number. */
export class F32 extends Expression<"f32"> {}

/** A double-precision number. */
export class F64 extends Expression<"f64"> {}

/** A class of values. */
export type ValueClass<T extends ValueType> = new (
  instruction: Instruction,
  a?: Expression | null,
  b?: Expression | null,
  c?: Expression | null,
  immediate?: Immediate,
) => Values[T];

/** The class of each type. */
export const VALUE_CLASSES: { readonly [T in ValueType]: ValueClass<T> } = {
  i32: I32,
  i64: I64,
  f32: F32,
  f64: F64,
  f32x4: F32x4,
  i32x4: I32x4,
  i16x8: I16x8,
  i8x16: I8x16,
};

/** What makes values of the type `T`. */
export type ScalarMakers<T extends ValueType> = Makers<T> & {
  /** A constant. */
  const(value: Literal<T>): Values[T];
};

/** What makes vectors of the type `T`. */
export type VectorMakers<T extends VectorType> = Makers<T> & {
  /** A constant of one number for all lanes, or of one number for each lane. */
  const(...lanes: number[]): Values[T];
};

/** Makes 32-bit integers. */
export const i32 = { const: i32Constant } as ScalarMakers<"i32">;

/** Makes 64-bit integers. */
export const i64 = { const: i64Constant } as ScalarMakers<"i64">;

/** Makes single-precision numbers. */
export const f32 = { const: f32Constant } as ScalarMakers<"f32">;

/** Makes double-precision numbers. */
export const f64 = { const: f64Constant } as ScalarMakers<"f64">;

/** Makes vectors of four single-precision numbers. */
export const f32x4: VectorMakers<"f32x4"> = vectorMakers("f32x4");

/** Makes vectors of four 32-bit integers. */
export const i32x4: VectorMakers<"i32x4"> = vectorMakers("i32x4");

/** Makes vectors of eight 16-bit integers. */
export const i16x8: VectorMakers<"i16x8"> = vectorMakers("i16x8");

/** Makes vectors of sixteen 8-bit integers. */
export const i8x16: VectorMakers<"i8x16"> = vectorMakers("i8x16");

/** `whenTrue` if `condition` is not zero, else `whenFalse`; both are computed. */
export function select<T extends ValueType>(
  condition: I32,
  whenTrue: Expression<T>,
  whenFalse: Expression<NoInfer<T>>,
): Values[T] {
  checkType("select", "i32", condition);
  checkType("select", whenTrue.type, whenFalse);
  return new VALUE_CLASSES[whenTrue.type](SELECT, whenTrue, whenFalse, condition);
}

/**
 * An operand of the instruction `user` as an expression.
 *
 * @param type The type that is due; `v128` is a vector of any view.
 * @throws {TypeError} If `value` is an expression of another type.
 * @throws {RangeError} If `value` is a number that the type cannot hold.
 */
export function toValue<T extends ValueType>(user: string, type: T, value: Operand<T>): Values[T];
/** The same for a type that is known by its name only. */
export function toValue(user: string, type: string, value: unknown): Expression;
export function toValue(user: string, type: string, value: unknown): Expression {
  if (typeof value === "number" || typeof value === "bigint") {
    const constant = CONSTANTS[type as ValueType];
    if (constant !== undefined) return constant(value as never);
  }
  if ((value as Expression)?.type !== type) checkType(user, type, value);
  return value as Expression;
}

const SELECT = instruction("select");
const I64_CONST = instruction("i64.const");
const F32_CONST = instruction("f32.const");
const F64_CONST = instruction("f64.const");
const V128_CONST = instruction("v128.const");

function i64Constant(value: bigint): I64 {
  return new I64(I64_CONST, null, null, null, int64(value));
}

function f32Constant(value: number): F32 {
  return new F32(F32_CONST, null, null, null, float(value));
}

function f64Constant(value: number): F64 {
  return new F64(F64_CONST, null, null, null, float(value));
}

function vectorMakers<T extends VectorType>(type: T): VectorMakers<T> {
  const Vector = VALUE_CLASSES[type];
  return {
    const: (...lanes: number[]) =>
      new Vector(V128_CONST, null, null, null, vectorBytes(type, lanes)),
  } as VectorMakers<T>;
}

const CONSTANTS: { readonly [T in ValueType]: (value: Literal<T>) => Values[T] } = {
  i32: i32Constant,
  i64: i64Constant,
  f32: f32Constant,
  f64: f64Constant,
  f32x4: f32x4.const,
  i32x4: i32x4.const,
  i16x8: i16x8.const,
  i8x16: i8x16.const,
};

const MAKERS = { i32, i64, f32, f64, f32x4, i32x4, i16x8, i8x16 };

for (const [type, Value] of Object.entries(VALUE_CLASSES)) {
  Object.defineProperty(Value.prototype, "type", { value: type });
}

for (const name of Object.keys(INSTRUCTIONS) as InstructionName[]) {
  const dot = name.indexOf(".");
  const prefix = name.slice(0, dot);
  const word = camelCase(name.slice(dot + 1));
  if (prefix in VALUE_CLASSES) install(prefix as ValueType, prefix, word, instruction(name));
  if (prefix === "v128") {
    for (const type in LANES) install(type as VectorType, prefix, word, instruction(name));
  }
}

/** `extend_low_i16x8_s` in the house's spelling: `extendLowI16x8S`. */
function camelCase(name: string): string {
  const [first, ...others] = name.split("_");
  return first + others.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
}

/** Puts one instruction in place as `word`: of the values of `type`, or of what makes them. */
function install(type: ValueType, prefix: string, word: string, row: Instruction): void {
  const Result = VALUE_CLASSES[row.result === "v128" ? type : row.result as ValueType];
  const maker = MAKERS[type] as Record<string, unknown>;
  const methods = VALUE_CLASSES[type].prototype as unknown as Record<string, unknown>;
  if (row.immediate === "memory" && word.startsWith("load")) {
    maker[word] = load(row, Result);
  } else if (row.immediate === "lane") {
    methods[word] = laneMethod(row, Result);
  } else if (row.immediate === "none") {
    if (row.operands[0] !== prefix) maker[word] = conversion(row, Result);
    // What a class defines itself (the sums of I32) stays.
    else methods[word] ??= method(row, Result);
  }
}

/** A function that makes a value out of one or two others. */
function conversion(row: Instruction, Result: ValueClass<ValueType>) {
  const { name, operands: [first, second] } = row;
  return second === undefined
    ? (a: unknown) => new Result(row, toValue(name, first, a))
    : (a: unknown, b: unknown) =>
      new Result(row, toValue(name, first, a), toValue(name, second, b));
}

/** A method of the first operand. */
function method(row: Instruction, Result: ValueClass<ValueType>) {
  const { name, operands: [, second, third] } = row;
  if (second === undefined) {
    return function (this: Expression) {
      return new Result(row, this);
    };
  }
  if (third === undefined) {
    return function (this: Expression, b: unknown) {
      return new Result(row, this, toValue(name, second, b));
    };
  }
  return function (this: Expression, b: unknown, c: unknown) {
    return new Result(row, this, toValue(name, second, b), toValue(name, third, c));
  };
}

/** A method of a vector that concerns one of its lanes. */
function laneMethod(row: Instruction, Result: ValueClass<ValueType>) {
  const { name, operands: [, second], lanes } = row;
  return function (this: Expression, lane: number, value: unknown) {
    const operand = second === undefined ? null : toValue(name, second, value);
    return new Result(row, this, operand, null, laneIndex(lane, lanes));
  };
}

/** A function that reads memory at `address + offset`. */
function load(row: Instruction, Result: ValueClass<ValueType>) {
  // A narrow unsigned load bounds its value, which lets addresses made of it be folded.
  const isNarrow = row.name.endsWith("_u") && row.result === "i32";
  return function (address: Operand<"i32">, offset = 0) {
    const place = toI32(row.name, address);
    const base = place.addressBase;
    const total = byteOffset(byteOffset(offset) + place.offsetFrom(base));
    const result = new Result(row, base, null, null, total);
    if (isNarrow) (result as I32).max = 2 ** (8 * row.width) - 1;
    return result;
  };
}
