import { assertEquals } from "@std/assert";

import { log } from "../../../lib/compiler/math/log.ts";
import { f32x4 } from "../../../lib/wasm/values.ts";
import { arrayFunction, assertWithin, floats, neighbours, SMALLEST } from "./support.ts";

/** The logarithm of each lane. */
const compute = arrayFunction((f, x) => {
  let logarithms = f32x4.splat(log(f, x.extractLane(0)));
  for (let lane = 1; lane < 4; lane++) {
    logarithms = logarithms.replaceLane(lane, log(f, x.extractLane(lane)));
  }
  return logarithms;
});

Deno.test("log is within 0.501 units in the last place, for every 4,999th normal float", () => {
  assertWithin(0.501, compute, Math.log, floats(0x0080_0000, 0x7f80_0000, 4999));
});

Deno.test("log is within 0.501 units in the last place near 1 and where the power of 2 changes", () => {
  for (const center of [1, Math.SQRT1_2, Math.SQRT2, 2 * Math.SQRT2, 0.5, 2]) {
    assertWithin(0.501, compute, Math.log, neighbours(center, 20_000));
  }
});

Deno.test("log knows the special values", () => {
  const cases = [
    [1, 0],
    [SMALLEST, Math.fround(-126 * Math.LN2)],
    [2 ** 127, Math.fround(127 * Math.LN2)],
    [Infinity, Infinity],
    [NaN, NaN],
  ];
  const outputs = compute(Float32Array.from(cases, ([x]) => x));
  assertEquals([...outputs], cases.map(([, expected]) => expected));
});
