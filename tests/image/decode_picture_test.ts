import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { deflateSync } from "node:zlib";
import { bitmapToFile } from "../../lib/image/bitmap_file.ts";
import { decodePicture } from "../../lib/image/decode_picture.ts";
import { encodePng } from "../../lib/image/encode_png.ts";
import { drawing } from "./drawing.ts";
import { concat, makePng, type PngParts } from "./make_png.ts";

/** The pixels of a hand-made PNG with one row. */
async function decodeRow(parts: Omit<PngParts, "height" | "rows">, row: number[]) {
  const bytes = makePng({ ...parts, height: 1, rows: [[0, ...row]] });
  return Array.from((await decodePicture(bytes)).pixels);
}

/** A picture that Deno encodes, as the bytes of a file. */
async function encodeWithDeno(type: string): Promise<Uint8Array<ArrayBuffer>> {
  const data = new Uint8ClampedArray(4 * 32 * 16).fill(255);
  // The left half is black.
  for (let i = 0; i < 32 * 16; i++) if (i % 32 < 16) data.set([0, 0, 0], 4 * i);
  const bitmap = await createImageBitmap(new ImageData(data, 32, 16));
  const canvas = new OffscreenCanvas(32, 16);
  canvas.getContext("bitmaprenderer")!.transferFromImageBitmap(bitmap);
  return new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
}

/** Asserts that the left half of `width x height` pixels is black and the right half white. */
async function assertHalves(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { width, height, pixels } = await decodePicture(bytes);
  assertEquals([width, height], [32, 16]);
  for (let i = 0; i < pixels.length; i++) {
    const expected = i % 32 < 16 ? 0 : 255;
    assert(Math.abs(pixels[i] - expected) <= 8, `pixel ${i} is ${pixels[i]}`);
  }
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16));
}

Deno.test("decodePicture reads grey PNG of every bit depth", async () => {
  const grey = { colourType: 0 };
  assertEquals(await decodeRow({ ...grey, width: 4, bitDepth: 1 }, [0b1010_0000]), [
    255,
    0,
    255,
    0,
  ]);
  assertEquals(await decodeRow({ ...grey, width: 2, bitDepth: 4 }, [0x1f]), [17, 255]);
  assertEquals(await decodeRow({ ...grey, width: 3, bitDepth: 8 }, [0, 10, 255]), [0, 10, 255]);
  assertEquals(await decodeRow({ ...grey, width: 2, bitDepth: 16 }, [10, 99, 200, 0]), [10, 200]);
});

Deno.test("decodePicture computes the luminance of colours", async () => {
  const row = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
  const luminances = [77, 149, 29, 255];
  assertEquals(await decodeRow({ width: 4, bitDepth: 8, colourType: 2 }, row), luminances);
  const row16 = row.flatMap((value) => [value, value]);
  assertEquals(await decodeRow({ width: 4, bitDepth: 16, colourType: 2 }, row16), luminances);
  const palette = { width: 4, bitDepth: 8, colourType: 3, chunks: [["PLTE", row]] } as const;
  assertEquals(await decodeRow(palette, [0, 1, 2, 3]), luminances);
});

Deno.test("decodePicture shows white paper where a PNG is transparent", async () => {
  // Black, opaque; black, half; black, transparent.
  const expected = [0, 127, 255];
  assertEquals(
    await decodeRow({ width: 3, bitDepth: 8, colourType: 4 }, [0, 255, 0, 128, 0, 0]),
    expected,
  );
  const grey16 = [0, 0, 255, 255, 0, 0, 128, 128, 0, 0, 0, 0];
  assertEquals(await decodeRow({ width: 3, bitDepth: 16, colourType: 4 }, grey16), expected);
  const colour = [0, 0, 0, 255, 0, 0, 0, 128, 0, 0, 0, 0];
  assertEquals(await decodeRow({ width: 3, bitDepth: 8, colourType: 6 }, colour), expected);
  const keyed = { width: 2, bitDepth: 8, colourType: 0, chunks: [["tRNS", [0, 7]]] } as const;
  assertEquals(await decodeRow(keyed, [7, 8]), [255, 8]);
  const palette = [["PLTE", [0, 0, 0, 0, 0, 0]], ["tRNS", [0, 255]]] as const;
  const indexed = { width: 2, bitDepth: 8, colourType: 3, chunks: palette };
  assertEquals(await decodeRow(indexed, [0, 1]), [255, 0]);
});

Deno.test("decodePicture shows black paper under a white pen", async () => {
  const row = [250, 250, 250, 255, 0, 0, 0, 0];
  assertEquals(await decodeRow({ width: 2, bitDepth: 8, colourType: 6 }, row), [250, 0]);
});

Deno.test("decodePicture reads what Deno writes as PNG, JPEG and BMP", async () => {
  for (const type of ["image/png", "image/jpeg", "image/bmp"]) {
    await assertHalves(await encodeWithDeno(type));
  }
});

Deno.test("decodePicture reads GIF and WebP", async () => {
  // 3x2: black first, grey last, the others white.
  const gif = fromHex(
    "47494638376103000200810000000000646464ffffff0000002c000000000300020000080800" +
      "01081828204040003b",
  );
  assertEquals(Array.from((await decodePicture(gif)).pixels), [0, 255, 255, 255, 255, 100]);
  const webp = fromHex(
    "5249464632000000574542505650384c250000002f024000001720104892dd1f610d81409" +
      "2ecfe080b049264f74778fe037f159ca224a2ff2100",
  );
  assertEquals(Array.from((await decodePicture(webp)).pixels), [0, 255, 255, 255, 255, 100]);
});

