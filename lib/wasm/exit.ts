/** Leaving blocks early. */

import type { FunctionCode } from "./function_code.ts";
import type { I32 } from "./i32.ts";
import { instruction } from "./instruction.ts";
import { write } from "./statements.ts";

const BR = instruction("br");
const BR_IF = instruction("br_if");

/** The way out of a block: see `FunctionBuilder.block`. */
export class Exit {
  readonly #code: FunctionCode;
  readonly #depth: number;
  #isOpen = true;

  /** The end of the innermost block that is open in `code`. */
  constructor(code: FunctionCode) {
    this.#code = code;
    this.#depth = code.depth;
  }

  /**
   * Leaves the block.
   *
   * @throws {TypeError} If the block has ended.
   */
  break(): void {
    this.#code.write(BR, this.#label());
  }

  /**
   * Leaves the block if `condition` is not zero.
   *
   * @throws {TypeError} If the block has ended.
   */
  breakIf(condition: I32): void {
    write(this.#code, BR_IF, [condition], this.#label());
  }

  /** Notes that the block has ended. */
  close(): void {
    this.#isOpen = false;
  }

  #label(): number {
    if (!this.#isOpen) {
      throw new TypeError(
        `Cannot leave a block in function "${this.#code.functionName}": expected an open block, ` +
          "got one that has ended",
      );
    }
    return this.#code.depth - this.#depth;
  }
}
