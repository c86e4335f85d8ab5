import { assertEquals } from "@std/assert";

import { tanh } from "../../../lib/compiler/math/tanh.ts";
import { arrayFunction, assertSameInAllLanes, assertWithin, floats, SMALLEST } from "./support.ts";

const compute = arrayFunction(tanh);

Deno.test("tanh is within 3 units in the last place, for every 9,973rd float", () => {
  assertWithin(3, compute, Math.tanh, floats(0, 2 ** 32, 9973));
});

Deno.test("tanh is within 3 units in the last place where results are not trivial", () => {
  const [smallest, largest] = [0x3800_0000, 0x4120_0000]; // 3e-5 and 10
  assertWithin(3, compute, Math.tanh, floats(smallest, largest, 499));
});

Deno.test("tanh is odd, to the bit", () => {
  const inputs = floats(0, 0x7f80_0000, 9973);
  const outputs = compute(inputs);
  const mirrored = compute(inputs.map((x) => -x));
  assertEquals(mirrored.findIndex((y, i) => !Object.is(y, -outputs[i])), -1);
});

Deno.test("tanh knows the special values", () => {
  const cases = [
    [0, 0],
    [-0, -0],
    [2 ** -149, 2 ** -149],
    [-(2 ** -149), -(2 ** -149)],
    [SMALLEST, SMALLEST],
    [2 ** -64, 2 ** -64],
    [-(2 ** -20), -(2 ** -20)],
    [9.02, 1],
    [-9.02, -1],
    [1e38, 1],
    [-1e38, -1],
    [Infinity, 1],
    [-Infinity, -1],
    [NaN, NaN],
  ];
  const outputs = compute(Float32Array.from(cases, ([x]) => x));
  assertEquals([...outputs], cases.map(([, expected]) => expected));
});

Deno.test("tanh computes the same in all lanes and modules", () => assertSameInAllLanes(tanh));
