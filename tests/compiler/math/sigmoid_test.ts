import { assertEquals } from "@std/assert";

import { sigmoid } from "../../../lib/compiler/math/sigmoid.ts";
import {
  arrayFunction,
  assertNoDenormals,
  assertSameInAllLanes,
  assertWithin,
  floats,
  SMALLEST,
} from "./support.ts";

const compute = arrayFunction(sigmoid);

/** The sigmoid in double precision, 0 where single precision has no normal number for it. */
function truth(x: number): number {
  const value = 1 / (1 + Math.exp(-x));
  return value < SMALLEST ? 0 : value;
}

Deno.test("sigmoid is within 3 units in the last place, for every 9,973rd float", () => {
  assertWithin(3, compute, truth, floats(0, 2 ** 32, 9973));
});

Deno.test("sigmoid is within 3 units in the last place where results are not trivial", () => {
  const [smallest, largest] = [0x3300_0000, 0x42b2_0000]; // 3e-8 and 89
  assertWithin(3, compute, truth, floats(smallest, largest, 1499));
  assertWithin(3, compute, truth, floats(2 ** 31 + smallest, 2 ** 31 + largest, 1499));
});

Deno.test("sigmoid knows the special values", () => {
  const cases = [
    [0, 0.5],
    [-0, 0.5],
    [17.4, 1],
    [100, 1],
    [Infinity, 1],
    [-87.336548, 0],
    [-88.7, 0],
    [-1e38, 0],
    [-Infinity, 0],
    [NaN, NaN],
  ];
  const outputs = compute(Float32Array.from(cases, ([x]) => x));
  assertEquals([...outputs], cases.map(([, expected]) => expected));
});

Deno.test("sigmoid makes no denormal numbers", () => {
  assertNoDenormals(compute, floats(0xc2ae_0000, 0xc2b2_0000, 1)); // -87 to -89
});

Deno.test("sigmoid computes the same in all lanes and modules", () => {
  assertSameInAllLanes(sigmoid);
});
