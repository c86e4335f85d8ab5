import { assertAlmostEquals, assertEquals } from "@std/assert";
import { strokeWidth } from "../../lib/image/stroke_width.ts";
import { drawing } from "./drawing.ts";

/** A picture of 200x200 with each pixel's ink, 0..1, from its distance to a line through the middle. */
function line(angle: number, amount: (distance: number) => number) {
  const pixels = new Uint8Array(200 * 200);
  for (let i = 0; i < pixels.length; i++) {
    const x = (i % 200) - 99.5;
    const y = Math.floor(i / 200) - 99.5;
    const distance = Math.abs(x * Math.sin(angle) - y * Math.cos(angle));
    // Ends short of the picture's sides.
    const isEnd = Math.abs(x * Math.cos(angle) + y * Math.sin(angle)) > 80;
    pixels[i] = isEnd ? 0 : Math.round(255 * amount(distance));
  }
  return { width: 200, height: 200, pixels };
}

Deno.test("strokeWidth of a bar is nearly its width", () => {
  const bar = (x: number) => Math.min(1, Math.max(0, 3.5 - x));
  for (const angle of [0, 0.3, Math.PI / 4, 1.2, Math.PI / 2, 2.5]) {
    assertAlmostEquals(strokeWidth(line(angle, bar)), 6, 0.35);
  }
});

Deno.test("strokeWidth does not depend on how much ink there is", () => {
  const bar = (x: number) => Math.min(1, Math.max(0, 3.5 - x));
  const full = strokeWidth(line(0.5, bar));
  assertAlmostEquals(strokeWidth(line(0.5, (x) => bar(x) / 5)), full, 0.1);
});

Deno.test("strokeWidth counts the picture's sides as edges", () => {
  // A bar of 2x8 has 16 pixels of ink and about 20 of edge.
  assertAlmostEquals(strokeWidth(drawing("## ## ## ## ## ## ## ##")), 2 * 16 / 20, 0.1);
});

Deno.test("strokeWidth of nothing is 0", () => {
  assertEquals(strokeWidth(drawing("... ...")), 0);
});
