import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Trace } from "../../../lib/dataset/generated/trace.ts";

Deno.test("Trace.addCurve() draws four equal lines between two points", () => {
  const trace = new Trace(2);
  trace.addCurve(Float64Array.of(0, 8), Float64Array.of(4, 0), 0, 1);
  assertEquals(trace.length, 5);
  assertEquals([...trace.isLine.subarray(0, 5)], [0, 1, 1, 1, 1]);
  assertEquals([...trace.x.subarray(0, 5)], [0, 2, 4, 6, 8]);
  assertEquals([...trace.y.subarray(0, 5)], [4, 3, 2, 1, 0]);
});

Deno.test("Trace.addCurve() passes every point of its range", () => {
  const x = Float64Array.of(99, 0, 3, 5, 4, 99);
  const y = Float64Array.of(99, 1, 0, 2, 7, 99);
  const trace = new Trace(6);
  trace.addCurve(x, y, 1, 4);
  assertEquals(trace.length, 13);
  for (let k = 1; k <= 4; k++) {
    assertAlmostEquals(trace.x[4 * (k - 1)], x[k], 1e-12);
    assertAlmostEquals(trace.y[4 * (k - 1)], y[k], 1e-12);
  }
});

Deno.test("Trace.addCurve() draws points of a parabola as this parabola, to both ends", () => {
  const x = Float64Array.of(-2, -1, 0, 1, 2);
  const trace = new Trace(5);
  trace.addCurve(x, x.map((value) => value * value), 0, 4);
  for (let k = 0; k < trace.length; k++) {
    assertAlmostEquals(trace.x[k], -2 + k / 4, 1e-12);
    assertAlmostEquals(trace.y[k], trace.x[k] ** 2, 1e-12);
  }
});

Deno.test("Trace.addCurve() lifts the pen before the next curve, and clear() removes all", () => {
  const trace = new Trace(4);
  const x = Float64Array.of(0, 1, 2, 3);
  trace.addCurve(x, x, 0, 1);
  trace.addCurve(x, x, 2, 3);
  assertEquals([...trace.isLine.subarray(0, 10)], [0, 1, 1, 1, 1, 0, 1, 1, 1, 1]);
  trace.clear();
  assertEquals(trace.length, 0);
});
