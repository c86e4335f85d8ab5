import { assertEquals } from "@std/assert";
import { findGround } from "../../lib/image/ground.ts";
import { drawing, pasted } from "./drawing.ts";

Deno.test("findGround takes the median of the border", () => {
  const picture = drawing(`
    22222
    2###3
    2###3
    2###2
    22#22
  `);
  assertEquals(findGround(picture), { level: 57, spread: 0 });
});

Deno.test("findGround says how far the border varies", () => {
  const picture = {
    width: 3,
    height: 3,
    pixels: Uint8Array.of(97, 98, 99, 100, 0, 100, 101, 102, 103),
  };
  // Distances from 100: 0 0 1 1 2 2 3 3.
  assertEquals(findGround(picture), { level: 100, spread: 1 });
});

Deno.test("findGround counts each border pixel of a picture once, whatever its shape", () => {
  const cases: readonly (readonly [text: string, level: number])[] = [
    ["#", 255],
    [".#", 0],
    ["##.", 255],
    [". . #", 0],
    ["## ## ..", 255],
    // Of ten at the border six are white, and so are the two inside.
    ["#### .##. #..#", 255],
  ];
  for (const [text, level] of cases) assertEquals(findGround(drawing(text)).level, level, text);
});

Deno.test("findGround looks at a border of 1/32 of the shorter side", () => {
  const inside = { width: 60, height: 92, pixels: new Uint8Array(60 * 92).fill(9) };
  const place = { width: 64, height: 96, x: 2, y: 2, ground: 200 };
  assertEquals(findGround(pasted(inside, place)), { level: 200, spread: 0 });
  // With three rows on one side and none on the other most of the border is ink.
  assertEquals(findGround(pasted(inside, { ...place, x: 4, y: 4 })).level, 200);
  assertEquals(findGround(pasted(inside, { ...place, width: 60, x: 0, height: 94 })).level, 9);
});
