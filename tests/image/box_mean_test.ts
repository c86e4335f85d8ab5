import { assertAlmostEquals, assertEquals } from "@std/assert";
import { boxMean } from "../../lib/image/box_mean.ts";
import { Random } from "../../lib/random.ts";

/** The mean around a pixel, from its definition. */
function meanAround(
  values: Float32Array,
  { width, height, radius }: { width: number; height: number; radius: number },
  [x, y]: [number, number],
): number {
  let [sum, count] = [0, 0];
  for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
    for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
      sum += values[v * width + u];
      count++;
    }
  }
  return sum / count;
}

Deno.test("boxMean averages over squares, at the sides over what there is of them", () => {
  const random = new Random(3, "box mean");
  for (const [width, height] of [[1, 1], [7, 1], [1, 6], [9, 5], [4, 13]]) {
    const values = Float32Array.from({ length: width * height }, () => random.uniform(0, 255));
    for (const radius of [0, 1, 2, 5, 20]) {
      const size = { width, height, radius };
      boxMean(values, size).forEach((mean, i) => {
        const place: [number, number] = [i % width, Math.floor(i / width)];
        assertAlmostEquals(mean, meanAround(values, size, place), 1e-3, `${[size, place]}`);
      });
    }
  }
});

Deno.test("boxMean leaves its input alone", () => {
  const values = Float32Array.of(1, 2, 3, 4);
  boxMean(values, { width: 2, height: 2, radius: 1 });
  assertEquals(values, Float32Array.of(1, 2, 3, 4));
});
