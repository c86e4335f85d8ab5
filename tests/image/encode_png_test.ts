import { assertEquals, assertRejects } from "@std/assert";
import { decodePicture } from "../../lib/image/decode_picture.ts";
import { readPng } from "../../lib/image/png.ts";
import { encodeColourPng, encodePng } from "../../lib/image/encode_png.ts";

Deno.test("encodePng and decodePicture are inverses for all luminances", async () => {
  const pixels = Uint8Array.from({ length: 256 }, (_, i) => i);
  for (const [width, height] of [[256, 1], [1, 256], [16, 16]]) {
    const picture = { width, height, pixels };
    assertEquals(await decodePicture(await encodePng(picture)), picture);
  }
});

Deno.test("encodePng refuses a size that is not that of the pixels", async () => {
  await assertRejects(
    () => encodePng({ width: 2, height: 2, pixels: new Uint8Array(3) }),
    RangeError,
    "Cannot encode the picture: expected width times height pixels and at least one, got 2x2 with 3",
  );
  await assertRejects(
    () => encodePng({ width: 0, height: 0, pixels: new Uint8Array(0) }),
    RangeError,
    "got 0x0 with 0",
  );
});

Deno.test("encodeColourPng keeps every colour", async () => {
  const pixels = Uint8ClampedArray.from({ length: 4 * 64 }, (_, i) => i % 4 === 3 ? 255 : 5 * i);
  const { width, height, channels, values } = await readPng(
    await encodeColourPng({ width: 16, height: 4, pixels }),
  );
  assertEquals([width, height, channels], [16, 4, 4]);
  assertEquals([...values], [...pixels]);
});
