import type { FlagTable, FlagValues } from "./flags.ts";
import type { Interruption } from "./interruption.ts";
import type { Permission } from "./permissions.ts";
import type { Terminal } from "./terminal.ts";

/** What a command is given to run with. */
export interface Invocation<F extends FlagTable> {
  readonly flags: FlagValues<F>;
  /** The words that are no flags, in their order. */
  readonly operands: readonly string[];
  readonly terminal: Terminal;
  /** For work that has to be ended in its own way. */
  readonly interruption: Interruption;
  /** Of the program. */
  readonly version: string;
}

/** One command of the program: what it takes, and what it does. */
export interface Command<F extends FlagTable> {
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** What may follow the flags, such as "PICTURE..."; empty for nothing. */
  readonly operands: string;
  readonly flags: F;
  /** The kinds of access it needs; the others are given up before it starts. */
  readonly permissions: readonly Permission[];
  /** Lines of help behind the flags: examples, files. */
  readonly notes: readonly string[];
  /** Does the work, and answers with the exit code: 0 done, 1 failed. */
  run(invocation: Invocation<F>): Promise<number>;
}

/** Gives a command's flags their types; returns what it is given. */
export function defineCommand<F extends FlagTable>(command: Command<F>): Command<F> {
  return command;
}
