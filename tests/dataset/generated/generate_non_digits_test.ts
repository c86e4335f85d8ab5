import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  generateNonDigits,
  NON_DIGITS,
} from "../../../lib/dataset/generated/generate_non_digits.ts";

/** `count` images of a kind, one after the other. */
function draw(
  count: number,
  options: { seed?: number; first?: number; kind?: typeof NON_DIGITS[number] } = {},
) {
  const images = new Uint8Array(784 * count);
  generateNonDigits({ seed: 1, stream: "test", first: 0, images, ...options });
  return images;
}

Deno.test("generateNonDigits draws each image alone as it does in a row", () => {
  const row = draw(30);
  for (const n of [1, 7, 29]) {
    assertEquals(draw(1, { first: n }), row.subarray(784 * n, 784 * (n + 1)));
  }
});

Deno.test("generateNonDigits draws others with another seed", () => {
  assertNotEquals(draw(1), draw(1, { seed: 2 }));
});

Deno.test("generateNonDigits fits every kind of drawing into 20x20 pixels, and leaves none empty", () => {
  for (const kind of NON_DIGITS) {
    const images = draw(60, { kind });
    for (let n = 0; n < 60; n++) {
      const image = images.subarray(784 * n, 784 * (n + 1));
      const columns = new Set<number>();
      const rows = new Set<number>();
      image.forEach((value, i) => {
        if (value === 0) return;
        columns.add(i % 28);
        rows.add(Math.floor(i / 28));
      });
      assert(columns.size > 0, `${kind} ${n} is empty`);
      const [wide, high] = [columns, rows].map((set) => Math.max(...set) - Math.min(...set) + 1);
      assert(wide <= 20 && high <= 20, `${kind} ${n} is ${wide}x${high}`);
    }
  }
});
