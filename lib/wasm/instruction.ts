/** The rows of the table of instructions, taken apart once for encoding and printing. */

import { type InstructionName, INSTRUCTIONS } from "./instructions.ts";

/** What stands behind an instruction's opcode. */
export type ImmediateKind =
  | "none"
  | "memory"
  | "memory lane"
  | "lane"
  | "lanes"
  | "bytes"
  | "i32"
  | "i64"
  | "f32"
  | "f64"
  | "local"
  | "global"
  | "function"
  | "label"
  | "type"
  | "zero"
  | "zero zero";

/** One instruction: how it is encoded, what it takes from the stack and what it leaves there. */
export class Instruction {
  /** Its name in the WebAssembly specification. */
  readonly name: InstructionName;
  /** The opcode; with a prefix byte, `prefix * 2^16 + number`. */
  readonly opcode: number;
  /** The types of the operands, in order. */
  readonly operands: readonly string[];
  /** The type of the result, or "". */
  readonly result: string;
  /** What stands behind the opcode. */
  readonly immediate: ImmediateKind;
  /** The number of bytes read or written in memory, or 0. */
  readonly width: number;
  /** The number of lanes from which one is chosen, or 0. */
  readonly lanes: number;
  /** Whether the value depends on what is in memory. */
  readonly isLoad: boolean;

  /** Whether the value is known while recording. */
  readonly isConstant: boolean;

  /** Takes the row named `name` apart. */
  constructor(name: InstructionName) {
    const [opcode, signature, immediates] = INSTRUCTIONS[name];
    const arrow = signature.indexOf("->");
    this.name = name;
    this.opcode = opcode;
    this.operands = arrow === 0 ? [] : signature.slice(0, arrow - 1).split(" ");
    this.result = signature.slice(arrow + 3);
    this.immediate = "none";
    this.width = 0;
    this.lanes = 0;
    if (immediates !== undefined) {
      const words = immediates.split(" ");
      this.immediate = words.filter((word) => !(Number(word) > 0)).join(" ") as ImmediateKind;
      if (words[0] === "memory") this.width = Number(words[1]);
      if (words.at(-2) === "lane") this.lanes = Number(words.at(-1));
    }
    this.isConstant = name.endsWith(".const");
    this.isLoad = this.width > 0 && this.result !== "";
  }
}

const byName = new Map<string, Instruction>();

/** The instruction named `name`. */
export function instruction(name: InstructionName): Instruction {
  let found = byName.get(name);
  if (found === undefined) byName.set(name, found = new Instruction(name));
  return found;
}
