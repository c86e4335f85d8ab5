import { assertEquals } from "@std/assert";
import { findComponents } from "../../lib/image/components.ts";
import type { GreyPicture } from "../../lib/image/grey_picture.ts";
import { Random } from "../../lib/random.ts";
import { drawing } from "./drawing.ts";

function componentsOf(picture: GreyPicture) {
  return findComponents(picture, picture.pixels.map((amount) => Number(amount > 0)));
}

Deno.test("findComponents joins ink by sides and corners, and measures it", () => {
  const { list, marks } = componentsOf(drawing(`
    #.....#
    .#..#.#
    ....###
    ##.....
  `));
  assertEquals(list, [
    { mark: 1, box: { x: 0, y: 0, width: 2, height: 2 }, area: 2, mass: 510, borderPixels: 1 },
    { mark: 2, box: { x: 4, y: 0, width: 3, height: 3 }, area: 6, mass: 1530, borderPixels: 3 },
    { mark: 3, box: { x: 0, y: 3, width: 2, height: 1 }, area: 2, mass: 510, borderPixels: 2 },
  ]);
  assertEquals(Array.from(marks.subarray(0, 14)), [1, 0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 0, 2]);
});

Deno.test("findComponents adds up faint ink as what it is", () => {
  const [{ area, mass }] = componentsOf(drawing("...\n.36\n...")).list;
  assertEquals([area, mass], [2, 85 + 170]);
});

Deno.test("findComponents finds the same as flooding does, however ink winds", () => {
  for (let n = 0; n < 20; n++) {
    const random = new Random(n, "components");
    const pixels = Uint8Array.from({ length: 30 * 20 }, () => random.below(100) < 45 ? 255 : 0);
    const picture = { width: 30, height: 20, pixels };
    const { marks, list } = componentsOf(picture);
    const flooded = flood(picture);
    assertEquals(list.length, Math.max(...flooded));
    // The same pixels are together, whatever the marks.
    const names = new Map<number, number>();
    marks.forEach((mark, i) => names.set(mark, flooded[i]));
    assertEquals(Array.from(marks, (mark) => names.get(mark)!), Array.from(flooded));
  }
});

function flood({ width, height, pixels }: GreyPicture): Int32Array {
  const marks = new Int32Array(pixels.length);
  let count = 0;
  for (let start = 0; start < pixels.length; start++) {
    if (pixels[start] === 0 || marks[start] > 0) continue;
    const waiting = [start];
    count++;
    for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
      marks[i] = count;
      for (let v = -1; v <= 1; v++) {
        for (let u = -1; u <= 1; u++) {
          const [x, y] = [i % width + u, Math.floor(i / width) + v];
          const at = y * width + x;
          if (x < 0 || x >= width || y < 0 || y >= height) continue;
          if (pixels[at] > 0 && marks[at] === 0) waiting.push(at);
        }
      }
    }
  }
  return marks;
}
