/**
 * The statements of a function: what a body's first parameter, `f`, can do. The file is long because it
 * is a list; no statement does much.
 */

import { Atomics } from "./atomics.ts";
import type { Expression } from "./expression.ts";
import { Exit } from "./exit.ts";
import type { FunctionCode } from "./function_code.ts";
import type { Local } from "./local.ts";
import type { Global, GlobalType } from "./global.ts";
import { type I32, toI32 } from "./i32.ts";
import { type Instruction, instruction } from "./instruction.ts";
import type { ValueType, VectorType } from "./instructions.ts";
import { laneIndex } from "./literals.ts";
import { boundOfCounter, countRounds, isFalling } from "./loop_bounds.ts";
import { MemoryStatements } from "./memory.ts";
import type { ModuleContents } from "./module_contents.ts";
import { compute, keepTop, write, writeAt } from "./statements.ts";
import type { Operand, Values } from "./value_types.ts";
import { toValue } from "./values.ts";
import { valueAt, type Variable, variableAt } from "./variable.ts";
import type { BodyResult, Operands, Returned, Types, WasmFunction } from "./wasm_function.ts";

const BLOCK = instruction("block");
const LOOP = instruction("loop");
const IF = instruction("if");
const ELSE = instruction("else");
const END = instruction("end");
const BR = instruction("br");
const BR_IF = instruction("br_if");
const RETURN = instruction("return");
const CALL = instruction("call");
const DROP = instruction("drop");
const UNREACHABLE = instruction("unreachable");
const LOCAL_GET = instruction("local.get");
const LOCAL_SET = instruction("local.set");
const GLOBAL_SET = instruction("global.set");

const STORE = {
  i32: instruction("i32.store"),
  i64: instruction("i64.store"),
  f32: instruction("f32.store"),
  f64: instruction("f64.store"),
  f32x4: instruction("v128.store"),
  i32x4: instruction("v128.store"),
  i16x8: instruction("v128.store"),
  i8x16: instruction("v128.store"),
};
const STORE_8 = instruction("i32.store8");
const STORE_16 = instruction("i32.store16");
const STORE_LANE = {
  f32x4: instruction("v128.store32_lane"),
  i32x4: instruction("v128.store32_lane"),
  i16x8: instruction("v128.store16_lane"),
  i8x16: instruction("v128.store8_lane"),
};
const STORE_64_LANE = instruction("v128.store64_lane");

/** The type of a block without parameters and results. */
const NO_VALUES = 0x40;

/** Records a function's statements on `f`, with variables for its parameters; returns its results. */
export type Body<P extends Types, R extends Types> = (
  f: FunctionBuilder,
  ...parameters: { -readonly [I in keyof P]: Variable<P[I]> }
) => BodyResult<R>;

/** Records the statements of one function, in the order in which its methods are called. */
export class FunctionBuilder {
  /** Atomic access to shared memory. */
  readonly atomic: Atomics;
  /** Statements on ranges of memory and on its size. */
  readonly memory: MemoryStatements;

  readonly #code: FunctionCode;
  readonly #results: Types;
  readonly #contents: ModuleContents;

  /** Records into `code` a function of the module `contents`, with results of the types `results`. */
  constructor(code: FunctionCode, results: Types, contents: ModuleContents) {
    this.atomic = new Atomics(code);
    this.memory = new MemoryStatements(code);
    this.#code = code;
    this.#results = results;
    this.#contents = contents;
  }

