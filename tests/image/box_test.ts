import { assertAlmostEquals, assertEquals } from "@std/assert";
import { distance, overlap, sharedColumns, sharedRows, unite } from "../../lib/image/box.ts";

const UPPER = { x: 2, y: 1, width: 4, height: 3 };
const LOWER = { x: 4, y: 6, width: 5, height: 2 };

Deno.test("distance is how far boxes are from each other", () => {
  const box = { x: 10, y: 10, width: 10, height: 10 };
  assertEquals(distance(box, { x: 15, y: 15, width: 20, height: 2 }), 0);
  assertEquals(distance(box, { x: 0, y: 12, width: 6, height: 2 }), 4);
  assertEquals(distance(box, { x: 23, y: 24, width: 6, height: 2 }), 5);
});

Deno.test("unite makes the smallest box around several", () => {
  assertEquals(unite([UPPER, LOWER]), { x: 2, y: 1, width: 7, height: 7 });
  assertEquals(unite([UPPER]), UPPER);
});

Deno.test("sharedColumns and sharedRows count what is shared, and gaps below zero", () => {
  assertEquals([sharedColumns(UPPER, LOWER), sharedColumns(LOWER, UPPER)], [2, 2]);
  assertEquals([sharedRows(UPPER, LOWER), sharedRows(UPPER, UPPER)], [-2, 3]);
});

Deno.test("overlap is 1 for the same box, 0 for boxes apart, and a share between", () => {
  assertEquals([overlap(UPPER, UPPER), overlap(UPPER, LOWER)], [1, 0]);
  // 2x3 of 12 + 12 - 6.
  assertAlmostEquals(overlap(UPPER, { ...UPPER, x: 4 }), 6 / 18);
});
