import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import { BOX_SIDE, inkTrace, type Pen } from "../../../lib/dataset/generated/pen.ts";
import { Trace } from "../../../lib/dataset/generated/trace.ts";

const PEN: Pen = { radius: 2, growth: 0, softness: 1, ink: 200 };

/** Straight lines between pairs of points, drawn into the box. */
function ink(pen: Pen, ...lines: [number, number, number, number][]): Float64Array {
  const trace = new Trace(2 * lines.length);
  for (const [x0, y0, x1, y1] of lines) {
    trace.addCurve(Float64Array.of(x0, x1), Float64Array.of(y0, y1), 0, 1);
  }
  const box = new Float64Array(BOX_SIDE * BOX_SIDE).fill(NaN);
  inkTrace(trace, pen, box);
  return box;
}

const row = (box: Float64Array, y: number) => [...box.subarray(y * BOX_SIDE, (y + 1) * BOX_SIDE)];

Deno.test("inkTrace() draws an upright line in the middle of the box, as wide as the pen", () => {
  const expected = new Array(BOX_SIDE).fill(0).fill(200, 8, 12);
  const box = ink(PEN, [5, 3, 5, 7]);
  for (let y = 2; y < 18; y++) assertEquals(row(box, y), expected, `row ${y}`);
});

Deno.test("inkTrace() lets the edge fade over the pen's softness", () => {
  // The middles of pixels lie 0.5, 1.5, 2.5, 3.5 from the line.
  const fading = ink({ ...PEN, softness: 2 }, [0, 0, 0, 1]);
  assertEquals(row(fading, 10).slice(6, 14), [0, 50, 150, 200, 200, 150, 50, 0]);
});

Deno.test("inkTrace() fits the longer side into the box and keeps the aspect", () => {
  // Two level lines, 20 long and 5 apart: 16 long and 4 apart when fitted.
  const box = ink({ ...PEN, radius: 2 }, [100, 0, 120, 0], [100, 5, 120, 5]);
  const column = Array.from({ length: BOX_SIDE }, (_, y) => box[y * BOX_SIDE + 10]);
  assertEquals(column, new Array(BOX_SIDE).fill(0).fill(200, 6, 14));
  assertGreater(row(box, 8)[0], 0);
  assertGreater(row(box, 8)[19], 0);
});

Deno.test("inkTrace() draws no line where the pen is lifted", () => {
  const box = ink({ ...PEN, radius: 1 }, [0, 0, 0, 10], [10, 0, 10, 10]);
  assertEquals(row(box, 10).slice(3, 17), new Array(14).fill(0));
});

Deno.test("inkTrace() draws crossing lines no darker than one", () => {
  assertEquals(Math.max(...ink(PEN, [0, 0, 9, 9], [0, 9, 9, 0])), 200);
});

Deno.test("inkTrace() widens the line by the pen's growth", () => {
  // Between 2 and 18 the radius grows from 1 to 3: the width grows by a pixel in four rows.
  const box = ink({ ...PEN, growth: 2 }, [0, 0, 0, 9]);
  const width = (y: number) => row(box, y).reduce((sum, value) => sum + value / 200);
  assertAlmostEquals(width(3), 2.4, 0.1);
  assertAlmostEquals(width(7), 3.4, 0.1);
  assertAlmostEquals(width(12), 4.65, 0.1);
  assertAlmostEquals(width(16), 5.65, 0.1);
});
