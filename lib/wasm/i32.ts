/**
 * 32-bit integers: addresses, counters and conditions.
 *
 * Sums and products are simplified while they are written, so that what a compiler knows of an
 * address ends in one constant: `y.add(1).mul(112).add(x.mul(4)).add(4096)` is written as
 * `y * 112 + x * 4 + 4208`. All of it is exact modulo 2^32.
 */

import { checkType, Expression } from "./expression.ts";
import { instruction } from "./instruction.ts";
import { int32 } from "./literals.ts";
import type { Local } from "./local.ts";
import type { Methods, Operand } from "./value_types.ts";

const CONST = instruction("i32.const");
const LOCAL_GET = instruction("local.get");
const ADD = instruction("i32.add");
const SUB = instruction("i32.sub");
const MUL = instruction("i32.mul");
const AND = instruction("i32.and");
const SHL = instruction("i32.shl");
const SHR_U = instruction("i32.shr_u");

/** The bound of a value of which nothing is known. */
const UNBOUNDED = 0xffffffff;

/** The methods that follow from the table of instructions. */
export interface I32 extends Methods<"i32"> {}

/** A 32-bit integer. Where the sign matters, the names of instructions end in S or U. */
export class I32 extends Expression<"i32"> {
  /** What the value, read without sign, does not exceed: 2^32 - 1 if nothing is known. */
  max: number = UNBOUNDED;

  /** The sum modulo 2^32. */
  add(other: Operand<"i32">): I32 {
    return sum(this, toI32(ADD.name, other));
  }

  /** The difference modulo 2^32. */
  sub(other: Operand<"i32">): I32 {
    const y = toI32(SUB.name, other);
    return y.instruction === CONST ? plus(this, -valueOf(y)) : new I32(SUB, this, y);
  }

  /** The product modulo 2^32. */
  mul(other: Operand<"i32">): I32 {
    const y = toI32(MUL.name, other);
    if (y.instruction === CONST) return times(this, valueOf(y));
    if (this.instruction === CONST) return times(y, valueOf(this));
    return bounded(new I32(MUL, this, y), this.max * y.max);
  }

  /** The bits that are set in both. */
  and(other: Operand<"i32">): I32 {
    const y = toI32(AND.name, other);
    return bounded(new I32(AND, this, y), Math.min(this.max, y.max));
  }

  /** Shifted left by `count` modulo 32 bits. */
  shl(count: Operand<"i32">): I32 {
    const y = toI32(SHL.name, count);
    const result = new I32(SHL, this, y);
    return y.instruction === CONST ? bounded(result, this.max * 2 ** (valueOf(y) & 31)) : result;
  }

  /** Shifted right by `count` modulo 32 bits, with zeros from the left. */
  shrU(count: Operand<"i32">): I32 {
    const y = toI32(SHR_U.name, count);
    return bounded(
      new I32(SHR_U, this, y),
      y.instruction === CONST ? this.max >>> valueOf(y) : this.max,
    );
  }

  /** The value if it is a constant, from -2^31 to 2^31 - 1; else undefined. */
  get constant(): number | undefined {
    return this.instruction === CONST ? valueOf(this) : undefined;
  }

  /**
   * The base to which WebAssembly adds an offset when this is the address of a load or a store.
   *
   * That addition is of 33 bits, an expression's of 32. A constant is therefore only split off where
   * the bound of the rest shows that the sum does not wrap around; else the base is `this`.
   */
  get addressBase(): I32 {
    if (this.instruction === CONST) return i32Constant(0);
    if (!isPlus(this)) return this;
    const term = this.a as I32;
    return term.max + (this.b as I32).max <= UNBOUNDED ? term : this;
  }

  /** The offset that belongs to `base`, which `addressBase` returned. */
  offsetFrom(base: I32): number {
    if (base === this) return 0;
    return this.instruction === CONST ? this.max : (this.b as I32).max;
  }
}

/**
 * A constant.
 *
 * @param value A whole number from -2^31 to 2^32 - 1.
 * @throws {RangeError} If `value` is not a whole number in its range.
 */
export function i32Constant(value: number): I32 {
  const result = new I32(CONST, null, null, null, int32(value));
  result.max = value >>> 0;
  return result;
}

/**
 * An operand of the instruction `user` as an expression.
 *
 * @throws {RangeError} If `value` is a number that is not an `i32`.
 * @throws {TypeError} If `value` is an expression of another type.
 */
export function toI32(user: string, value: Operand<"i32">): I32 {
  if (typeof value === "number") return i32Constant(value);
  if (value?.type !== "i32") checkType(user, "i32", value);
  return value;
}

/** The value of a constant. */
function valueOf(constant: I32): number {
  return constant.immediate as number;
}

/** Whether `x` is a sum with a constant as its second term. */
function isPlus(x: I32): boolean {
  return x.instruction === ADD && x.b!.instruction === CONST;
}

/** `x`, known not to exceed `max` unless that is more than 32 bits hold. */
function bounded(x: I32, max: number): I32 {
  if (max < UNBOUNDED) x.max = max;
  return x;
}

/** `x + y` with a constant of either at the end. */
function sum(x: I32, y: I32): I32 {
  if (y.instruction === CONST) return plus(x, valueOf(y));
  if (x.instruction === CONST) return plus(y, valueOf(x));
  if (canOpen(x)) return plus(sum(x.a as I32, y), valueOf(x.b as I32));
  if (canOpen(y)) return plus(sum(x, y.a as I32), valueOf(y.b as I32));
  return bounded(new I32(ADD, x, y), x.max + y.max);
}

/**
 * Whether the term before the constant of a sum may be moved into another expression. Not so a
 * variable that can change: the sum knows when it was read.
 */
function canOpen(x: I32): boolean {
  if (!isPlus(x)) return false;
  const term = x.a!;
  return term.instruction !== LOCAL_GET || !(term.immediate as Local).isVariable;
}

/** `x + constant`. */
function plus(x: I32, constant: number): I32 {
  if (x.instruction === CONST) return i32Constant(valueOf(x) + constant | 0);
  if (!isPlus(x)) return constant === 0 ? x : addConstant(x, constant | 0);
  const total = valueOf(x.b as I32) + constant | 0;
  if (total === 0 && canOpen(x)) return x.a as I32;
  const result = addConstant(x.a as I32, total);
  result.written = x.written;
  return result;
}

function addConstant(x: I32, constant: number): I32 {
  return bounded(new I32(ADD, x, i32Constant(constant)), x.max + (constant >>> 0));
}

/** `x * factor`. */
function times(x: I32, factor: number): I32 {
  if (factor === 1) return x;
  if (factor === 0) return i32Constant(0);
  if (x.instruction === CONST) return i32Constant(Math.imul(valueOf(x), factor));
  if (!isPlus(x)) return bounded(new I32(MUL, x, i32Constant(factor)), x.max * (factor >>> 0));
  const term = times(x.a as I32, factor);
  term.written = x.written;
  return plus(term, Math.imul(valueOf(x.b as I32), factor));
}
