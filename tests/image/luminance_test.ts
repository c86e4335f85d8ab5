import { assertEquals } from "@std/assert";
import { type Samples, toGrey } from "../../lib/image/luminance.ts";

/** Pixels in one row. */
function samples(channels: number, values: number[]): Samples {
  const width = values.length / channels;
  const layout = { start: 0, stride: values.length, isBlueFirst: false };
  return { width, height: 1, channels, values: Uint8Array.from(values), ...layout };
}

/** The luminances of pixels in one row. */
function greys(channels: number, ...values: number[]): number[] {
  return Array.from(toGrey(samples(channels, values)).pixels);
}

Deno.test("toGrey leaves grey and weighs colours", () => {
  assertEquals(greys(1, 0, 100, 255), [0, 100, 255]);
  // 0.299, 0.587 and 0.114 of 255; equal parts keep their value.
  assertEquals(greys(3, 255, 0, 0, 0, 255, 0, 0, 0, 255), [77, 149, 29]);
  assertEquals(greys(3, 9, 9, 9, 200, 200, 200), [9, 200]);
});

Deno.test("toGrey lays dark ink over white paper", () => {
  assertEquals(greys(2, 0, 255, 0, 51, 0, 0), [0, 204, 255]);
  assertEquals(greys(4, 10, 10, 10, 255, 200, 0, 0, 0), [10, 255]);
});

Deno.test("toGrey lays light ink over black paper", () => {
  assertEquals(greys(2, 255, 255, 255, 51, 255, 0), [255, 51, 0]);
  // A picture that is transparent throughout is blank on either.
  assertEquals(greys(2, 255, 0, 7, 0), [0, 0]);
});

Deno.test("toGrey reads rows from wherever they lie, blue first if so", () => {
  const blueFirst = { ...samples(3, [255, 0, 0, 0, 0, 255]), isBlueFirst: true };
  assertEquals([...toGrey(blueFirst).pixels], [29, 77]);
  // Two rows of two pixels, from the bottom up, with two bytes in front and three between.
  const values = Uint8Array.of(9, 9, 10, 0, 20, 255, 9, 9, 9, 30, 255, 40, 255);
  const upward = { ...samples(2, []), width: 2, height: 2, values, start: 9, stride: -7 };
  assertEquals([...toGrey(upward).pixels], [30, 40, 255, 20]);
});
