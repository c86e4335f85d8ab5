import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  emitTwoSided,
  factorsOf,
  type Matrix,
  sharingRows,
} from "../../lib/compiler/matrix_product.ts";
import { VectorConstants } from "../../lib/compiler/vector_constants.ts";
import { transposed, winogradMatrices } from "../../lib/compiler/winograd_matrices.ts";
import { Random } from "../../lib/random.ts";
import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { f32x4, i32 } from "../../lib/wasm/values.ts";

const CONSTANTS = 64;
const VALUES = 1024;
const RESULTS = 8192;

/** What the emitted code makes of `values`, in four lanes. */
function product(matrix: Matrix, values: Float32Array): Float32Array {
  const [rows, columns] = [matrix.length, matrix[0].length];
  const module = new ModuleBuilder({ memory: { minimumPages: 1, export: "memory" } });
  const constants = new VectorConstants(factorsOf(matrix));
  constants.define(module, CONSTANTS);
  module.function("run", { exported: true }, (f) => {
    emitTwoSided(f, {
      matrix,
      constant: (magnitude) => constants.load(CONSTANTS, magnitude),
      value: (u, v) => f32x4.load(i32.const(VALUES + 16 * (u * columns + v))),
      visit: (row, column, result) => f.store(RESULTS + 16 * (row * rows + column), 0, result),
    });
  });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()));
  const exports = instance.exports as { memory: WebAssembly.Memory; run(): void };
  new Float32Array(exports.memory.buffer, VALUES).set(values);
  exports.run();
  return new Float32Array(exports.memory.buffer, RESULTS, 4 * rows ** 2);
}

const WINOGRAD = winogradMatrices(4, 3);
const MATRICES: [name: string, matrix: Matrix][] = [
  ["of 4x4 outputs' inputs", WINOGRAD.input],
  ["of 4x4 outputs' weights", WINOGRAD.weight],
  ["of 4x4 outputs", WINOGRAD.output],
  ["of 4x4 outputs' gradients", transposed(WINOGRAD.output)],
  ["of the gradients of 3x3 weights", transposed(WINOGRAD.weight)],
  ["of 2x2 outputs", winogradMatrices(2, 3).output],
  ["of 2x2 outputs of 5x5 weights", winogradMatrices(2, 5).output],
  ["without a pattern", [[2, 0, -3], [-1, 5, 1], [-7, -1, -1]]],
];

for (const [name, matrix] of MATRICES) {
  Deno.test(`emitTwoSided() multiplies from both sides with the matrix ${name}`, () => {
    const random = new Random(1, "values");
    const [rows, columns] = [matrix.length, matrix[0].length];
    const values = Float32Array.from({ length: 4 * columns ** 2 }, () => random.uniform(-1, 1));
    const results = product(matrix, values);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < rows; j++) {
        for (let lane = 0; lane < 4; lane++) {
          let sum = 0;
          for (let u = 0; u < columns; u++) {
            for (let v = 0; v < columns; v++) {
              sum += matrix[i][u] * values[4 * (u * columns + v) + lane] * matrix[j][v];
            }
          }
          assertAlmostEquals(results[4 * (i * rows + j) + lane], sum, 2e-5);
        }
      }
    }
  });
}

Deno.test("sharingRows() pairs rows that are equal up to signs, or whose entries are", () => {
  assertEquals(sharingRows(WINOGRAD.input), [[0], [1, 2], [3, 4], [5]]);
  assertEquals(sharingRows(WINOGRAD.output), [[0, 2], [1, 3]]);
  assertEquals(sharingRows([[1, 2], [3, 4], [5, 6]]), [[0], [1], [2]]);
});

Deno.test("factorsOf() names what has to be multiplied with", () => {
  assertEquals(factorsOf([[0, 1, -1], [-2, 0.5, 2]]), [2, 0.5, 2]);
});
