import { assertEquals, assertNotEquals } from "@std/assert";
import { keepBack } from "../../lib/training/keep_back.ts";
import { labelledPatterns } from "./labelled_patterns.ts";

/** Images of one pixel, which is their number, three of each of ten labels. */
const images = {
  ...{ count: 30, height: 1, width: 1 },
  images: Uint8Array.from({ length: 30 }, (_, n) => n),
  labels: Uint8Array.from({ length: 30 }, (_, n) => n % 10),
};

Deno.test("keepBack() divides all images, and keeps their labels", () => {
  for (const count of [0, 1, 6, 29, 30]) {
    const { learned, kept } = keepBack(images, { count, seed: 1 });
    assertEquals([learned.count, kept.count], [30 - count, count]);
    assertEquals([...learned.images, ...kept.images].sort((a, b) => a - b), [...images.images]);
    for (const part of [learned, kept]) {
      assertEquals(part.labels, part.images.map((number) => number % 10));
    }
  }
});

Deno.test("keepBack() keeps of each label about the same share", () => {
  assertEquals(keepBack(images, { count: 10, seed: 1 }).kept.labels.length, 10);
  assertEquals(new Set(keepBack(images, { count: 10, seed: 1 }).kept.labels).size, 10);
  const { kept } = keepBack(images, { count: 6, seed: 1 });
  assertEquals(new Set(kept.labels).size, 6);
  const patterns = labelledPatterns(100, { classes: 3, size: 2 });
  const counts = [0, 1, 2].map((label) => patterns.labels.filter((own) => own === label).length);
  const { labels } = keepBack(patterns, { count: 20, seed: 1 }).kept;
  for (const [label, count] of counts.entries()) {
    const own = labels.filter((of) => of === label).length;
    assertEquals(Math.abs(own - count / 5) < 1, true, `${own} of ${count}`);
  }
});

Deno.test("keepBack() keeps others with another seed", () => {
  const keep = (seed: number) => keepBack(images, { count: 6, seed }).kept.images;
  assertEquals(keep(1), keep(1));
  assertNotEquals(keep(1), keep(2));
});
