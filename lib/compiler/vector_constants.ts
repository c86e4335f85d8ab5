import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { type F32x4, f32x4, i32 } from "../wasm/values.ts";
import { LANES, VECTOR_BYTES } from "./map_layout.ts";

/**
 * Constant vectors that lie in memory, where a load takes one instruction and, from a constant address,
 * no check of its bounds. V8 builds a `v128.const` out of two integers, in each round of a loop.
 */
export class VectorConstants {
  readonly #values: readonly number[];

  /** Numbers, each of which is to be had in all lanes. */
  constructor(values: Iterable<number>) {
    this.#values = [...new Set(values)];
  }

  /** Bytes of all vectors. */
  get lengthBytes(): number {
    return this.#values.length * VECTOR_BYTES;
  }

  /** Has the vectors written to `address` whenever the module is instantiated. */
  define(module: ModuleBuilder, address: number): void {
    const lanes = this.#values.flatMap((value) => new Array<number>(LANES).fill(value));
    module.data(address, new Uint8Array(Float32Array.from(lanes).buffer));
  }

  /**
   * Emits the vector of `value`; they begin at `address`.
   *
   * @throws {RangeError} If it is none of the numbers.
   */
  load(address: number, value: number): F32x4 {
    const index = this.#values.indexOf(value);
    if (index < 0) {
      throw new RangeError(`Cannot load a constant: expected one of ${this.#values}, got ${value}`);
    }
    return f32x4.load(i32.const(address + index * VECTOR_BYTES));
  }
}
