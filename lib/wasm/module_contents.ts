/** What a module consists of, for those who write it down as bytes or as text. */

import type { FunctionCode } from "./function_code.ts";
import type { Global } from "./global.ts";
import type { WasmFunction } from "./wasm_function.ts";

/** The memory of a module, in pages of 65,536 bytes. */
export interface MemoryOptions {
  /** Module and name under which the memory is given; without it the module has its own. */
  readonly import?: readonly [module: string, name: string];
  /** The name under which JavaScript finds the memory. */
  readonly export?: string;
  /** The size at the start; for an imported memory, the least that is accepted. */
  readonly minimumPages: number;
  /** The size that is not exceeded. */
  readonly maximumPages?: number;
  /** Whether threads share it, which needs `maximumPages`. */
  readonly shared?: boolean;
}

/** What a module is made of besides its functions. */
export interface ModuleOptions {
  /** The memory; without it, nothing can be loaded or stored. */
  readonly memory?: MemoryOptions;
  /**
   * How `addProduct` rounds: "exact" (the default) rounds product and sum, with the same bits on every
   * machine; "fused" lets the machine round once, which may be faster.
   */
  readonly arithmetic?: "exact" | "fused";
}

/** Everything that was recorded into a module. */
export interface ModuleContents {
  /** Its memory, if it has one. */
  readonly memory: MemoryOptions | undefined;
  /** Its functions, imported ones first. */
  readonly functions: WasmFunction[];
  /** Where the imported ones come from. */
  readonly imports: { readonly module: string; readonly name: string }[];
  /** Its global variables. */
  readonly globals: Global[];
  /** What is put into memory when it is instantiated. */
  readonly data: { readonly address: number; readonly bytes: Uint8Array }[];
}

const MOST_PAGES = 65536;

/**
 * Checks the sizes of a memory.
 *
 * @throws {RangeError} If a size is not a whole number from 0 to 65,536, the maximum is below the
 * minimum, or a shared memory has no maximum.
 */
export function checkMemory({ minimumPages, maximumPages, shared }: MemoryOptions): void {
  checkPages("minimumPages", minimumPages, 0);
  if (maximumPages !== undefined) checkPages("maximumPages", maximumPages, minimumPages);
  else if (shared) {
    throw new RangeError(
      "Cannot create a module: maximumPages must be given for a shared memory, got undefined",
    );
  }
}

function checkPages(name: string, pages: number, least: number): void {
  if (!Number.isInteger(pages) || pages < least || pages > MOST_PAGES) {
    throw new RangeError(
      `Cannot create a module: ${name} must be a whole number from ${least} to ${MOST_PAGES}, ` +
        `got ${pages}`,
    );
  }
}

/**
 * The functions that are not imported, with their code.
 *
 * @throws {TypeError} If one is declared but not defined.
 */
export function definedFunctions(
  { functions, imports }: ModuleContents,
): [declared: WasmFunction, code: FunctionCode][] {
  return functions.slice(imports.length).map((declared) => {
    if (declared.code === null) {
      throw new TypeError(
        `Cannot finish a module: function "${declared.name}" must be defined, got only its declaration`,
      );
    }
    return [declared, declared.code];
  });
}
