/** Variables: expressions that can be set. */

import { ALWAYS, clock } from "./changes.ts";
import { Expression } from "./expression.ts";
import { type Instruction, instruction } from "./instruction.ts";
import type { ValueType } from "./instructions.ts";
import type { Local } from "./local.ts";
import type { Operand, Values } from "./value_types.ts";
import { toValue, VALUE_CLASSES, type ValueClass } from "./values.ts";

const LOCAL_GET = instruction("local.get");
const LOCAL_SET = instruction("local.set");
const F32X4_ADD = instruction("f32x4.add");
const F32X4_SUB = instruction("f32x4.sub");
const F32X4_MUL = instruction("f32x4.mul");
const RELAXED_MADD = instruction("f32x4.relaxed_madd");
const RELAXED_NMADD = instruction("f32x4.relaxed_nmadd");

/** A variable of type `T`: an expression for the value it has where it is read. */
export type Variable<T extends ValueType> = Values[T] & Settable<T>;

/** What a variable can do beyond what its value can. */
export type Settable<T extends ValueType> =
  & {
    /** Gives the variable another value from here on. */
    set(value: Operand<T>): void;
  }
  & (T extends "f32x4" ? Accumulator : unknown);

/** What a variable of four single-precision numbers can do as a sum. */
export interface Accumulator {
  /**
   * Adds `a * b`. The product is rounded, then the sum: the same bits on every machine. In a module
   * of fused arithmetic the machine may round once.
   */
  addProduct(a: Operand<"f32x4">, b: Operand<"f32x4">): void;

  /** Subtracts `a * b`, rounded like `addProduct`. */
  subtractProduct(a: Operand<"f32x4">, b: Operand<"f32x4">): void;
}

/** The value at `local`, which nobody sets. */
export function valueAt<T extends ValueType>(type: T, local: Local): Values[T] {
  const value = new VALUE_CLASSES[type](LOCAL_GET, null, null, null, local);
  (value as Expression).written = ALWAYS;
  return value;
}

/** The variable at `local`. */
export function variableAt<T extends ValueType>(type: T, local: Local): Variable<T> {
  const variable = new VARIABLE_CLASSES[type](LOCAL_GET, null, null, null, local);
  variable.written = ALWAYS;
  return variable as unknown as Variable<T>;
}

/** The class of values `Value` with a variable's method. */
function variableClass(Value: ValueClass<ValueType>) {
  return class extends (Value as unknown as typeof Expression) {
    set(value: unknown): void {
      const local = this.immediate as Local;
      toValue(LOCAL_SET.name, this.type, value).encode(local.code, clock.now);
      local.code.changeLocal(local);
      local.code.write(LOCAL_SET, local);
    }
  };
}

/**
 * Variables of four single-precision numbers. Their sums are encoded directly, without expressions in
 * between: kernels consist of them.
 */
class F32x4Variable extends variableClass(VALUE_CLASSES.f32x4) {
  addProduct(a: unknown, b: unknown): void {
    this.#accumulate(F32X4_ADD, RELAXED_MADD, a, b);
  }

  subtractProduct(a: unknown, b: unknown): void {
    this.#accumulate(F32X4_SUB, RELAXED_NMADD, a, b);
  }

  #accumulate(rounded: Instruction, fused: Instruction, a: unknown, b: unknown): void {
    const local = this.immediate as Local;
    const { code } = local;
    const { now } = clock;
    if (!code.isFused) this.encode(code, now);
    toValue(F32X4_MUL.name, "f32x4", a).encode(code, now);
    toValue(F32X4_MUL.name, "f32x4", b).encode(code, now);
    if (code.isFused) {
      this.encode(code, now);
      code.write(fused);
    } else {
      code.write(F32X4_MUL);
      code.write(rounded);
    }
    code.changeLocal(local);
    code.write(LOCAL_SET, local);
  }
}

const VARIABLE_CLASSES = {
  i32: variableClass(VALUE_CLASSES.i32),
  i64: variableClass(VALUE_CLASSES.i64),
  f32: variableClass(VALUE_CLASSES.f32),
  f64: variableClass(VALUE_CLASSES.f64),
  f32x4: F32x4Variable,
  i32x4: variableClass(VALUE_CLASSES.i32x4),
  i16x8: variableClass(VALUE_CLASSES.i16x8),
  i8x16: variableClass(VALUE_CLASSES.i8x16),
};
