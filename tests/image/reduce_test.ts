import { assertEquals } from "@std/assert";
import { reduce } from "../../lib/image/reduce.ts";
import { drawing, lines, written } from "./drawing.ts";

Deno.test("reduce averages squares, and leaves out what fills none", () => {
  const { picture, factor } = reduce(
    drawing(`
    ##..#
    #...#
    3333.
    3333.
    #####
  `),
    2,
  );
  assertEquals(factor, 3);
  assertEquals([picture.width, picture.height], [1, 1]);
  const half = reduce(drawing("##.. #... 3333 3333"), 2);
  assertEquals([half.factor, written(half.picture)], [2, lines("7. 33")]);
});

Deno.test("reduce leaves a picture that is small enough as it is", () => {
  const picture = drawing("#.#");
  assertEquals(reduce(picture, 3), { picture, factor: 1 });
});

Deno.test("reduce leaves at least a pixel of the shorter side", () => {
  const column = { width: 1, height: 5000, pixels: new Uint8Array(5000).fill(7) };
  assertEquals(reduce(column, 100), { picture: column, factor: 1 });
  const strip = { width: 3, height: 900, pixels: new Uint8Array(2700).fill(7) };
  const { picture, factor } = reduce(strip, 100);
  assertEquals([picture.width, picture.height, factor], [1, 300, 3]);
  assertEquals(new Set(picture.pixels), new Set([7]));
});
