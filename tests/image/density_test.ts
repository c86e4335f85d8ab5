import { assert, assertEquals } from "@std/assert";
import { inkDensity } from "../../lib/image/density.ts";

/** Paper with a shadow over its right half, and a stroke three pixels wide across both. */
function shadowed(paper: number, ink: number, shade: number) {
  const [width, height] = [60, 30];
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => {
    const isInk = Math.abs(Math.floor(i / width) - 15) <= 1;
    return (isInk ? ink : paper) * (i % width < 30 ? 1 : shade);
  });
  return { width, height, pixels };
}

Deno.test("inkDensity finds ink alike in the light and in a hard shadow, whose edge is no ink", () => {
  const { pixels } = inkDensity(shadowed(230, 60, 0.5), { window: 9, isDark: true });
  const at = (x: number, y: number) => pixels[y * 60 + x];
  for (let x = 0; x < 60; x++) {
    assertEquals(at(x, 5), 0, `paper at ${x}`);
    assert(at(x, 15) > 140 && at(x, 15) < 180, `ink at ${x}: ${at(x, 15)}`);
  }
});

Deno.test("inkDensity finds light ink on a dark ground", () => {
  const { pixels } = inkDensity(shadowed(50, 220, 0.6), { window: 9, isDark: false });
  assertEquals(pixels[5 * 60 + 29], 0);
  assert(pixels[15 * 60 + 10] > 150 && pixels[15 * 60 + 50] > 130);
});

Deno.test("inkDensity does not see what is as wide as the window", () => {
  const { pixels } = inkDensity(shadowed(230, 60, 1), { window: 3, isDark: true });
  assertEquals(new Set(pixels), new Set([0]));
});
