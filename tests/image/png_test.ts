import { assertEquals, assertRejects } from "@std/assert";
import { readPng } from "../../lib/image/png.ts";
import { makePng } from "./make_png.ts";

Deno.test("readPng undoes each row filter", async () => {
  const png = makePng({
    ...{ width: 3, height: 6, bitDepth: 8, colourType: 0 },
    rows: [
      [0, 10, 20, 30],
      [1, 10, 10, 10], // left: 10, 20, 30
      [2, 1, 2, 3], // up: 11, 22, 33
      [3, 0, 0, 0], // average: (0 + 11) / 2 = 5, (5 + 22) / 2 = 13, (13 + 33) / 2 = 23
      // Paeth: 5 (up); left + up - upLeft = 5 + 13 - 5 = 13, nearest 13 (up);
      // 13 + 23 - 13 = 23, nearest 23 (up)
      [4, 0, 0, 0],
      [4, 100, 0, 0], // 105; 105 + 13 - 5 = 113, nearest 105 (left); 105 + 23 - 13, 105 (left)
    ],
  });
  assertEquals(await readPng(png), {
    width: 3,
    height: 6,
    channels: 1,
    // deno-fmt-ignore
    values: Uint8Array.of(
      10, 20, 30,
      10, 20, 30,
      11, 22, 33,
      5, 13, 23,
      5, 13, 23,
      105, 105, 105,
    ),
    ...{ start: 0, stride: 3, isBlueFirst: false },
  });
});

Deno.test("readPng filters by whole pixels and keeps the upper 8 bits of 16", async () => {
  const png = makePng({
    ...{ width: 2, height: 1, bitDepth: 16, colourType: 4 },
    rows: [[1, 10, 200, 20, 0, 1, 100, 2, 7]],
  });
  // The second pixel adds 1, 100 and 2, 7 to the first: 11 and a carry lost, 44; 22, 7.
  assertEquals(await readPng(png), {
    width: 2,
    height: 1,
    channels: 2,
    values: Uint8Array.of(10, 20, 11, 22),
    ...{ start: 0, stride: 4, isBlueFirst: false },
  });
});

Deno.test("readPng refuses kinds that Deno does not write", async () => {
  const parts = { width: 1, height: 1, bitDepth: 8, colourType: 0, rows: [[0, 1]] };
  const expected = "expected 8 or 16 bits a channel without palette and interlacing, got ";
  const cases = [
    [{ bitDepth: 4 }, "4 bits, colour type 0"],
    [{ colourType: 3 }, "8 bits, colour type 3"],
    [{ interlace: 1 }, "8 bits, colour type 0, interlaced"],
  ] as const;
  for (const [change, found] of cases) {
    await assertRejects(
      () => readPng(makePng({ ...parts, ...change })),
      SyntaxError,
      expected + found,
    );
  }
});

Deno.test("readPng refuses missing rows and unknown filters", async () => {
  const parts = { width: 2, height: 2, bitDepth: 8, colourType: 0 };
  await assertRejects(
    () => readPng(makePng({ ...parts, rows: [[0, 1, 2]] })),
    SyntaxError,
    "Cannot read the PNG: expected 6 bytes of rows, got 3",
  );
  await assertRejects(
    () => readPng(makePng({ ...parts, rows: [[0, 1, 2], [5, 1, 2]] })),
    SyntaxError,
    "Cannot read the PNG: expected a row filter from 0 to 4, got 5",
  );
});
