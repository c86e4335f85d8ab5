/** Functions of a module, as they are called and as they are looked at. */

import type { FunctionCode, LoopSize } from "./function_code.ts";
import type { ValueType } from "./instructions.ts";
import type { Operand, Values } from "./value_types.ts";

/** Types of parameters or results. */
export type Types = readonly ValueType[];

/** What may be given for parameters or results of the types `P`. */
export type Operands<P extends Types> = { -readonly [I in keyof P]: Operand<P[I]> };

/** What a call returns for results of the types `R`: nothing, a value, or several. */
export type Returned<R extends Types> = R extends readonly [] ? void
  : R extends readonly [infer T extends ValueType] ? Values[T]
  : { -readonly [I in keyof R]: Values[R[I]] };

/** How a function is called. */
export interface Signature<P extends Types, R extends Types> {
  /** The types of its parameters; none by default. */
  readonly parameters?: P;
  /** The types of its results; none by default. */
  readonly results?: R;
  /** Whether JavaScript can call it by its name; not by default. */
  readonly exported?: boolean;
}

/** What a body returns for results of the types `R`: nothing, a value, or an array of them. */
export type BodyResult<R extends Types> =
  | Operands<R>
  | (R extends readonly [] ? void : R extends readonly [unknown] ? Operands<R>[0] : never);

/** A function of a module, declared or imported, with parameters `P` and results `R`. */
export class WasmFunction<P extends Types = Types, R extends Types = Types> {
  /** Its name. */
  readonly name: string;
  /** Its number in the module; imported functions come first. */
  readonly index: number;
  /** The types of its parameters. */
  readonly parameters: P;
  /** The types of its results. */
  readonly results: R;
  /** Whether JavaScript can call it by its name. */
  readonly isExported: boolean;
  /** Its code; null before it is defined, and for an imported function. */
  code: FunctionCode | null = null;

  /** Describes function number `index`. */
  constructor(name: string, index: number, parameters: P, results: R, isExported: boolean) {
    this.name = name;
    this.index = index;
    this.parameters = parameters;
    this.results = results;
    this.isExported = isExported;
  }

  /** The number of its instructions, without declarations of variables. */
  get instructionCount(): number {
    return this.code?.instructionCount ?? 0;
  }

  /** The sizes of its loops, inner loops before the loops around them. */
  get loops(): readonly LoopSize[] {
    return this.code?.loops ?? [];
  }
}
