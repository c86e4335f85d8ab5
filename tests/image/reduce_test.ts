import { assertEquals } from "@std/assert";
import { factorTo, reduce } from "../../lib/image/reduce.ts";
import { drawing, lines, written } from "./drawing.ts";

Deno.test("reduce averages squares, and leaves out what fills none", () => {
  const picture = drawing("##..# #...# 3333. 3333. #####");
  const third = reduce(picture, 3);
  assertEquals([third.width, third.height], [1, 1]);
  assertEquals(written(reduce(picture, 2)), lines("7. 33"));
  assertEquals(reduce(picture, 1), picture);
});

Deno.test("factorTo is the least that leaves so many pixels, or fewer", () => {
  const factorOf = (width: number, height: number) =>
    factorTo({ width, height, pixels: new Uint8Array(0) }, 2_000_000);
  assertEquals([factorOf(1, 1), factorOf(1600, 1250), factorOf(1601, 1250)], [1, 1, 2]);
  assertEquals([factorOf(4000, 3000), factorOf(3000, 4000)], [3, 3]);
  // At least a pixel of the shorter side is left.
  assertEquals([factorOf(9_000_000, 1), factorOf(3, 9_000_000)], [1, 3]);
});
