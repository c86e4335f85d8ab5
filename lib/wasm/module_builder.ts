/**
 * A module of WebAssembly, written in TypeScript that reads like the code it makes.
 *
 * A function is recorded by a callback. What the callback computes with `i32`, `f32`, `f32x4`, ... are
 * expressions; what it calls on `f` are statements. A variable is an expression, a loop of the module
 * takes a callback, and a `for` of TypeScript unrolls.
 *
 * @example The sum of products of two arrays, four at a time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { f32x4 } from "./values.ts";
 *
 * const module = new ModuleBuilder({ memory: { minimumPages: 1, export: "memory" } });
 *
 * module.function(
 *   "dot",
 *   { parameters: ["i32", "i32", "i32"], results: ["f32"], exported: true },
 *   (f, a, b, count) => {
 *     const sum = f.let(f32x4.const(0), "sum");
 *     f.loop(0, count.mul(4), 16, (at) => { // a loop of the module
 *       sum.addProduct(f32x4.load(a.add(at)), f32x4.load(b.add(at)));
 *     });
 *     let total = sum.extractLane(0);
 *     for (let lane = 1; lane < 4; lane++) total = total.add(sum.extractLane(lane)); // unrolled
 *     return total;
 *   },
 * );
 *
 * const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()));
 * const { memory, dot } = exports as {
 *   memory: WebAssembly.Memory;
 *   dot(a: number, b: number, count: number): number;
 * };
 * new Float32Array(memory.buffer).set([1, 2, 3, 4, 10, 20, 30, 40]);
 * assertEquals(dot(0, 16, 4), 300);
 * ```
 *
 * What else a kernel uses:
 *
 * ```ts
 * import { f32, f32x4, i32, select } from "./values.ts";
 *
 * const module = new ModuleBuilder({
 *   memory: { import: ["env", "memory"], minimumPages: 1, maximumPages: 16, shared: true },
 * });
 * const square = module.function("square", { parameters: ["f32"], results: ["f32"] }, (_, x) => x.mul(x));
 *
 * module.function("tour", { parameters: ["i32"], exported: true }, (f, input) => {
 *   const row = f.keep(i32.load(input, 4).mul(112).add(4096), "row"); // computed once, never set
 *   const best = f.let(f32.const(-Infinity), "best"); // a variable
 *   f.loop(row, row.add(112), 4, (pixel) => {
 *     const x = f.keep(f32.load(pixel, 16)); // the offset 16 stands in the instruction
 *     f.if(x.gt(best), () => best.set(x), () => f.store(pixel, 16, f32.const(0)));
 *   });
 *   f.block((exit) => {
 *     exit.breakIf(best.lt(0)); // leaves the block
 *     f.store(input, 8, f.call(square, best));
 *   });
 *   f.while(() => f.atomic.load(input, 12).eqz(), () => f.atomic.add(input, 16, 1));
 *   const clamped = select(best.lt(1), best, f32.const(1));
 *   f.store(input, 32, f32x4.splat(clamped).max(0).shuffle(f32x4.const(1, 2, 3, 4), 0, 4, 1, 5));
 *   f.comment("a remark in the printed text");
 * });
 * module.toBytes();
 * ```
 *
 * An expression stands for its value where it is written, but is computed where it is used, each time:
 * `f.keep(expression)` computes it once. If something it reads has changed in between, recording throws.
 */

import { encodeModule } from "./binary.ts";
import { type Body, FunctionBuilder } from "./function_builder.ts";
import { FunctionCode } from "./function_code.ts";
import { Global, type GlobalType } from "./global.ts";
import { float, int32 } from "./literals.ts";
import { checkMemory, type ModuleContents, type ModuleOptions } from "./module_contents.ts";
import { functionText, moduleText } from "./text.ts";
import { variableAt } from "./variable.ts";
import { type Signature, type Types, WasmFunction } from "./wasm_function.ts";

/** Collects functions and turns them into the bytes of a module, or into text. */
export class ModuleBuilder {
  readonly #isFused: boolean;
  readonly #contents: ModuleContents;

  /**
   * Starts a module without functions.
   *
   * @throws {RangeError} If a size of the memory is not a whole number of at most 65,536 pages, the
   * maximum is below the minimum, or a shared memory has no maximum.
   */
  constructor(options: ModuleOptions = {}) {
    if (options.memory !== undefined) checkMemory(options.memory);
    this.#isFused = options.arithmetic === "fused";
    this.#contents = { memory: options.memory, functions: [], imports: [], globals: [], data: [] };
  }

  /** All functions in the order of their numbers, imported ones first. */
  get functions(): readonly WasmFunction[] {
    return this.#contents.functions;
  }

