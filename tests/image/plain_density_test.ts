import { assertEquals } from "@std/assert";
import { plainDensity } from "../../lib/image/plain_density.ts";
import { drawing, inverse, pasted } from "./drawing.ts";
import { SEVEN } from "./seven.ts";

const PAGE = pasted(SEVEN, { width: 40, height: 40, x: 12, y: 9, ground: 0 });

Deno.test("plainDensity takes what differs from an even ground for ink", () => {
  const light = plainDensity(PAGE, { noise: 0 });
  assertEquals([light?.isDark, light?.isEven], [false, true]);
  assertEquals(light?.density.pixels[10 * 40 + 15], 255);
  const dark = plainDensity(inverse(PAGE), { noise: 0 });
  assertEquals([dark?.isDark, dark?.density], [true, light?.density]);
});

Deno.test("plainDensity leaves noise, shades and empty pages to others", () => {
  assertEquals(plainDensity(PAGE, { noise: 3 })?.isEven, false);
  assertEquals(plainDensity(PAGE, { noise: 9 }), undefined);
  assertEquals(plainDensity(drawing("#### #### ####"), { noise: 0 }), undefined);
  // Of a slope of light most is neither ground nor ink.
  const slope = { width: 40, height: 40, pixels: PAGE.pixels.map((_, i) => 100 + 3 * (i % 40)) };
  assertEquals(plainDensity(slope, { noise: 0 })?.isEven ?? false, false);
});

Deno.test("plainDensity does not contradict what is known", () => {
  assertEquals(plainDensity(PAGE, { noise: 0, isDark: true }), undefined);
  assertEquals(plainDensity(PAGE, { noise: 0, isDark: false })?.isDark, false);
});
