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
  const ways = partings({ x: 100, y: 50, ink });
  const { pair: [left, right], crossed } = ways.find(({ pair: [left, right] }) =>
    left.ink.width + right.ink.width === 13
  )!;
  // A bar one pixel thick is cut; strokes are between one and two pixels wide.
  assert(crossed > 0.5 && crossed <= 1, `${crossed}`);
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
  const clean = partings({ x: 0, y: 0, ink }).some(({ pair: [left, right], crossed }) =>
    crossed === 0 && written(left.ink) === lines(`
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
    `) &&
    right.x === 3
  );
  assert(clean);
});

Deno.test("partings leaves out cuts with nothing on one side", () => {
  assertEquals(partings({ x: 0, y: 0, ink: drawing("... .#. ...") }), []);
});

Deno.test("partings counts the strokes that it cuts, whatever their width", () => {
  const side = (thick: number) => {
    const [width, height] = [60, 80];
    const pixels = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const isRing = Math.min(x - 5, y - 5, width - 6 - x, height - 6 - y) >= 0 &&
          Math.min(x - 5, y - 5, width - 6 - x, height - 6 - y) < thick;
        if (isRing) pixels[y * width + x] = 255;
      }
    }
    return { x: 0, y: 0, ink: { width, height, pixels } };
  };
  // A ring is cut in two places.
  for (const thick of [3, 8]) {
    for (const { crossed } of partings(side(thick))) {
      assert(Math.abs(crossed - 2) < 0.2, `${crossed}`);
    }
  }
});
