import { assertEquals, assertNotEquals } from "@std/assert";
import { slice } from "../../lib/dataset/labelled_images.ts";
import { hashImages } from "../../lib/training/hash_images.ts";
import { labelledPatterns } from "./labelled_patterns.ts";

const images = labelledPatterns(9, { classes: 4, size: 6 });

Deno.test("hashImages() depends on every pixel and label, and on how they are divided", async () => {
  const hash = await hashImages([images]);
  assertEquals(hash.length, 64);
  assertEquals(await hashImages([images]), hash);
  const { images: pixels, labels } = images;
  const others = [
    [{ ...images, images: pixels.with(100, pixels[100] ^ 1) }],
    [{ ...images, labels: labels.with(8, labels[8] ^ 1) }],
    [slice(images, 0, 5), slice(images, 5, 4)],
    [slice(images, 0, 8)],
  ];
  for (const sets of others) assertNotEquals(await hashImages(sets), hash);
});
