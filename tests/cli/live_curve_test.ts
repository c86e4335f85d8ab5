import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { LiveCurve } from "../../lib/cli/live_curve.ts";

Deno.test("LiveCurve keeps every value of a short run", () => {
  const curve = new LiveCurve();
  curve.add(0.5, 3);
  curve.add(1, NaN);
  curve.add(1.5, 2);
  assertEquals(curve.points, [[0.5, 3], [1.5, 2]]);
});

Deno.test("LiveCurve takes no more memory in a long run, and still shows all of it", () => {
  const curve = new LiveCurve();
  let most = 0;
  // A straight line stays one, whatever is put together.
  for (let x = 0; x < 100_000; x++) {
    curve.add(x, 3 - 2 * x);
    most = Math.max(most, curve.points.length);
  }
  assert(most <= 513, `${most} points`);
  const { points } = curve;
  assert(points.length > 256, `${points.length} points`);
  for (const [k, [x, y]] of points.entries()) {
    assertAlmostEquals(y, 3 - 2 * x, 1e-6);
    assert(k === 0 || x > points[k - 1][0], "from left to right");
  }
  assert(points[0][0] < 400 && points.at(-1)![0] > 99_000);
});
