import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { readPictureHeader } from "../../lib/image/picture_header.ts";

/** Bytes from text, each character's code one byte. */
function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** The text's bytes, followed by zeros up to `length`. */
function padded(text: string, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes.set(latin1(text));
  return bytes;
}

/** The size in a header that is only looked at, never decoded. */
function sizeOf(bytes: Uint8Array): string {
  const { format, width, height } = readPictureHeader(bytes);
  return `${format} ${width}x${height}`;
}

Deno.test("readPictureHeader reads the canvas of a GIF", () => {
  assertEquals(sizeOf(padded("GIF89a\x2c\x01\x02\x00", 20)), "GIF 300x2");
  assertEquals(sizeOf(padded("GIF87a\x01\x00\x00\x02", 20)), "GIF 1x512");
});

Deno.test("readPictureHeader reads both kinds of BMP header", () => {
  const windows = padded("BM", 54);
  const view = new DataView(windows.buffer);
  view.setUint32(14, 40, true);
  view.setInt32(18, 70000, true);
  // Rows from the top down.
  view.setInt32(22, -3, true);
  assertEquals(sizeOf(windows), "BMP 70000x3");

  const os2 = padded("BM", 26);
  os2.set([12, 0, 0, 0, 5, 0, 6, 0], 14);
  assertEquals(sizeOf(os2), "BMP 5x6");
});

Deno.test("readPictureHeader reads the three kinds of WebP", () => {
  const lossy = padded("RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x03\x40\x02\x80", 30);
  assertEquals(sizeOf(lossy), "WebP 3x2");
  // 14 bits of width - 1, then 14 bits of height - 1.
  const lossless = padded("RIFF\x16\0\0\0WEBPVP8L\x0a\0\0\0\x2f\x02\x40\x00\x00", 30);
  assertEquals(sizeOf(lossless), "WebP 3x2");
  const canvas = padded("RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x00\x00\x01\x01\x02\x00", 30);
  assertEquals(sizeOf(canvas), "WebP 65537x514");
});

Deno.test("readPictureHeader refuses WebP with an unknown first chunk, or cut off", () => {
  const unknown = padded("RIFF\x16\0\0\0WEBPABCD", 30);
  assertThrows(() => readPictureHeader(unknown), SyntaxError, 'got a chunk "ABCD"');
  const short = padded("RIFF\xff\0\0\0WEBPVP8L\x0a\0\0\0\x2f\x02\x40\x00\x00", 30);
  assertThrows(
    () => readPictureHeader(short),
    SyntaxError,
    "Cannot decode the picture: expected a whole WebP of at least 263 bytes, got 30 bytes",
  );
});

Deno.test("readPictureHeader says what a file is that is no picture", () => {
  const cases: readonly (readonly [content: string, found: string])[] = [
    ["", "an empty file"],
    ["hello", 'a file that begins with "hello"'],
    ["<html>\n<body>not a picture", 'a file that begins with "<html>\\n<body>not"'],
    ["BMW is a maker of motor cars", 'a file that begins with "BMW is a maker o"'],
    ["\x1f\x8b\x08\0\0\0\0\0\0\0", "a file that begins with the bytes 1f 8b 08 00 00 00 00 00"],
    ["\0\0\0\x18ftypheic\0\0\0\0", "a HEIC picture; save it as PNG or JPEG"],
    ["\0\0\0\x18ftypavif\0\0\0\0", "an AVIF picture; save it as PNG or JPEG"],
    ["II*\0\x08\0\0\0", "a TIFF picture; save it as PNG or JPEG"],
    ["%PDF-1.7\n", "a PDF document; save it as PNG or JPEG"],
    ["\x89PNG", "a file that begins with the bytes 89 50 4e 47"],
  ];
  for (const [content, found] of cases) {
    const error = assertThrows(() => readPictureHeader(latin1(content)), SyntaxError);
    assertEquals(
      error.message,
      `Cannot decode the picture: expected PNG, JPEG, GIF, BMP or WebP, got ${found}`,
    );
  }
});

Deno.test("readPictureHeader refuses every cut of a header with a SyntaxError", () => {
  const starts = ["GIF89a\x2c\x01\x02", "RIFF\x16\0\0\0WEBPVP8L\x0a\0\0\0\x2f", "\xff\xd8\xff\xe0"];
  for (const start of starts) {
    for (let length = 0; length <= start.length; length++) {
      const error = assertThrows(
        () => readPictureHeader(latin1(start.slice(0, length))),
        SyntaxError,
      );
      assertStringIncludes(error.message, "Cannot decode the picture: expected ");
    }
  }
});
