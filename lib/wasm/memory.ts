/** Statements on memory as a whole. */

import type { FunctionCode } from "./function_code.ts";
import type { I32 } from "./i32.ts";
import { instruction } from "./instruction.ts";
import { keepTop, write } from "./statements.ts";
import type { Operand } from "./value_types.ts";

const COPY = instruction("memory.copy");
const FILL = instruction("memory.fill");
const SIZE = instruction("memory.size");
const GROW = instruction("memory.grow");

/** The statements of a function on ranges of memory and on its size. */
export class MemoryStatements {
  readonly #code: FunctionCode;

  /** The statements that write into `code`. */
  constructor(code: FunctionCode) {
    this.#code = code;
  }

  /** Copies `count` bytes from `source` to `target`; the ranges may overlap. */
  copy(target: Operand<"i32">, source: Operand<"i32">, count: Operand<"i32">): void {
    write(this.#code, COPY, [target, source, count]);
    this.#change();
  }

  /** Sets `count` bytes from `target` on to the low eight bits of `value`. */
  fill(target: Operand<"i32">, value: Operand<"i32">, count: Operand<"i32">): void {
    write(this.#code, FILL, [target, value, count]);
    this.#change();
  }

  /** The size in pages of 65,536 bytes. */
  size(): I32 {
    write(this.#code, SIZE, []);
    return keepTop(this.#code, "i32");
  }

  /** Grows by `pages`; returns the size before in pages, or -1 if that was refused. */
  grow(pages: Operand<"i32">): I32 {
    write(this.#code, GROW, [pages]);
    this.#change();
    return keepTop(this.#code, "i32");
  }

  #change(): void {
    this.#code.usesMemory = true;
    this.#code.changes.change(this.#code.changes.memory);
  }
}
