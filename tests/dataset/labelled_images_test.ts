import { assertEquals, assertStrictEquals } from "@std/assert";
import { countImages, slice } from "../../lib/dataset/labelled_images.ts";

Deno.test("slice() views some of the images", () => {
  const images = {
    count: 4,
    height: 1,
    width: 2,
    images: Uint8Array.of(...[0, 1], ...[10, 11], ...[20, 21], ...[30, 31]),
    labels: Uint8Array.of(5, 6, 7, 8),
  };
  const middle = slice(images, 1, 2);
  assertEquals(middle, {
    count: 2,
    height: 1,
    width: 2,
    images: Uint8Array.of(...[10, 11], ...[20, 21]),
    labels: Uint8Array.of(6, 7),
  });
  assertStrictEquals(middle.images.buffer, images.images.buffer);
  assertEquals(slice(images, 4, 0).images.length, 0);
  assertEquals(countImages([middle, images]), 6);
  assertEquals(countImages([]), 0);
});
