/** A kernel as the assembler is meant to be used, against plain loops. */

import { assertAlmostEquals, assertEquals } from "@std/assert";

import { Random } from "../../lib/random.ts";
import type { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import type { WasmFunction } from "../../lib/wasm/wasm_function.ts";
import { f32x4 } from "../../lib/wasm/values.ts";
import { instantiate, moduleWithMemory } from "./support.ts";

const ROWS = 5;
const COLUMNS = 8;
const PLACES = { left: 0, right: 16384, product: 49152 } as const;

/**
 * `product[r][c] = sum over k of left[k][r] * right[k][c]` for a tile of 5 rows and 8 columns.
 *
 * Registers: 10 sums of four columns, 2 vectors of `right`, 1 number of `left` in all lanes, 1 product.
 */
function emitGemm5x8(module: ModuleBuilder): WasmFunction {
  return module.function(
    "f32_gemm_5x8",
    { parameters: ["i32", "i32", "i32", "i32"], exported: true },
    (f, left, right, product, depth) => {
      const sums = Array.from(
        { length: ROWS },
        () => [f.let(f32x4.const(0)), f.let(f32x4.const(0))],
      );
      f.loop(left, left.add(depth.mul(4 * ROWS)), 4 * ROWS, (column) => {
        const row = [f.keep(f32x4.load(right)), f.keep(f32x4.load(right, 16))];
        for (let r = 0; r < ROWS; r++) {
          const factor = f.keep(f32x4.load32Splat(column, 4 * r));
          for (const [half, sum] of sums[r].entries()) sum.addProduct(factor, row[half]);
        }
        right.set(right.add(4 * COLUMNS));
      });
      for (const [n, sum] of sums.flat().entries()) f.store(product, 16 * n, sum);
    },
  );
}

/** The same in plain loops; `round` is applied where single precision rounds. */
function gemm(
  left: Float32Array,
  right: Float32Array,
  depth: number,
  round: (x: number) => number,
) {
  return Array.from({ length: ROWS * COLUMNS }, (_, i) => {
    const [r, c] = [Math.floor(i / COLUMNS), i % COLUMNS];
    let sum = 0;
    for (let k = 0; k < depth; k++) {
      sum = round(sum + round(left[k * ROWS + r] * right[k * COLUMNS + c]));
    }
    return sum;
  });
}

for (const arithmetic of ["exact", "fused"] as const) {
  Deno.test(`f32_gemm_5x8 in ${arithmetic} arithmetic equals plain loops`, () => {
    const module = moduleWithMemory({ arithmetic });
    emitGemm5x8(module);
    const { memory, f32_gemm_5x8: run } = instantiate<
      { memory: WebAssembly.Memory; f32_gemm_5x8: (...values: number[]) => void }
    >(module);
    for (const depth of [0, 1, 2, 27, 400]) {
      const random = new Random(depth, "gemm");
      const left = new Float32Array(memory.buffer, PLACES.left, depth * ROWS);
      const right = new Float32Array(memory.buffer, PLACES.right, depth * COLUMNS);
      for (const values of [left, right]) {
        values.forEach((_, i) => values[i] = random.uniform(-1, 1));
      }
      run(PLACES.left, PLACES.right, PLACES.product, depth);
      const product = new Float32Array(memory.buffer, PLACES.product, ROWS * COLUMNS);
      if (arithmetic === "exact") {
        assertEquals([...product], gemm(left, right, depth, Math.fround), `depth ${depth}`);
      }
      const precise = gemm(left, right, depth, (x) => x);
      precise.forEach((truth, i) => assertAlmostEquals(product[i], truth, 1e-4));
    }
  });
}

Deno.test("f32_gemm_5x8 has a loop of 27 vector instructions", () => {
  const module = moduleWithMemory();
  const gemm5x8 = emitGemm5x8(module);
  // 2 loads of right, 5 of left, 10 products and 10 sums.
  assertEquals(gemm5x8.loops.map(({ depth, vectorInstructions }) => [depth, vectorInstructions]), [
    [1, 27],
  ]);
});
