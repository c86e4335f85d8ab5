import { assert, assertEquals } from "@std/assert";
import { partings } from "../../lib/image/partings.ts";
import { drawing, lines, written } from "./drawing.ts";

Deno.test("partings cuts where the least ink is crossed", () => {
  const ink = drawing(`
    ...........
    .##.....##.
    .##.....##.
    .#########.
    .##.....##.
    .##.....##.
    ...........
  `);
  const pairs = partings({ x: 100, y: 50, ink });
  const [left, right] = pairs.find(([left, right]) => left.ink.width + right.ink.width === 13)!;
  assert(left.x === 100 && right.x > 100 && right.x < 108, `${right.x}`);
  assertEquals([left.y, right.y], [50, 50]);
  const amount = (piece: typeof left) => piece.ink.pixels.reduce((sum, value) => sum + value, 0);
  assertEquals(amount(left) + amount(right), ink.pixels.reduce((sum, value) => sum + value, 0));
});

Deno.test("partings follows a slanting gap", () => {
  const ink = drawing(`
    ..........
    ....#..##.
    ....#..#..
    ...#..##..
    ...#..#...
    ..#..##...
    .##..#....
    .#..##....
    .#..#.....
    ..........
  `);
  const clean = partings({ x: 0, y: 0, ink }).some(([left, right]) =>
    written(left.ink) === lines(`
      ......
      ....#.
      ....#.
      ...#..
      ...#..
      ..#...
      .##...
      .#....
      .#....
      ......
    `) && right.x === 3
  );
  assert(clean);
});

Deno.test("partings leaves out cuts with nothing on one side", () => {
  assertEquals(partings({ x: 0, y: 0, ink: drawing("... .#. ...") }), []);
});
