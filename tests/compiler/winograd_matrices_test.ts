import { assertAlmostEquals, assertEquals } from "@std/assert";
import { transposed, winogradMatrices } from "../../lib/compiler/winograd_matrices.ts";
import { Random } from "../../lib/random.ts";

type Rows = readonly (readonly number[])[];

function multiply(a: Rows, b: Rows): number[][] {
  return a.map((row) => transposed(b).map((column) => dot(row, column)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}

/** matrix * values * matrix' */
function transform(matrix: Rows, values: Rows): number[][] {
  return multiply(multiply(matrix, values), transposed(matrix));
}

function randomRows(random: Random, side: number): number[][] {
  return Array.from(
    { length: side },
    () => Array.from({ length: side }, () => random.uniform(-1, 1)),
  );
}

/** The sum over all places of a window of `window` times what lies behind (y, x) in `input`. */
function correlate(input: Rows, window: Rows, y: number, x: number): number {
  let sum = 0;
  for (const [u, row] of window.entries()) {
    for (const [v, value] of row.entries()) sum += value * input[y + u][x + v];
  }
  return sum;
}

for (const [outputs, size] of [[2, 3], [4, 3], [5, 3], [2, 5]]) {
  const { weight, input, output } = winogradMatrices(outputs, size);
  const random = new Random(outputs * size, "winograd");

  Deno.test(`winogradMatrices() make ${outputs}x${outputs} outputs of a ${size}x${size} window`, () => {
    const inputs = randomRows(random, outputs + size - 1);
    const weights = randomRows(random, size);
    const [a, b] = [transform(weight, weights), transform(input, inputs)];
    const found = transform(output, a.map((row, i) => row.map((value, j) => value * b[i][j])));
    for (let y = 0; y < outputs; y++) {
      for (let x = 0; x < outputs; x++) {
        assertAlmostEquals(found[y][x], correlate(inputs, weights, y, x), 1e-13);
      }
    }
  });

  Deno.test(`winogradMatrices() turned round make the gradient of a ${size}x${size} window's weights`, () => {
    const inputs = randomRows(random, outputs + size - 1);
    const gradients = randomRows(random, outputs);
    const [a, b] = [transform(transposed(output), gradients), transform(input, inputs)];
    const sums = a.map((row, i) => row.map((value, j) => value * b[i][j]));
    const found = transform(transposed(weight), sums);
    for (let u = 0; u < size; u++) {
      for (let v = 0; v < size; v++) {
        assertAlmostEquals(found[u][v], correlate(inputs, gradients, u, v), 1e-13);
      }
    }
  });
}

Deno.test("winogradMatrices() are Winograd's own for 2x2 outputs of a 3x3 window", () => {
  assertEquals(winogradMatrices(2, 3), {
    weight: [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]],
    input: [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]],
    output: [[1, 1, 1, 0], [0, 1, -1, 1]],
  });
});

Deno.test("winogradMatrices() are exact in single precision where inputs and outputs are transformed", () => {
  for (const [outputs, size] of [[2, 3], [4, 3], [5, 3], [2, 5]]) {
    const { input, output } = winogradMatrices(outputs, size);
    for (const value of [...input, ...output].flat()) assertEquals(Math.fround(value), value);
  }
});
