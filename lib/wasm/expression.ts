/**
 * Expressions: formulas that are written down first and encoded where a statement uses them.
 *
 * An expression stands for the value it has where it is *written*. It is computed where it is
 * *used*, and each time it is used, because that needs no variable. The two agree as long as nothing
 * it reads changes in between; when something does, recording throws (see `changes.ts`).
 */

import { clock } from "./changes.ts";
import type { FunctionCode, Immediate } from "./function_code.ts";
import type { Local } from "./local.ts";
import { type Instruction, instruction } from "./instruction.ts";
import type { ValueType } from "./instructions.ts";
import { LANES } from "./literals.ts";

const LOCAL_GET = instruction("local.get");

/** A value of type `T` in a function that is being recorded: an instruction and its operands. */
export class Expression<T extends ValueType = ValueType> {
  /** The type of the value. */
  declare readonly type: T;
  /** The instruction that leaves the value. */
  readonly instruction: Instruction;
  /** The first operand. */
  readonly a: Expression | null;
  /** The second operand. */
  readonly b: Expression | null;
  /** The third operand. */
  readonly c: Expression | null;
  /** What stands behind the opcode. */
  readonly immediate: Immediate;
  /** The moment at which the expression was written; `ALWAYS` for a variable as such. */
  written: number;

  /** Writes down `instruction` over the operands `a`, `b`, `c`. */
  constructor(
    instruction: Instruction,
    a: Expression | null = null,
    b: Expression | null = null,
    c: Expression | null = null,
    immediate: Immediate = 0,
  ) {
    this.instruction = instruction;
    this.a = a;
    this.b = b;
    this.c = c;
    this.immediate = immediate;
    this.written = clock.now;
  }

  /**
   * Appends the instructions that compute the value to `code`. A variable has the value of the
   * moment `written`: when the formula around it was written down.
   *
   * @throws {TypeError} If the expression reads something that is out of reach or has changed.
   */
  encode(code: FunctionCode, written: number): void {
    const { instruction, a, b, c } = this;
    if (instruction === LOCAL_GET) {
      code.readLocal(this.immediate as Local, Math.min(written, this.written));
    } else if (a !== null) {
      a.encode(code, this.written);
      if (b !== null) b.encode(code, this.written);
      if (c !== null) c.encode(code, this.written);
      if (instruction.isLoad) code.changes.read(code.changes.memory, this.written);
    } else if (instruction.immediate === "global") {
      code.changes.read(code.changes.globals, this.written);
    }
    code.write(instruction, this.immediate);
  }
}

/**
 * Checks that a value is of the type that an instruction takes.
 *
 * @param user The instruction's name, for the message.
 * @param expected The type; `v128` is a vector of any view.
 * @throws {TypeError} If `value` is not an expression of that type.
 */
export function checkType(user: string, expected: string, value: unknown): void {
  const type = value instanceof Expression ? value.type : typeof value;
  if (type === expected || expected === "v128" && type in LANES) return;
  throw new TypeError(`Cannot write ${user}: expected an operand of type ${expected}, got ${type}`);
}
