/** The code of one function while it is being recorded: its bytes, its locals and its scopes. */

import { ByteWriter } from "./byte_writer.ts";
import { Changes } from "./changes.ts";
import type { Instruction } from "./instruction.ts";
import type { ValueType } from "./instructions.ts";
import { type Annotation, Local, type ParameterName, TYPE_CODES } from "./local.ts";

/** What stands behind an opcode: a number, a constant, or the thing that is meant. */
export type Immediate = number | bigint | Uint8Array | { readonly index: number };

/** How much code a loop has, without the loops inside it. */
export interface LoopSize {
  /** 1 for a loop that is in no other loop. */
  readonly depth: number;
  /** The number of instructions. */
  readonly instructions: number;
  /** How many of them work on vectors. */
  readonly vectorInstructions: number;
}

/** The prefix byte of the instructions on vectors. */
const VECTOR_PREFIX = 0xfd;

/** The bytes of a function's body without its locals, written instruction by instruction. */
export class FunctionCode extends ByteWriter {
  /** The function's name. */
  readonly functionName: string;
  /** Whether products are added without rounding in between, where the machine can. */
  readonly isFused: boolean;
  /** What it changes, and when. */
  readonly changes: Changes;
  /** The WebAssembly types of the locals, parameters included. */
  readonly locals: number[] = [];
  /** Remarks and names, in the order of their positions. */
  readonly annotations: Annotation[] = [];
  /** The loops that have ended, inner ones first. */
  readonly loops: LoopSize[] = [];
  /** The number of instructions so far. */
  instructionCount = 0;
  /** How many of them work on vectors. */
  vectorInstructionCount = 0;
  /** The number of open blocks, loops and conditions. */
  depth = 0;
  /** Whether any instruction so far needs a memory. */
  usesMemory = false;
  /** Whether the last instruction has been recorded. */
  isFinished = false;

  readonly #openLocals: Local[] = [];
  readonly #freeLocals = new Map<number, number[]>();
  readonly #openLoops: { instructions: number; vectorInstructions: number }[] = [];

  /** Starts the code of the function `functionName`. */
  constructor(functionName: string, isFused: boolean) {
    super(4096);
    this.functionName = functionName;
    this.changes = new Changes(functionName);
    this.isFused = isFused;
  }

  /**
   * Appends one instruction with what stands behind its opcode.
   *
   * @throws {TypeError} If the function is complete.
   */
  write(instruction: Instruction, immediate: Immediate = 0): void {
    if (this.isFinished) {
      throw new TypeError(
        `Cannot record ${instruction.name} in function "${this.functionName}": expected a function ` +
          "that is being recorded, got a complete one",
      );
    }
    const { opcode } = instruction;
    this.instructionCount++;
    if (opcode < 0x100) {
      this.byte(opcode);
    } else {
      this.byte(opcode >>> 16);
      this.unsigned(opcode & 0xffff);
      if (opcode >>> 16 === VECTOR_PREFIX) this.vectorInstructionCount++;
    }
    switch (instruction.immediate) {
      case "none":
        break;
      case "local":
      case "function":
      case "global":
        this.unsigned((immediate as { index: number }).index);
        break;
      case "memory":
        this.#place(instruction, immediate as number);
        break;
      case "memory lane":
        // Two numbers in one: the offset times 16, plus the lane.
        this.#place(instruction, Math.floor(immediate as number / 16));
        this.byte(immediate as number % 16);
        break;
      case "i32":
        this.signed(immediate as number);
        break;
      case "i64":
        this.signed64(immediate as bigint);
        break;
      case "f32":
        this.float32(immediate as number);
        break;
      case "f64":
        this.float64(immediate as number);
        break;
      case "bytes":
      case "lanes":
        this.append(immediate as Uint8Array);
        break;
      case "lane":
      case "type":
      case "zero":
        this.byte(immediate as number);
        break;
      case "label":
        this.unsigned(immediate as number);
        break;
      case "zero zero":
        this.byte(0);
        this.byte(0);
    }
  }

  /** Writes a place in memory: the natural alignment, as its binary logarithm, and the offset. */
  #place({ width }: Instruction, offset: number): void {
    this.byte(31 - Math.clz32(width));
    this.unsigned(offset);
    this.usesMemory = true;
  }

  /** Starts a scope; give the result to `closeScope`. */
  openScope(): number {
    return this.#openLocals.length;
  }

  /** Ends a scope: its variables are out of reach from now on, their numbers free to be used again. */
  closeScope(mark: number): void {
    while (this.#openLocals.length > mark) {
      const local = this.#openLocals.pop()!;
      local.isOpen = false;
      this.#free(TYPE_CODES[local.type]).push(local.index);
    }
  }

  /** A local of the current scope. */
  newLocal(type: ValueType, isVariable: boolean, name?: string | ParameterName): Local {
    const code = TYPE_CODES[type];
    const index = this.#free(code).pop() ?? this.locals.push(code) - 1;
    const local = new Local(
      this,
      index,
      type,
      isVariable,
      typeof name === "string" ? name : undefined,
    );
    this.#openLocals.push(local);
    this.annotations.push({ position: this.length, local: index, name });
    return local;
  }

  #free(code: number): number[] {
    let free = this.#freeLocals.get(code);
    if (free === undefined) this.#freeLocals.set(code, free = []);
    return free;
  }

  /**
   * Allows the reading of `local` by an expression that was written at the moment `written`.
   *
   * @throws {TypeError} If the local belongs to another function or to a scope that has ended, or has
   * changed since.
   */
  readLocal(local: Local, written: number): void {
    if (local.code !== this || !local.isOpen) this.#refuse("read", local);
    const { changes } = this;
    if (local.changed > written || written < changes.loopStart) changes.read(local, written);
  }

  /**
   * Prepares the change of `local`.
   *
   * @throws {TypeError} If the local belongs to another function or to a scope that has ended.
   */
  changeLocal(local: Local): void {
    if (local.code !== this || !local.isOpen) this.#refuse("set", local);
    this.changes.change(local);
  }

  /** Starts a loop's body. */
  openLoop(): void {
    this.changes.openLoop();
    this.#openLoops.push({
      instructions: this.instructionCount,
      vectorInstructions: this.vectorInstructionCount,
    });
  }

  /**
   * Ends a loop's body.
   *
   * @throws {TypeError} If an expression from before the loop does not hold inside: see `Changes`.
   */
  closeLoop(): void {
    this.changes.closeLoop();
    const before = this.#openLoops.pop()!;
    const instructions = this.instructionCount - before.instructions;
    const vectorInstructions = this.vectorInstructionCount - before.vectorInstructions;
    this.loops.push({ depth: this.#openLoops.length + 1, instructions, vectorInstructions });
    // What was counted here is not counted for the loop around.
    const outer = this.#openLoops.at(-1);
    if (outer === undefined) return;
    outer.instructions += instructions;
    outer.vectorInstructions += vectorInstructions;
  }

  #refuse(action: "read" | "set", local: Local): never {
    throw new TypeError(
      `Cannot ${action} ${local.description} in function "${this.functionName}": expected a variable ` +
        (local.code !== this
          ? `of this function, got one of function "${local.code.functionName}"`
          : "of an open scope, got one whose scope has ended"),
    );
  }
}
