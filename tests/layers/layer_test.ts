import { assertEquals, assertThrows } from "@std/assert";
import {
  countWindows,
  formatShape,
  requireMaps,
  requireWholeNumber,
  shapeLength,
} from "../../lib/layers/layer.ts";

Deno.test("shapeLength() multiplies the axes", () => {
  assertEquals(shapeLength([16, 26, 26]), 10_816);
  assertEquals(shapeLength([10]), 10);
  assertEquals(shapeLength([]), 1);
});

Deno.test("formatShape() writes a shape as people do", () => {
  assertEquals(formatShape([16, 26, 26]), "16x26x26");
  assertEquals(formatShape([10]), "10");
});

Deno.test("countWindows() counts the places of a window", () => {
  const cases = [
    // length, size, stride, padding -> windows
    [28, 3, 1, 0, 26],
    [28, 5, 1, 2, 28],
    [28, 2, 2, 0, 14],
    [27, 2, 2, 0, 13], // one column is left over
    [5, 3, 2, 0, 2],
    [5, 3, 2, 1, 3],
    [5, 2, 3, 0, 2],
    [5, 5, 1, 0, 1],
    [5, 7, 1, 1, 1], // as large as the input with its padding
    [5, 1, 9, 0, 1],
  ];
  for (const [length, size, stride, padding, windows] of cases) {
    assertEquals(countWindows("a layer", length, { size, stride, padding }), windows);
  }
});

Deno.test("countWindows() refuses a window that does not fit", () => {
  const window = { size: 8, stride: 1, padding: 1 };
  assertThrows(
    () => countWindows("a layer", 5, window),
    RangeError,
    "Cannot create a layer: size must be at most 7, got 8",
  );
  const cases: [Partial<typeof window>, string][] = [
    [{ size: 0 }, "size must be a whole number of at least 1, got 0"],
    [{ size: 1.5 }, "size must be a whole number of at least 1, got 1.5"],
    [{ size: NaN }, "size must be a whole number of at least 1, got NaN"],
    [{ size: 3, stride: 0 }, "stride must be a whole number of at least 1, got 0"],
    [{ size: 3, padding: -1 }, "padding must be a whole number of at least 0, got -1"],
  ];
  for (const [wrong, message] of cases) {
    const wrongWindow = { ...window, ...wrong };
    assertThrows(() => countWindows("a layer", 5, wrongWindow), RangeError, message);
  }
});

Deno.test("requireWholeNumber() refuses what is none, or below the least", () => {
  requireWholeNumber("a layer", "units", 3, 3);
  for (const value of [2, -1, 3.5, NaN, Infinity, 2 ** 53]) {
    assertThrows(
      () => requireWholeNumber("a layer", "units", value, 3),
      RangeError,
      `Cannot create a layer: units must be a whole number of at least 3, got ${value}`,
    );
  }
});

Deno.test("requireMaps() refuses what is not [channels, height, width]", () => {
  requireMaps("a layer", [1, 28, 28]);
  for (const shape of [[], [10], [28, 28], [1, 1, 28, 28], [1, 0, 28], [1, 2.5, 28]]) {
    assertThrows(
      () => requireMaps("a layer", shape),
      TypeError,
      `Cannot create a layer: input must be [channels, height, width], got [${shape}]`,
    );
  }
});
