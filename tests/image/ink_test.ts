import { assertEquals, assertThrows } from "@std/assert";
import { extractInk } from "../../lib/image/ink.ts";
import { drawing, inverse, lines, written } from "./drawing.ts";

Deno.test("extractInk takes the ink from dark and from light ground", () => {
  const light = drawing(`
    .....
    .#4#.
    ..#..
  `);
  for (
    const [picture, level, inverted] of [[light, 0, false], [inverse(light), 255, true]] as const
  ) {
    const ink = extractInk(picture, { level, spread: 0 });
    assertEquals(ink.picture, light);
    assertEquals(ink.inverted, inverted);
  }
});

Deno.test("extractInk stretches pale ink on grey ground to the full", () => {
  const picture = drawing(`
    66666
    64566
    64446
  `);
  const ink = extractInk(picture, { level: 170, spread: 0 });
  assertEquals(
    written(ink.picture),
    lines(`
      .....
      .#4..
      .###.
    `),
  );
  assertEquals(ink.inverted, true);
});

Deno.test("extractInk tells how much of the light full ink takes away, or adds", () => {
  const dark = { width: 3, height: 1, pixels: Uint8Array.of(200, 50, 200) };
  assertEquals(extractInk(dark, { level: 200, spread: 0 }).opacity, 0.75);
  const light = { width: 3, height: 1, pixels: Uint8Array.of(50, 200, 50) };
  assertEquals(extractInk(light, { level: 50, spread: 0 }).opacity, 0.75);
});

Deno.test("extractInk takes the side of the ground where there is more to be seen", () => {
  // A little light (2 steps, once) and much dark (3 steps, four times).
  const picture = drawing("5777 5222 5255");
  const ink = extractInk({ ...picture, pixels: picture.pixels }, { level: 142, spread: 0 });
  assertEquals(written(ink.picture), lines(".... .### .#.."));
  assertEquals(ink.inverted, true);
});

Deno.test("extractInk takes neither noise nor the faintest tints for ink", () => {
  const pixels = Uint8Array.of(200, 195, 205, 180, 0, 0, 186);
  const picture = { width: 7, height: 1, pixels };
  // 20 levels below the ground are three deviations of its noise at a spread of 4.5.
  const noisy = extractInk(picture, { level: 200, spread: 4.5 });
  assertEquals(Array.from(noisy.picture.pixels), [0, 0, 0, 0, 255, 255, 0]);
  // On even ground a sixteenth of the full is where ink begins.
  const even = extractInk(picture, { level: 200, spread: 0 });
  assertEquals(Array.from(even.picture.pixels), [0, 0, 0, 26, 255, 255, 18]);
});

Deno.test("extractInk refuses a picture without ink", () => {
  const pixels = Uint8Array.of(200, 190, 210, 200);
  assertThrows(
    () => extractInk({ width: 2, height: 2, pixels }, { level: 200, spread: 0 }),
    RangeError,
    "Cannot read the picture: expected ink that differs from its ground, " +
      "got no ink on a ground of luminance 200",
  );
});
