/** What several tests of the assembler use. */

import type { FunctionBuilder } from "../../lib/wasm/function_builder.ts";
import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import type { ModuleOptions } from "../../lib/wasm/module_contents.ts";

/** A module with one page of memory of its own, exported as `memory`. */
export function moduleWithMemory(options: Partial<ModuleOptions> = {}): ModuleBuilder {
  return new ModuleBuilder({ memory: { minimumPages: 1, export: "memory" }, ...options });
}

/** What a module exports, for a test that knows the types. */
export function instantiate<Exports>(
  module: ModuleBuilder,
  imports?: WebAssembly.Imports,
): Exports {
  const compiled = new WebAssembly.Module(module.toBytes());
  return new WebAssembly.Instance(compiled, imports).exports as unknown as Exports;
}

/** The statements of a function that takes nothing, as lines of text without declarations. */
export function statements(body: (f: FunctionBuilder) => void): string[] {
  const module = moduleWithMemory();
  module.function("subject", {}, body);
  const lines = module.functionText(module.functions[0]).split("\n").slice(1, -1);
  return lines.map((line) => line.trim()).filter((line) => !line.startsWith("(local $"));
}
