import { assertEquals } from "@std/assert";
import { findFullInk } from "../../lib/image/full_ink.ts";

/** How often each amount occurs. */
function counts(...pairs: [amount: number, count: number][]): Uint32Array {
  const result = new Uint32Array(256);
  for (const [amount, count] of pairs) result[amount] = count;
  return result;
}

Deno.test("findFullInk finds the amount of a single kind of ink", () => {
  assertEquals(findFullInk(counts([0, 1000], [40, 3])), { full: 40, weight: 4800 });
});

Deno.test("findFullInk is not led astray by much noise or a little glare", () => {
  // Weights 100 000, 1 000 000 and 62 500: half of them lie at 100 or below.
  assertEquals(findFullInk(counts([10, 1000], [100, 100], [250, 1])).full, 100);
});

Deno.test("findFullInk finds none where there is none", () => {
  assertEquals(findFullInk(counts([0, 1000])), { full: 0, weight: 0 });
});
