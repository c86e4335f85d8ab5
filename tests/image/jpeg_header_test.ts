import { assertEquals, assertThrows } from "@std/assert";
import { readJpegHeader } from "../../lib/image/jpeg_header.ts";
import { concat } from "./make_png.ts";

const START = Uint8Array.of(0xff, 0xd8);
const SCAN = segment(0xda, [1, 1, 0, 0, 63, 0]);
const CODED = Uint8Array.of(0x12, 0xff, 0x00, 0x34);
const END = Uint8Array.of(0xff, 0xd9);

/** A marker, the length of the segment, and its data. */
function segment(marker: number, data: readonly number[]): Uint8Array {
  return Uint8Array.of(0xff, marker, 0, 2 + data.length, ...data);
}

/** A frame header of one grey component. */
function frame(marker: number, width: number, height: number): Uint8Array {
  return segment(marker, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);
}

Deno.test("readJpegHeader reads baseline and progressive frames", () => {
  for (const marker of [0xc0, 0xc1, 0xc2, 0xc9, 0xcf]) {
    const file = concat([START, frame(marker, 4000, 3), SCAN, CODED, END]);
    const expected = { format: "JPEG", width: 4000, height: 3, fitsBmp: true } as const;
    assertEquals(readJpegHeader(file), expected);
  }
});

Deno.test("readJpegHeader steps over tables and the thumbnail in EXIF data", () => {
  const thumbnail = concat([START, frame(0xc0, 1, 2), SCAN, CODED, END]);
  const file = concat([
    START,
    segment(0xe1, Array.from(thumbnail)),
    // Tables with the codes that lie among those of frames.
    segment(0xc4, [0, 0, 0, 9, 0, 9]),
    segment(0xcc, [0, 0, 0, 9, 0, 9]),
    // Filling before a marker.
    Uint8Array.of(0xff, 0xff),
    frame(0xc2, 30, 40),
    SCAN,
    CODED,
    END,
  ]);
  const { width, height } = readJpegHeader(file);
  assertEquals([width, height], [30, 40]);
});

Deno.test("readJpegHeader accepts bytes after the end", () => {
  const file = concat([START, frame(0xc0, 3, 4), SCAN, CODED, END, Uint8Array.of(1, 2, 3)]);
  assertEquals(readJpegHeader(file).width, 3);
});

Deno.test("readJpegHeader refuses a file that is cut off anywhere", () => {
  const file = concat([START, frame(0xc0, 3, 4), SCAN, CODED, END]);
  for (let length = 2; length < file.length; length++) {
    assertThrows(
      () => readJpegHeader(file.subarray(0, length)),
      SyntaxError,
      `expected a whole JPEG, got one that is cut off after ${length} bytes`,
    );
  }
});

Deno.test("readJpegHeader refuses a scan without a frame, and bytes that are no marker", () => {
  assertThrows(
    () => readJpegHeader(concat([START, SCAN, CODED, END])),
    SyntaxError,
    "expected a JPEG whose size stands before its pixels, got none",
  );
  assertThrows(
    () => readJpegHeader(concat([START, segment(0xe0, [1, 2]), Uint8Array.of(7, 8, 9, 9)])),
    SyntaxError,
    "expected a JPEG marker at byte 8, got 0x07",
  );
});
