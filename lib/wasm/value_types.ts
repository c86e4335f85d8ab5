/**
 * The types of the value classes' methods, read off the table of instructions.
 *
 * `"f32x4.min": [..., "f32x4 f32x4 -> f32x4"]` becomes a method `min(other: F32x4 | number): F32x4`
 * of `F32x4`, because the first operand has the instruction's own type. `"f32x4.splat":
 * [..., "f32 -> f32x4"]` makes a value out of another type: it becomes `f32x4.splat(f32)`.
 */

import type { InstructionName, INSTRUCTIONS, ValueType, VectorType } from "./instructions.ts";
import type { F32, F32x4, F64, I16x8, I32, I32x4, I64, I8x16 } from "./values.ts";

/** The class that stands for each type. */
export interface Values {
  /** A 32-bit integer, without a sign of its own: instructions end in S or U where it matters. */
  i32: I32;
  /** A 64-bit integer. */
  i64: I64;
  /** A single-precision number. */
  f32: F32;
  /** A double-precision number. */
  f64: F64;
  /** Four single-precision numbers. */
  f32x4: F32x4;
  /** Four 32-bit integers. */
  i32x4: I32x4;
  /** Eight 16-bit integers. */
  i16x8: I16x8;
  /** Sixteen 8-bit integers. */
  i8x16: I8x16;
}

/** The numbers of TypeScript that may stand for a value of type `T`; in a vector, in all its lanes. */
export type Literal<T extends ValueType> = T extends "i64" ? bigint : number;

/** What may be given where a value of type `T` is due. */
export type Operand<T extends ValueType> = Values[T] | Literal<T>;

/** One row of the table. */
export type Row<N extends InstructionName> = (typeof INSTRUCTIONS)[N];

/** `extend_low_i16x8_s` in the house's spelling: `extendLowI16x8S`. */
export type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/** The words of a text, split at single blanks. */
export type Words<S extends string> = S extends `${infer Head} ${infer Tail}`
  ? [Head, ...Words<Tail>]
  : [S];

/** What an operand of type `W` of a method of `T` accepts; `v128` is a vector of any view. */
export type Argument<W extends string> = W extends ValueType ? Operand<W> : Values[VectorType];

/** The arguments for operands of types `W`. */
export type Arguments<W extends readonly string[]> = { [I in keyof W]: Argument<W[I]> };

/** The class of a result of type `R`, where `v128` keeps the view `T`. */
export type Result<T extends ValueType, R extends string> = R extends ValueType ? Values[R]
  : Values[T];

/** The prefixes under which instructions on values of type `T` stand in the table. */
export type Prefix<T extends ValueType> = T extends VectorType ? T | "v128" : T;

/** The name of the method of `T` that instruction `N` becomes, or `never`. */
export type MethodName<T extends ValueType, N extends InstructionName> = N extends
  `${infer P extends Prefix<T>}.${infer Rest}` ? Row<N> extends
    | readonly [number, `${P} ${string}`]
    | readonly [number, `${P} ${string}`, `lane ${number}`] ? CamelCase<Rest>
  : never
  : never;

/** The method that instruction `N` becomes: its operands but the first, a lane before them. */
export type Method<T extends ValueType, N extends InstructionName> = Row<N> extends
  readonly [number, `${infer Operands} -> ${infer R}`, infer _Lane]
  ? Words<Operands> extends [string, ...infer Others extends string[]]
    ? (lane: number, ...operands: Arguments<Others>) => Result<T, R>
  : never
  : Row<N> extends readonly [number, `${infer Operands} -> ${infer R}`]
    ? Words<Operands> extends [string, ...infer Others extends string[]]
      ? (...operands: Arguments<Others>) => Result<T, R>
    : never
  : never;

/** All methods of `T` that follow from the table. */
export type Methods<T extends ValueType> = {
  [N in InstructionName as MethodName<T, N>]: Method<T, N>;
};

/** The name of the function that makes a `T` of another type by instruction `N`, or `never`. */
export type MakerName<T extends ValueType, N extends InstructionName> = N extends
  `${infer P extends Prefix<T>}.${infer Rest}`
  ? Row<N> extends readonly [number, `${P} ${string}`] ? never
  : Row<N> extends readonly [number, `${string} -> ${string}`] ? CamelCase<Rest>
  : Row<N> extends readonly [number, string, `memory ${number}`]
    ? Rest extends `load${string}` ? CamelCase<Rest> : never
  : never
  : never;

/** The function that instruction `N` becomes: a load, or a conversion. */
export type Maker<T extends ValueType, N extends InstructionName> = Row<N> extends
  readonly [number, string, string] ? (address: Operand<"i32">, offset?: number) => Values[T]
  : Row<N> extends readonly [number, `${infer Operands} -> ${string}`]
    ? (...operands: Arguments<Words<Operands>>) => Values[T]
  : never;

/** All functions that make a `T` and follow from the table. */
export type Makers<T extends ValueType> = {
  readonly [N in InstructionName as MakerName<T, N>]: Maker<T, N>;
};
