/**
 * Atomic access to memory that threads share, in 32-bit integers.
 *
 * These are statements: they happen where they stand. Each counts as a change of memory, so that no
 * load moves across it.
 */

import type { FunctionCode } from "./function_code.ts";
import type { I32 } from "./i32.ts";
import { type Instruction, instruction } from "./instruction.ts";
import { keepTop, write, writeAt } from "./statements.ts";
import type { Operand } from "./value_types.ts";

const FENCE = instruction("atomic.fence");
const LOAD = instruction("i32.atomic.load");
const STORE = instruction("i32.atomic.store");
const ADD = instruction("i32.atomic.rmw.add");
const SUB = instruction("i32.atomic.rmw.sub");
const AND = instruction("i32.atomic.rmw.and");
const OR = instruction("i32.atomic.rmw.or");
const XOR = instruction("i32.atomic.rmw.xor");
const EXCHANGE = instruction("i32.atomic.rmw.xchg");
const COMPARE_EXCHANGE = instruction("i32.atomic.rmw.cmpxchg");
const WAIT = instruction("memory.atomic.wait32");
const NOTIFY = instruction("memory.atomic.notify");

/** An integer, or a number for it. */
export type Int = Operand<"i32">;

/** The atomic statements of a function. Each place must be a multiple of 4, or the module traps. */
export class Atomics {
  readonly #code: FunctionCode;

  /** The atomic statements that write into `code`. */
  constructor(code: FunctionCode) {
    this.#code = code;
  }

  /** The integer at `address + offset`. */
  load(address: Int, offset: number): I32 {
    return this.#change(LOAD, address, offset);
  }

  /** Stores `value`. */
  store(address: Int, offset: number, value: Int): void {
    writeAt(this.#code, STORE, address, offset, [value]);
    this.#memoryChanges();
  }

  /** Adds `value`; returns what was there before. */
  add(address: Int, offset: number, value: Int): I32 {
    return this.#change(ADD, address, offset, value);
  }

  /** Subtracts `value`; returns what was there before. */
  sub(address: Int, offset: number, value: Int): I32 {
    return this.#change(SUB, address, offset, value);
  }

  /** Clears the bits that are not in `value`; returns what was there before. */
  and(address: Int, offset: number, value: Int): I32 {
    return this.#change(AND, address, offset, value);
  }

  /** Sets the bits of `value`; returns what was there before. */
  or(address: Int, offset: number, value: Int): I32 {
    return this.#change(OR, address, offset, value);
  }

  /** Flips the bits of `value`; returns what was there before. */
  xor(address: Int, offset: number, value: Int): I32 {
    return this.#change(XOR, address, offset, value);
  }

  /** Stores `value`; returns what was there before. */
  exchange(address: Int, offset: number, value: Int): I32 {
    return this.#change(EXCHANGE, address, offset, value);
  }

  /** Stores `value` if `expected` is there; returns what was there before. */
  compareExchange(address: Int, offset: number, expected: Int, value: Int): I32 {
    return this.#change(COMPARE_EXCHANGE, address, offset, expected, value);
  }

  /**
   * Sleeps while `expected` is there, until `notify` or until `timeout` nanoseconds have passed
   * (negative: for ever). Returns 0 if woken, 1 if another value was there, 2 if time ran out. The
   * memory must be shared.
   */
  wait(address: Int, offset: number, expected: Int, timeout: Operand<"i64">): I32 {
    return this.#change(WAIT, address, offset, expected, timeout);
  }

  /** Wakes at most `count` threads that sleep at the place; returns how many. */
  notify(address: Int, offset: number, count: Int): I32 {
    return this.#change(NOTIFY, address, offset, count);
  }

  /** Lets no access to memory move across it, in either direction. */
  fence(): void {
    write(this.#code, FENCE, []);
    this.#memoryChanges();
  }

  #change(row: Instruction, address: Int, offset: number, ...operands: unknown[]): I32 {
    writeAt(this.#code, row, address, offset, operands);
    this.#memoryChanges();
    return keepTop(this.#code, "i32");
  }

  #memoryChanges(): void {
    this.#code.changes.change(this.#code.changes.memory);
  }
}
