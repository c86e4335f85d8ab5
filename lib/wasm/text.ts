/**
 * A module in WebAssembly's text format, for people who want to see what was generated.
 *
 * The text is read back from the bytes. Operands are folded into the instructions that use them, and
 * variables have their own names even where they share a local: as many locals as that takes are
 * declared. Assembled again it is a module that does the same.
 */

import { TYPE_CODES } from "./local.ts";
import { functionBody } from "./function_text.ts";
import { definedFunctions, type MemoryOptions, type ModuleContents } from "./module_contents.ts";
import { floatText, identifier } from "./text_tokens.ts";
import type { Types, WasmFunction } from "./wasm_function.ts";

/**
 * The text of a module.
 *
 * @throws {TypeError} If a function is declared but not defined.
 */
export function moduleText(contents: ModuleContents): string {
  const { memory, functions, imports, globals, data } = contents;
  const fields: string[] = [];
  for (const [i, { module, name }] of imports.entries()) {
    fields.push(`(import ${quoted(module)} ${quoted(name)} (func ${header(functions[i])}))`);
  }
  if (memory?.import !== undefined) {
    fields.push(`(import ${memory.import.map(quoted).join(" ")} (memory ${limits(memory)}))`);
    if (memory.export) fields.push(`(export ${quoted(memory.export)} (memory 0))`);
  } else if (memory !== undefined) {
    const exported = memory.export === undefined ? "" : `(export ${quoted(memory.export)}) `;
    fields.push(`(memory ${exported}${limits(memory)})`);
  }
  for (const { name, type, initial } of globals) {
    const value = type === "i32" ? initial : floatText(initial);
    fields.push(`(global ${identifier(name)} (mut ${type}) (${type}.const ${value}))`);
  }
  for (const [declared] of definedFunctions(contents)) {
    fields.push(functionText(declared, contents));
  }
  for (const { address, bytes } of data) {
    fields.push(`(data (i32.const ${address}) ${byteString(bytes)})`);
  }
  return `(module\n${fields.map(indented).join("\n")}\n)\n`;
}

/**
 * The text of one function.
 *
 * @throws {TypeError} If it has no code, because it is only declared, or imported.
 */
export function functionText(declared: WasmFunction, contents: ModuleContents): string {
  const { name, code, parameters, results, isExported } = declared;
  if (code === null) {
    throw new TypeError(
      `Cannot print function "${name}": expected a defined function, got no code`,
    );
  }
  const body = functionBody(declared, code, contents);
  const exported = isExported ? ` (export ${quoted(name)})` : "";
  const parts = [
    ...parameters.map((type, i) => `(param ${body.parameters[i]} ${textType(type)})`),
    ...results.map((type) => `(result ${textType(type)})`),
  ];
  const lines = body.locals.map(({ name, type }) => `(local ${name} ${type})`);
  const first = [`(func ${identifier(name)}${exported}`, ...parts].join(" ");
  return [first, ...[...lines, ...body.lines].map(indented), ")"].join("\n");
}

function header({ name, parameters, results }: WasmFunction): string {
  return [
    identifier(name),
    ...parameters.map((type) => `(param ${textType(type)})`),
    ...results.map((type) => `(result ${textType(type)})`),
  ].join(" ");
}

function textType(type: Types[number]): string {
  return TYPE_CODES[type] === TYPE_CODES.f32x4 ? "v128" : type;
}

function limits({ minimumPages, maximumPages, shared }: MemoryOptions): string {
  return [minimumPages, maximumPages, shared ? "shared" : undefined]
    .filter((part) => part !== undefined).join(" ");
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

function quoted(text: string): string {
  return byteString(new TextEncoder().encode(text));
}

/** Bytes between quotation marks: printable ASCII as it is, the rest as two hexadecimal digits. */
function byteString(bytes: Uint8Array): string {
  const characters = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return /[ !#-[\]-~]/.test(character) ? character : `\\${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${characters.join("")}"`;
}