  /**
   * A new variable of the current scope, set to `value`.
   *
   * @param name Its name in printed text and error messages.
   */
  let<T extends ValueType>(value: Expression<T>, name?: string): Variable<T> {
    compute(this.#code, value);
    const local = this.#code.newLocal(value.type, true, name);
    this.#code.write(LOCAL_SET, local);
    return variableAt(value.type, local);
  }

  /**
   * Computes `value` here, once, and keeps it for the rest of the scope. A constant, or what is kept
   * already, is returned as it is.
   *
   * @param name Its name in printed text and error messages.
   */
  keep<T extends ValueType>(value: Expression<T>, name?: string): Values[T] {
    const same = value as Expression as Values[T];
    if (value.instruction.isConstant) return same;
    if (value.instruction === LOCAL_GET && !(value.immediate as Local).isVariable) return same;
    compute(this.#code, value);
    const kept = keepTop(this.#code, value.type, name);
    if (value.type === "i32") (kept as I32).max = (value as Expression as I32).max;
    return kept;
  }

  /**
   * Sets a global variable.
   *
   * @throws {TypeError} If it belongs to another module.
   */
  setGlobal<T extends GlobalType>(global: Global<T>, value: Operand<T>): void {
    this.#checkModule(`set global "${global.name}"`, this.#contents.globals, global);
    compute(this.#code, toValue(GLOBAL_SET.name, global.type, value) as Expression);
    this.#code.write(GLOBAL_SET, global);
    this.#globalsChange();
  }

  /** Stores `value` at `address + offset`, in as many bytes as it has. */
  store(address: Operand<"i32">, offset: number, value: Expression): void {
    writeAt(this.#code, STORE[value.type], address, offset, [value]);
    this.#memoryChanges();
  }

  /** Stores the low byte of `value` at `address + offset`. */
  store8(address: Operand<"i32">, offset: number, value: Operand<"i32">): void {
    writeAt(this.#code, STORE_8, address, offset, [value]);
    this.#memoryChanges();
  }

  /** Stores the low two bytes of `value` at `address + offset`. */
  store16(address: Operand<"i32">, offset: number, value: Operand<"i32">): void {
    writeAt(this.#code, STORE_16, address, offset, [value]);
    this.#memoryChanges();
  }

  /** Stores one lane of `vector` at `address + offset`. */
  storeLane(
    address: Operand<"i32">,
    offset: number,
    vector: Expression<VectorType>,
    lane: number,
  ): void {
    const row = STORE_LANE[vector.type];
    writeAt(this.#code, row, address, offset, [vector], laneIndex(lane, row.lanes));
    this.#memoryChanges();
  }

  /** Stores the lower (0) or upper (1) eight bytes of `vector` at `address + offset`. */
  storeHalf(
    address: Operand<"i32">,
    offset: number,
    vector: Expression<VectorType>,
    half: number,
  ): void {
    writeAt(this.#code, STORE_64_LANE, address, offset, [vector], laneIndex(half, 2));
    this.#memoryChanges();
  }

  /**
   * Repeats `body` with a counter that starts at `from` and grows by `step` while it is below `to`,
   * or falls by `-step` while it is above. All three are computed once, before the loop, and compared
   * with their sign. A loop that is known to run never or once becomes nothing, or its body.
   *
   * @param step Not zero; taken for positive if it is not a constant.
   */
  loop(
    from: Operand<"i32">,
    to: Operand<"i32">,
    step: Operand<"i32">,
    body: (counter: I32) => void,
  ): void {
    this.#scope(() => {
      const code = this.#code;
      const first = toI32("loop", from);
      const limit = this.keep(toI32("loop", to));
      const stride = this.keep(toI32("loop", step));
      const rounds = countRounds(first, limit, stride);
      if (rounds === 0) return;
      if (rounds === 1) return body(this.keep(first));

      compute(code, first);
      const local = code.newLocal("i32", false, { of: body, position: 0 });
      code.write(LOCAL_SET, local);
      const counter = valueAt("i32", local);
      counter.max = boundOfCounter(first, limit, stride);
      const isDue = () => isFalling(stride) ? counter.gtS(limit) : counter.ltS(limit);
      const run = () =>
        this.repeat(() => {
          body(counter);
          compute(code, counter.add(stride));
          code.write(LOCAL_SET, local);
          return isDue();
        });
      if (rounds === undefined) this.if(isDue(), run);
      else run();
    });
  }

  /** Repeats `body` while the value of `condition` is not zero; it may be so from the start. */
  while(condition: () => I32, body: () => void): void {
    this.#open(LOOP);
    this.#code.openLoop();
    this.#scope(() => {
      const holds = condition();
      this.if(holds, () => {
        body();
        this.#code.write(BR, 1);
      });
    });
    this.#code.closeLoop();
    this.#close();
  }

  /** Runs `body` once, and again while the value that it returned is not zero. */
  repeat(body: () => I32): void {
    this.#open(LOOP);
    this.#code.openLoop();
    this.#scope(() => write(this.#code, BR_IF, [body()]));
    this.#code.closeLoop();
    this.#close();
  }

  /** Runs `then` if `condition` is not zero, else `otherwise`. */
  if(condition: I32, then: () => void, otherwise?: () => void): void {
    compute(this.#code, toI32("if", condition));
    this.#open(IF);
    this.#scope(then);
    if (otherwise !== undefined) {
      this.#code.write(ELSE);
      this.#scope(otherwise);
    }
    this.#close();
  }

  /** Runs `body`, which can leave early by `exit.break()` and `exit.breakIf(condition)`. */
  block(body: (exit: Exit) => void): void {
    this.#open(BLOCK);
    const exit = new Exit(this.#code);
    this.#scope(() => body(exit));
    exit.close();
    this.#close();
  }

  /** Runs `body` in a scope of its own, which frees its variables at the end. */
  scope(body: () => void): void {
    this.#scope(body);
  }

  /**
   * Calls `callee`, here, and keeps what it returns for the rest of the scope.
   *
   * @throws {TypeError} If there are more or fewer values than parameters, or if the function belongs
   * to another module.
   */
  call<P extends Types, R extends Types>(
    callee: WasmFunction<P, R>,
    ...values: Operands<P>
  ): Returned<R> {
    const code = this.#code;
    const action = `call "${callee.name}"`;
    this.#checkModule(action, this.#contents.functions, callee);
    this.#pass(action, callee.parameters, values);
    code.write(CALL, callee);
    this.#memoryChanges();
    this.#globalsChange();
    const results = callee.results.toReversed().map((type) => keepTop(code, type)).reverse();
    return (results.length > 1 ? results : results[0]) as Returned<R>;
  }

  /**
   * Ends the function with `values` as its results.
   *
   * @throws {TypeError} If they do not fit the function's results.
   */
  return(...values: Operand<ValueType>[]): void {
    this.#pass("return", this.#results, values);
    this.#code.write(RETURN);
  }

  /** Computes `value` for nothing but the traps that this may cause. */
  drop(value: Expression): void {
    compute(this.#code, value);
    this.#code.write(DROP);
  }

  /** Traps: JavaScript sees a `WebAssembly.RuntimeError`. */
  unreachable(): void {
    this.#code.write(UNREACHABLE);
  }

  /** Puts a remark into the printed text. */
  comment(text: string): void {
    this.#code.annotations.push({ position: this.#code.length, comment: text });
  }

  /** Ends the recording with what the body returned. */
  finish(returned: unknown): void {
    if (this.#results.length > 0) {
      this.#pass("return", this.#results, Array.isArray(returned) ? returned : [returned]);
    }
    this.#code.closeScope(0);
    this.#code.write(END);
    this.#code.isFinished = true;
  }

  #checkModule<T extends { readonly index: number }>(
    action: string,
    own: readonly T[],
    used: NoInfer<T>,
  ): void {
    if (own[used.index] === used) return;
    throw new TypeError(
      `Cannot ${action} in function "${this.#code.functionName}": expected one of the same module, ` +
        "got one of another",
    );
  }

  #pass(action: string, types: Types, values: readonly unknown[]): void {
    if (values.length !== types.length) {
      throw new TypeError(
        `Cannot ${action} in function "${this.#code.functionName}": expected ${types.length} ` +
          `values (${types.join(", ")}), got ${values.length}`,
      );
    }
    for (const [i, type] of types.entries()) compute(this.#code, toValue(action, type, values[i]));
  }

  #open(row: Instruction): void {
    this.#code.write(row, NO_VALUES);
    this.#code.depth++;
  }

  #close(): void {
    this.#code.depth--;
    this.#code.write(END);
  }

  #memoryChanges(): void {
    this.#code.changes.change(this.#code.changes.memory);
  }

  #globalsChange(): void {
    this.#code.changes.change(this.#code.changes.globals);
  }

  #scope(body: () => void): void {
    const mark = this.#code.openScope();
    body();
    this.#code.closeScope(mark);
  }
}