  /**
   * Makes a function of JavaScript callable. Imports come before all other functions, because they
   * have the first numbers.
   *
   * @throws {TypeError} If a function was declared before.
   */
  import<const P extends Types = [], const R extends Types = []>(
    module: string,
    name: string,
    signature: Signature<P, R> = {},
  ): WasmFunction<NoInfer<P>, NoInfer<R>> {
    const { functions, imports } = this.#contents;
    if (functions.length > imports.length) {
      throw new TypeError(
        `Cannot import "${name}": expected imports before all functions, got one after ` +
          `"${functions.at(-1)!.name}"`,
      );
    }
    imports.push({ module, name });
    return this.declare(name, { ...signature, exported: false });
  }

  /** Declares and defines a function: see `declare` and `define`. */
  function<const P extends Types = [], const R extends Types = []>(
    name: string,
    signature: Signature<P, R>,
    body: Body<P, R>,
  ): WasmFunction<NoInfer<P>, NoInfer<R>> {
    const declared = this.declare(name, signature);
    this.define(declared, body);
    return declared;
  }

  /**
   * Declares a function, which can be called from here on and be defined later.
   *
   * @throws {TypeError} If the module has a function of this name, or exports its memory under it.
   */
  declare<const P extends Types = [], const R extends Types = []>(
    name: string,
    signature: Signature<P, R>,
  ): WasmFunction<NoInfer<P>, NoInfer<R>> {
    const { functions, memory } = this.#contents;
    if (name === memory?.export || functions.some((other) => other.name === name)) {
      throw new TypeError(
        `Cannot declare function "${name}": expected a new name, got one that is taken`,
      );
    }
    const { parameters = [], results = [], exported = false } = signature;
    const declared = new WasmFunction<Types, Types>(
      name,
      functions.length,
      parameters,
      results,
      exported,
    );
    functions.push(declared);
    return declared as WasmFunction<P, R>;
  }

  /**
   * Records the body of a declared function.
   *
   * @throws {TypeError} If the function is imported or defined already, or if the body uses memory that
   * the module does not have.
   */
  define<P extends Types, R extends Types>(declared: WasmFunction<P, R>, body: Body<P, R>): void {
    const { name, index, parameters, results } = declared;
    const isImported = index < this.#contents.imports.length;
    if (isImported || declared.code !== null) {
      throw new TypeError(
        `Cannot define function "${name}": expected one that is only declared, got one that is ` +
          (isImported ? "imported" : "defined already"),
      );
    }
    const code = new FunctionCode(name, this.#isFused);
    const variables = parameters.map((type, i) =>
      variableAt(type, code.newLocal(type, true, { of: body, position: i + 1 }))
    );
    const f = new FunctionBuilder(code, results, this.#contents);
    f.finish((body as (...values: unknown[]) => unknown)(f, ...variables));
    if (code.usesMemory && this.#contents.memory === undefined) {
      throw new TypeError(
        `Cannot define function "${name}": expected a module with memory for its loads and stores, ` +
          "got one without",
      );
    }
    declared.code = code;
  }

  /**
   * A global variable that starts as `initial`; each instance of the module has its own.
   *
   * @throws {RangeError} If `initial` is not a number that the type can hold.
   */
  global<T extends GlobalType>(name: string, type: T, initial: number): Global<T> {
    const { globals } = this.#contents;
    const value = type === "i32" ? int32(initial) : float(initial);
    const global = new Global(name, globals.length, type, value);
    globals.push(global);
    return global;
  }

  /**
   * Puts `bytes` into memory at `address`, each time the module is instantiated.
   *
   * @throws {RangeError} If `address` is not a whole number of 32 bits.
   * @throws {TypeError} If the module has no memory.
   */
  data(address: number, bytes: Uint8Array): void {
    if (this.#contents.memory === undefined) {
      throw new TypeError("Cannot place data: expected a module with memory, got one without");
    }
    this.#contents.data.push({ address: int32(address), bytes });
  }

  /**
   * The module in WebAssembly's binary format.
   *
   * @throws {TypeError} If a declared function is not defined.
   */
  toBytes(): Uint8Array<ArrayBuffer> {
    return encodeModule(this.#contents);
  }

  /**
   * The module in WebAssembly's text format: see `text.ts`.
   *
   * @throws {TypeError} If a declared function is not defined.
   */
  toText(): string {
    return moduleText(this.#contents);
  }

  /** One function in WebAssembly's text format. */
  functionText(declared: WasmFunction): string {
    return functionText(declared, this.#contents);
  }
}
