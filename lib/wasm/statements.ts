/** How statements are encoded: operands, then the instruction; a result goes into a variable. */

import { clock } from "./changes.ts";
import type { Expression } from "./expression.ts";
import type { FunctionCode, Immediate } from "./function_code.ts";
import { toI32 } from "./i32.ts";
import { type Instruction, instruction } from "./instruction.ts";
import type { ValueType } from "./instructions.ts";
import { byteOffset } from "./literals.ts";
import type { Operand, Values } from "./value_types.ts";
import { toValue } from "./values.ts";
import { valueAt } from "./variable.ts";

const LOCAL_SET = instruction("local.set");

/** Writes `row` over `operands`. */
export function write(
  code: FunctionCode,
  row: Instruction,
  operands: readonly unknown[],
  immediate: Immediate = 0,
): void {
  for (let i = 0; i < operands.length; i++) {
    toValue(row.name, row.operands[i], operands[i]).encode(code, clock.now);
  }
  code.write(row, immediate);
}

/**
 * Writes `row` at the place `address + offset`, over the address and `operands`.
 *
 * @param lane The lane, for instructions that take one.
 */
export function writeAt(
  code: FunctionCode,
  row: Instruction,
  address: Operand<"i32">,
  offset: number,
  operands: readonly unknown[],
  lane = 0,
): void {
  const place = toI32(row.name, address);
  const base = place.addressBase;
  const total = byteOffset(byteOffset(offset) + place.offsetFrom(base));
  write(code, row, [base, ...operands], row.lanes > 0 ? total * 16 + lane : total);
}

/** Moves the value on top of the stack into a variable of the current scope and returns it. */
export function keepTop<T extends ValueType>(
  code: FunctionCode,
  type: T,
  name?: string,
): Values[T] {
  const local = code.newLocal(type, false, name);
  code.write(LOCAL_SET, local);
  return valueAt(type, local);
}

/** Writes the computation of `value` into `code`. */
export function compute(code: FunctionCode, value: Expression): void {
  value.encode(code, clock.now);
}
