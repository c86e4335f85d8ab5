import { assertEquals, assertThrows } from "@std/assert";
import { readBmp } from "../../lib/image/bmp.ts";

/** A BMP with its pixels right after a header of 54 bytes. */
function makeBmp(width: number, height: number, bits: number, pixels: number[]) {
  const bytes = new Uint8Array(54 + pixels.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(10, 54, true);
  view.setUint32(18, width, true);
  view.setUint32(22, height, true);
  view.setUint16(28, bits, true);
  bytes.set(pixels, 54);
  return bytes;
}

Deno.test("readBmp finds rows from the bottom up, blue first and filled to four bytes", () => {
  const bmp = makeBmp(1, 2, 24, [1, 2, 3, 0, 4, 5, 6, 0]);
  assertEquals(readBmp(bmp), {
    width: 1,
    height: 2,
    channels: 3,
    values: bmp,
    start: 58,
    stride: -4,
    isBlueFirst: true,
  });
});

Deno.test("readBmp tells grey from colour with alpha", () => {
  const grey = readBmp(makeBmp(5, 2, 8, [1, 2, 3, 4, 5, 0, 0, 0, 6, 7, 8, 9, 10, 0, 0, 0]));
  assertEquals([grey.channels, grey.start, grey.stride], [1, 62, -8]);
  assertEquals(readBmp(makeBmp(1, 1, 32, [1, 2, 3, 4])).channels, 4);
});

Deno.test("readBmp refuses other depths and missing rows", () => {
  assertThrows(
    () => readBmp(makeBmp(1, 1, 16, [0, 0, 0, 0])),
    SyntaxError,
    "Cannot read the BMP: expected 8, 24 or 32 bits a pixel, got 16",
  );
  assertThrows(
    () => readBmp(makeBmp(1, 2, 24, [1, 2, 3, 0])),
    SyntaxError,
    "Cannot read the BMP: expected 62 bytes, got 58",
  );
});
