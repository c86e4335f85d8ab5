import { assertEquals } from "@std/assert";
import { closing, opening } from "../../lib/image/morphology.ts";
import { Random } from "../../lib/random.ts";
import { drawing, inverse, lines, written } from "./drawing.ts";

Deno.test("closing fills dark strokes that are narrower than the window, and keeps the rest", () => {
  const picture = drawing(`
    ########.........
    ##.#####.........
    ##.#####.....4...
    ##.#####.........
    ########.........
  `);
  // The stroke is gone; the shadow's edge is where it was; light on the shadow stays.
  assertEquals(
    written(closing(picture, 3)),
    lines(`
    ########.........
    ########.........
    ########.....4...
    ########.........
    ########.........
  `),
  );
});

Deno.test("opening takes away what is light and narrower than the window", () => {
  const picture = drawing(`
    .........
    ...#.....
    ...#..###
    ...#..###
    ......###
  `);
  assertEquals(
    written(opening(picture, 3)),
    lines(`
    .........
    .........
    ......###
    ......###
    ......###
  `),
  );
});

Deno.test("closing is what its definition says, for every window", () => {
  const random = new Random(1, "closing");
  const [width, height] = [13, 9];
  const pixels = Uint8Array.from({ length: width * height }, () => random.below(256));
  const picture = { width, height, pixels };
  for (const side of [1, 2, 3, 5, 7, 15, 40]) {
    assertEquals(closing(picture, side), slowClosing(picture, Math.floor(side / 2)));
    assertEquals(opening(picture, side), inverse(closing(inverse(picture), side)));
  }
});

function slowClosing(picture: ReturnType<typeof drawing>, reach: number) {
  return within(within(picture, reach, Math.max), reach, Math.min);
}

function within(
  { width, height, pixels }: ReturnType<typeof drawing>,
  reach: number,
  choose: (...values: number[]) => number,
) {
  const chosen = pixels.map((_, i) => {
    const values: number[] = [];
    for (let v = -reach; v <= reach; v++) {
      for (let u = -reach; u <= reach; u++) {
        const [x, y] = [i % width + u, Math.floor(i / width) + v];
        if (x >= 0 && x < width && y >= 0 && y < height) values.push(pixels[y * width + x]);
      }
    }
    return choose(...values);
  });
  return { width, height, pixels: chosen };
}
