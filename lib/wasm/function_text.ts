/** The body of a function as lines of text, read back from its bytes. */

import { ByteReader } from "./byte_reader.ts";
import type { FunctionCode } from "./function_code.ts";
import { type Annotation, TYPE_CODES } from "./local.ts";
import { type Instruction, instruction } from "./instruction.ts";
import { type InstructionName, INSTRUCTIONS } from "./instructions.ts";
import type { ModuleContents } from "./module_contents.ts";
import { floatText, identifier, nameInSource, vectorText } from "./text_tokens.ts";
import type { WasmFunction } from "./wasm_function.ts";

/** A function's body as text. */
export interface FunctionBody {
  /** The identifiers of the parameters. */
  readonly parameters: readonly string[];
  /** The identifiers and types of the locals. */
  readonly locals: readonly { readonly name: string; readonly type: string }[];
  /** The statements, indented by their depth. */
  readonly lines: readonly string[];
}

/** An instruction with its operands. */
interface Folded {
  readonly head: string;
  readonly operands: readonly Folded[];
}

const LINE_WIDTH = 100;

const byOpcode = new Map<number, Instruction>();

/** Reads the body of `declared` back from `code`. */
export function functionBody(
  declared: WasmFunction,
  code: FunctionCode,
  contents: ModuleContents,
): FunctionBody {
  return new FunctionPrinter(declared, code, contents).print();
}

class FunctionPrinter {
  readonly #declared: WasmFunction;
  readonly #code: FunctionCode;
  readonly #contents: ModuleContents;
  readonly #reader: ByteReader;
  readonly #names: LocalNames;
  readonly #lines: string[] = [];
  /** What the instructions so far have left on the stack. */
  readonly #stack: Folded[] = [];
  /** The labels of the open blocks, and what closes each of them in the text. */
  readonly #blocks: { readonly label: string; readonly isIf: boolean }[] = [];
  #labelCount = 0;
  #annotationCount = 0;
  #indent = 0;

  constructor(declared: WasmFunction, code: FunctionCode, contents: ModuleContents) {
    this.#declared = declared;
    this.#code = code;
    this.#contents = contents;
    this.#reader = new ByteReader(code.bytes);
    this.#names = new LocalNames(code);
  }

  print(): FunctionBody {
    const parameterCount = this.#declared.parameters.length;
    for (; this.#annotationCount < parameterCount; this.#annotationCount++) {
      this.#annotate(this.#code.annotations[this.#annotationCount]);
    }
    const parameters = this.#declared.parameters.map((_, index) => this.#names.of(index));
    while (!this.#reader.isAtEnd) this.#printNext();
    const locals = this.#names.all.slice(parameterCount);
    return { parameters, locals, lines: this.#lines };
  }

  #printNext(): void {
    const { annotations } = this.#code;
    const { position } = this.#reader;
    while (annotations[this.#annotationCount]?.position <= position) {
      this.#annotate(annotations[this.#annotationCount++]);
    }
    const row = readInstruction(this.#reader);
    switch (row.name) {
      case "block":
      case "loop":
      case "if":
        return this.#open(row);
      case "else":
        this.#close(")");
        return this.#openPart("(else");
      case "end":
        return this.#end();
      case "call":
        return this.#call();
      case "return":
        return this.#put(this.#fold("return", this.#declared.results.length));
    }
    const folded = this.#fold(this.#head(row), row.operands.length);
    if (row.result === "") this.#put(folded);
    else this.#stack.push(folded);
  }

  #annotate({ comment, local, name }: Annotation): void {
    if (comment !== undefined) this.#line(`;; ${comment}`);
    if (local !== undefined) {
      this.#names.rename(local, typeof name === "object" ? nameInSource(name) : name);
    }
  }

  /** The instruction's name and immediates. */
  #head({ name, immediate }: Instruction): string {
    const reader = this.#reader;
    switch (immediate) {
      case "none":
        return name;
      case "local":
        return `${name} ${this.#names.of(reader.unsigned())}`;
      case "global":
        return `${name} ${identifier(this.#contents.globals[reader.unsigned()].name)}`;
      case "label":
        return `${name} ${this.#blocks.at(-1 - reader.unsigned())!.label}`;
      case "memory":
        return `${name}${readOffset(reader)}`;
      case "memory lane":
        return `${name}${readOffset(reader)} ${reader.byte()}`;
      case "lane":
        return `${name} ${reader.byte()}`;
      case "lanes":
        return `${name} ${reader.take(16).join(" ")}`;
      case "bytes":
        return `${name} ${vectorText(reader.take(16))}`;
      case "f32":
        return `${name} ${floatText(reader.float32())}`;
      case "f64": {
        const value = reader.float64();
        return `${name} ${floatText(value, (other) => Object.is(other, value))}`;
      }
      case "i32":
      case "i64":
        return `${name} ${reader.signed64()}`;
      case "zero":
      case "zero zero":
        reader.take(immediate === "zero" ? 1 : 2);
        return name;
      case "function":
      case "type":
        throw new TypeError(`Cannot print ${name}: expected an instruction without a type`);
    }
  }

  #call(): void {
    const callee = this.#contents.functions[this.#reader.unsigned()];
    const folded = this.#fold(`call ${identifier(callee.name)}`, callee.parameters.length);
    // Several results stay on the stack for the statements that follow, as in the bytes.
    if (callee.results.length === 1) this.#stack.push(folded);
    else this.#put(folded);
  }