Deno.test("decodePicture turns a JPEG upright as its EXIF data say", async () => {
  const jpeg = await encodeWithDeno("image/jpeg");
  // An Exif segment of one entry: orientation (0x0112), a short, 1 value: 6, a quarter turn.
  const tiff = [
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    1,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    6,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  const segment = Uint8Array.of(0xff, 0xe1, 0, 2 + exif.length, ...exif);
  const turned = concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
  const { width, height, pixels } = await decodePicture(turned);
  assertEquals([width, height], [16, 32]);
  assert(pixels[0] < 8 && pixels[15] < 8, "the upper half is black");
  assert(pixels[16 * 31] > 247 && pixels[16 * 32 - 1] > 247, "the lower half is white");
});

Deno.test("decodePicture reads a grey picture with a colour profile, on which Deno's default fails", async () => {
  // An ICC profile of a display, without tags: 128 bytes of header and their count.
  const profile = new Uint8Array(132);
  profile.set([132], 3);
  profile.set([2, 0x40], 8);
  profile.set(new TextEncoder().encode("mntrRGB XYZ "), 12);
  profile.set(new TextEncoder().encode("acsp"), 36);
  const name = [0x61, 0, 0];
  const bytes = makePng({
    ...{ width: 2, height: 1, bitDepth: 8, colourType: 0, rows: [[0, 5, 6]] },
    chunks: [["iCCP", [...name, ...deflateSync(profile)]]],
  });
  assertEquals(Array.from((await decodePicture(bytes)).pixels), [5, 6]);
});

Deno.test("decodePicture reads a view into a larger buffer", async () => {
  const png = await encodePng(drawing("#.8"));
  const bytes = concat([Uint8Array.of(1, 2, 3), png, Uint8Array.of(4)]);
  const view = bytes.subarray(3, bytes.length - 1);
  assertEquals(await decodePicture(view), drawing("#.8"));
  const greyAlpha = makePng({
    width: 1,
    height: 1,
    bitDepth: 8,
    colourType: 4,
    rows: [[0, 9, 255]],
  });
  const second = concat([Uint8Array.of(1), greyAlpha]).subarray(1);
  assertEquals(Array.from((await decodePicture(second)).pixels), [9]);
});

Deno.test("decodePicture refuses text, nothing, and half a file", async () => {
  await assertRejects(
    () => decodePicture(new TextEncoder().encode("hello")),
    SyntaxError,
    'Cannot decode the picture: expected PNG, JPEG, GIF, BMP or WebP, got a file that begins with "hello"',
  );
  await assertRejects(() => decodePicture(new Uint8Array(0)), SyntaxError, "got an empty file");
  for (const type of ["image/png", "image/jpeg", "image/bmp"]) {
    const bytes = await encodeWithDeno(type);
    for (let part = 1; part < 20; part++) {
      const cut = bytes.slice(0, Math.floor(bytes.length * part / 20));
      await assertRejects(() => decodePicture(cut), SyntaxError, "Cannot decode the picture");
    }
  }
});

Deno.test("decodePicture refuses a damaged file", async () => {
  const png = await encodePng(drawing("#.#"));
  // Inside of the compressed pixels, whose check sum is then wrong.
  png[png.length - 24] ^= 0xff;
  await assertRejects(
    () => decodePicture(png),
    SyntaxError,
    "Cannot decode the picture: expected a sound PNG, got a damaged one (",
  );
});

Deno.test("decodePicture refuses too many pixels and none before it decodes", async () => {
  const parts = { bitDepth: 8, colourType: 0, rows: [[0]] };
  await assertRejects(
    () => decodePicture(makePng({ ...parts, width: 20000, height: 20000 })),
    RangeError,
    "Cannot decode the picture: expected at most 64000000 pixels, got 20000x20000 = 400000000",
  );
  await assertRejects(
    () => decodePicture(makePng({ ...parts, width: 0, height: 5 })),
    RangeError,
    "Cannot decode the picture: expected at least 1x1 pixels, got 0x5",
  );
});

Deno.test("bitmapToFile writes the kind that it is asked for", async () => {
  const image = new ImageData(new Uint8ClampedArray(4).fill(255), 1, 1);
  const bmp = await bitmapToFile(await createImageBitmap(image), "image/bmp");
  assertEquals(String.fromCharCode(...bmp.subarray(0, 2)), "BM");
  const png = await bitmapToFile(await createImageBitmap(image), "image/png");
  assertEquals(String.fromCharCode(...png.subarray(1, 4)), "PNG");
});

Deno.test("decodePicture needs no more memory for many pictures than for some", async () => {
  const pixels = new Uint8ClampedArray(4 * 1500 * 1000).fill(200);
  const image = new ImageData(pixels, 1500, 1000);
  const file = await bitmapToFile(await createImageBitmap(image), "image/png");
  const residentAfter = async (count: number) => {
    for (let n = 0; n < count; n++) await decodePicture(file);
    return Deno.memoryUsage().rss;
  };
  // A picture has six megabytes as it is decoded.
  const before = await residentAfter(20);
  const after = await residentAfter(60);
  assertLess(after - before, 150e6);
});
