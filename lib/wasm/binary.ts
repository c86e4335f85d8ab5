/**
 * A module as bytes: the sections of WebAssembly's binary format.
 *
 * A section is its number, its length and its contents; most contents are a count and as many entries.
 */

import { ByteWriter } from "./byte_writer.ts";
import type { FunctionCode } from "./function_code.ts";
import { TYPE_CODES } from "./local.ts";
import { definedFunctions, type MemoryOptions, type ModuleContents } from "./module_contents.ts";
import type { Types, WasmFunction } from "./wasm_function.ts";

const MAGIC_AND_VERSION = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
const SECTION = {
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  global: 6,
  export: 7,
  code: 10,
  data: 11,
} as const;
const KIND = { function: 0x00, memory: 0x02 } as const;
const FUNCTION_TYPE = 0x60;
const VARIABLE = 0x01;
const CONSTANT = { i32: 0x41, f32: 0x43 } as const;
const END = 0x0b;

/**
 * The bytes of a module.
 *
 * @throws {TypeError} If a function is declared but not defined.
 */
export function encodeModule(contents: ModuleContents): Uint8Array<ArrayBuffer> {
  const { memory, functions, imports, globals, data } = contents;
  const defined = definedFunctions(contents);
  const types = new TypeTable(functions);
  const writer = new ByteWriter(1 << 16);
  writer.append(MAGIC_AND_VERSION);

  section(writer, SECTION.type, types.entries, (out, [parameters, results]) => {
    out.byte(FUNCTION_TYPE);
    valueTypes(out, parameters);
    valueTypes(out, results);
  });
  const importedMemory = memory?.import === undefined ? [] : [memory];
  section(writer, SECTION.import, [...imports.keys(), ...importedMemory], (out, entry) => {
    if (typeof entry === "number") {
      out.text(imports[entry].module);
      out.text(imports[entry].name);
      out.byte(KIND.function);
      out.unsigned(types.indexOf(functions[entry]));
    } else {
      for (const name of entry.import!) out.text(name);
      out.byte(KIND.memory);
      limits(out, entry);
    }
  });
  section(writer, SECTION.function, defined, (out, [declared]) => {
    out.unsigned(types.indexOf(declared));
  });
  section(writer, SECTION.memory, memory && !memory.import ? [memory] : [], limits);
  section(writer, SECTION.global, globals, (out, { type, initial }) => {
    out.byte(TYPE_CODES[type]);
    out.byte(VARIABLE);
    out.byte(CONSTANT[type]);
    if (type === "i32") out.signed(initial);
    else out.float32(initial);
    out.byte(END);
  });
  const exported: [name: string, kind: number, index: number][] = functions
    .filter(({ isExported }) => isExported)
    .map(({ name, index }) => [name, KIND.function, index]);
  if (memory?.export !== undefined) exported.push([memory.export, KIND.memory, 0]);
  section(writer, SECTION.export, exported, (out, [name, kind, index]) => {
    out.text(name);
    out.byte(kind);
    out.unsigned(index);
  });
  section(writer, SECTION.code, defined, (out, [declared, code]) => {
    const locals = localGroups(code, declared.parameters.length);
    out.unsigned(locals.length + code.length);
    out.append(locals);
    out.append(code.bytes);
  });
  section(writer, SECTION.data, data, (out, { address, bytes }) => {
    out.byte(0); // at a constant address of memory 0
    out.byte(CONSTANT.i32);
    out.signed(address);
    out.byte(END);
    out.vector(bytes);
  });
  return writer.bytes.slice();
}

/** Writes a section, unless it has no entries. */
function section<Entry>(
  writer: ByteWriter,
  number: number,
  entries: readonly Entry[],
  write: (out: ByteWriter, entry: Entry) => void,
): void {
  if (entries.length === 0) return;
  const out = new ByteWriter();
  out.unsigned(entries.length);
  for (const entry of entries) write(out, entry);
  writer.byte(number);
  writer.vector(out.bytes);
}

/** The distinct types of functions. */
class TypeTable {
  readonly entries: [parameters: Types, results: Types][] = [];
  readonly #indices = new Map<string, number>();

  constructor(functions: readonly WasmFunction[]) {
    for (const declared of functions) {
      const key = typeKey(declared);
      if (this.#indices.has(key)) continue;
      this.#indices.set(key, this.entries.length);
      this.entries.push([declared.parameters, declared.results]);
    }
  }

  indexOf(declared: WasmFunction): number {
    return this.#indices.get(typeKey(declared))!;
  }
}

function typeKey({ parameters, results }: WasmFunction): string {
  return `${parameters.map((type) => TYPE_CODES[type])}:${results.map((type) => TYPE_CODES[type])}`;
}

function valueTypes(out: ByteWriter, types: Types): void {
  out.unsigned(types.length);
  for (const type of types) out.byte(TYPE_CODES[type]);
}

/** Writes the sizes of a memory after a byte of flags: bit 0 for a maximum, bit 1 for shared. */
function limits(out: ByteWriter, { minimumPages, maximumPages, shared }: MemoryOptions): void {
  out.byte((maximumPages === undefined ? 0 : 1) | (shared ? 2 : 0));
  out.unsigned(minimumPages);
  if (maximumPages !== undefined) out.unsigned(maximumPages);
}

/** The declaration of a function's locals after its parameters: runs of one type. */
function localGroups({ locals }: FunctionCode, parameterCount: number): Uint8Array {
  const groups: [count: number, type: number][] = [];
  for (const type of locals.slice(parameterCount)) {
    const last = groups.at(-1);
    if (last?.[1] === type) last[0]++;
    else groups.push([1, type]);
  }
  const out = new ByteWriter(64);
  out.unsigned(groups.length);
  for (const [count, type] of groups) {
    out.unsigned(count);
    out.byte(type);
  }
  return out.bytes;
}
