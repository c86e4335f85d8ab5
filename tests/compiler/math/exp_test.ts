import { assertEquals } from "@std/assert";

import { exp } from "../../../lib/compiler/math/exp.ts";
import {
  arrayFunction,
  assertNoDenormals,
  assertSameInAllLanes,
  assertWithin,
  floats,
  neighbours,
  SMALLEST,
} from "./support.ts";

const compute = arrayFunction(exp);

/** e^x in double precision, 0 where single precision has no normal number for it. */
function truth(x: number): number {
  const power = Math.exp(x);
  return power < SMALLEST ? 0 : power;
}

Deno.test("exp is within 1.6 units in the last place, for every 9,973rd float", () => {
  assertWithin(1.6, compute, truth, floats(0, 2 ** 32, 9973));
});

Deno.test("exp is within 1.6 units in the last place where results are not trivial", () => {
  const [smallest, largest] = [0x3300_0000, 0x42b2_0000]; // 3e-8 and 89
  assertWithin(1.6, compute, truth, floats(smallest, largest, 1499));
  assertWithin(1.6, compute, truth, floats(2 ** 31 + smallest, 2 ** 31 + largest, 1499));
});

Deno.test("exp knows the special values", () => {
  const cases = [
    [0, 1],
    [-0, 1],
    [2 ** -149, 1],
    [-(2 ** -149), 1],
    [88.722831, 3.402799e38],
    [88.722842, Infinity],
    [1e38, Infinity],
    [Infinity, Infinity],
    [-87.336540, 1.175500e-38],
    [-87.336548, 0],
    [-1e38, 0],
    [-Infinity, 0],
    [NaN, NaN],
  ];
  const outputs = compute(Float32Array.from(cases, ([x]) => x));
  cases.forEach(([x, expected], i) => {
    assertEquals(Number(outputs[i].toPrecision(7)), expected, `e^${x}`);
  });
});

Deno.test("exp finds both ends of its range to the float", () => {
  for (const end of [-126 * Math.LN2, 128 * Math.LN2]) {
    const inputs = neighbours(end, 2000);
    const expected = Float32Array.from(inputs, truth);
    const isFinite = (power: number) => power > 0 && power < Infinity;
    assertEquals([...compute(inputs)].map(isFinite), [...expected].map(isFinite), `at ${end}`);
  }
});

Deno.test("exp never falls where x grows, at the joins between powers of 2", () => {
  for (let n = -126; n <= 128; n++) {
    const outputs = compute(neighbours(n * Math.LN2, 500).sort());
    const fall = outputs.findIndex((output, i) => i > 0 && output < outputs[i - 1]);
    assertEquals(fall, -1, `n = ${n}`);
  }
});

Deno.test("exp makes no denormal numbers", () => {
  assertNoDenormals(compute, floats(0xc2ae_0000, 0xc2b1_0000, 1)); // -87 to -88.5
});

Deno.test("exp computes the same in all lanes and modules", () => assertSameInAllLanes(exp));
