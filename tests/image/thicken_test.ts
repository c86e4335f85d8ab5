import { assertEquals, assertStrictEquals } from "@std/assert";
import { thicken } from "../../lib/image/thicken.ts";
import { drawing, lines, written } from "./drawing.ts";

const DOT = drawing(`
  .....
  .....
  ..#..
  .....
  .....
`);

Deno.test("thicken by 0 changes nothing", () => {
  assertEquals(thicken(DOT, 0), DOT);
});

Deno.test("thicken makes a round disc of a dot", () => {
  // The corners of the square are 1.41 away: 1 + 1 - 1.41 of the ink, 0.59.
  assertEquals(
    written(thicken(DOT, 1)),
    lines(`
      .....
      .5#5.
      .###.
      .5#5.
      .....
    `),
  );
});

Deno.test("thicken by a fraction leaves the rim pale", () => {
  // The four neighbours are 1 away: 0.25 + 1 - 1 of the ink.
  assertEquals(
    written(thicken(DOT, 0.25)),
    lines(`
      .....
      ..2..
      .2#2.
      ..2..
      .....
    `),
  );
});

Deno.test("thicken keeps inside of the picture and leaves its input alone", () => {
  const corner = drawing("#... .... ....");
  const before = written(corner);
  assertEquals(written(thicken(corner, 1)), lines("##.. #5.. ...."));
  assertStrictEquals(written(corner), before);
});

Deno.test("thicken keeps the larger of two amounts", () => {
  assertEquals(written(thicken(drawing("3.#6"), 1)), "3###");
});