  #open(row: Instruction): void {
    this.#reader.byte();
    // Nothing jumps to the end of a condition, so that it needs no label.
    const label = row.name === "if" ? "" : `$${row.name}${++this.#labelCount}`;
    const condition = row.operands.map(() => this.#stack.pop()!);
    const isIf = row.name === "if";
    this.#openPart([isIf ? "(if" : `(${row.name} ${label}`, ...condition.map(flat)].join(" "));
    this.#blocks.push({ label, isIf });
    if (isIf) this.#openPart("(then");
  }

  #end(): void {
    const block = this.#blocks.pop();
    if (block === undefined) {
      // The end of the function: what is left on the stack is its result.
      for (const result of this.#stack.splice(0)) this.#put(result);
      return;
    }
    if (block.isIf) this.#close(")");
    this.#close(")");
  }

  #openPart(line: string): void {
    this.#line(line);
    this.#indent++;
  }

  #close(line: string): void {
    this.#indent--;
    this.#line(line);
  }

  #fold(head: string, operandCount: number): Folded {
    const { length } = this.#stack;
    return { head, operands: this.#stack.splice(Math.max(0, length - operandCount)) };
  }

  #put(statement: Folded): void {
    for (const line of layOut(statement, LINE_WIDTH - 2 * this.#indent)) this.#line(line);
  }

  #line(line: string): void {
    this.#lines.push("  ".repeat(this.#indent) + line);
  }
}

/** The identifiers of locals, each of which may have one variable after another. */
class LocalNames {
  readonly all: { readonly name: string; readonly type: string }[] = [];
  readonly #types: readonly string[];
  readonly #current: string[] = [];
  readonly #owners = new Map<string, number>();

  constructor({ locals }: FunctionCode) {
    const names = new Map<number, string>([
      [TYPE_CODES.i32, "i32"],
      [TYPE_CODES.i64, "i64"],
      [TYPE_CODES.f32, "f32"],
      [TYPE_CODES.f64, "f64"],
      [TYPE_CODES.f32x4, "v128"],
    ]);
    this.#types = locals.map((code) => names.get(code)!);
  }

  /** The identifier of the variable that has the local `index` now. */
  of(index: number): string {
    return this.#current[index];
  }

  /** From here on the local `index` belongs to a variable called `name`. */
  rename(index: number, name = `${this.#types[index]}_${index}`): void {
    let unique = identifier(name);
    for (let i = 2; (this.#owners.get(unique) ?? index) !== index; i++) {
      unique = identifier(`${name}_${i}`);
    }
    if (!this.#owners.has(unique)) this.all.push({ name: unique, type: this.#types[index] });
    this.#owners.set(unique, index);
    this.#current[index] = unique;
  }
}

function readInstruction(reader: ByteReader): Instruction {
  if (byOpcode.size === 0) {
    for (const name of Object.keys(INSTRUCTIONS) as InstructionName[]) {
      byOpcode.set(INSTRUCTIONS[name][0], instruction(name));
    }
  }
  const first = reader.byte();
  const opcode = first < 0xfc || first > 0xfe ? first : first * 0x10000 + reader.unsigned();
  return byOpcode.get(opcode)!;
}

/** Reads alignment and offset; the alignment is always the natural one, which text leaves out. */
function readOffset(reader: ByteReader): string {
  reader.byte();
  const offset = reader.unsigned();
  return offset === 0 ? "" : ` offset=${offset}`;
}

function flat({ head, operands }: Folded): string {
  return `(${[head, ...operands.map(flat)].join(" ")})`;
}

/** One line if it is not longer than `width`, else the operands below the instruction. */
function layOut(folded: Folded, width: number): string[] {
  const line = flat(folded);
  if (line.length <= width) return [line];
  const lines = folded.operands.flatMap((operand) => layOut(operand, width - 2));
  lines[lines.length - 1] += ")";
  return [`(${folded.head}`, ...lines.map((text) => `  ${text}`)];
}
