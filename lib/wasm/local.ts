/** Places for the variables of a function, and what is remembered of them for printing. */

import { type Changeable, clock } from "./changes.ts";
import type { FunctionCode } from "./function_code.ts";
import type { ValueType } from "./instructions.ts";

/** WebAssembly's code for each type. */
export const TYPE_CODES: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  f32x4: 0x7b,
  i32x4: 0x7b,
  i16x8: 0x7b,
  i8x16: 0x7b,
};

/** A variable's place in its function. */
export class Local implements Changeable {
  /** Whose it is. */
  readonly code: FunctionCode;
  /** Its number; several locals of closed scopes may have had it before. */
  readonly index: number;
  /** Its type. */
  readonly type: ValueType;
  /** Whether `set` may change it. */
  readonly isVariable: boolean;
  /** Its name, if it was given one. */
  readonly name: string | undefined;
  /** Whether its scope is still open. */
  isOpen = true;
  /** The moment of its latest `set`. */
  changed: number = clock.now;

  /** Describes the local `index` of `code`. */
  constructor(
    code: FunctionCode,
    index: number,
    type: ValueType,
    isVariable: boolean,
    name: string | undefined,
  ) {
    this.code = code;
    this.index = index;
    this.type = type;
    this.isVariable = isVariable;
    this.name = name;
  }

  /** What an error message calls it. */
  get description(): string {
    return this.name === undefined ? `variable ${this.index}` : `variable "${this.name}"`;
  }
}

/** A remark, or the name of a local, at a place in the code: for printing. */
export interface Annotation {
  /** The length of the code when it was made. */
  readonly position: number;
  /** The text of a remark. */
  readonly comment?: string;
  /** The number of the local that is named from here on. */
  readonly local?: number;
  /** Its name; a function lends it the names of its parameters. */
  readonly name?: string | ParameterName;
}

/** The name that the parameter `position` of the TypeScript function `of` has in its source. */
export interface ParameterName {
  /** The function. */
  readonly of: (...parameters: never[]) => unknown;
  /** The parameter's position. */
  readonly position: number;
}
