import { assertEquals, assertThrows } from "@std/assert";
import { pngChunks, readPngHeader } from "../../lib/image/png_header.ts";
import { makePng } from "./make_png.ts";

const GREY = { width: 2, height: 1, bitDepth: 8, colourType: 0, rows: [[0, 1, 2]] } as const;

Deno.test("pngChunks yields each chunk up to the end", () => {
  const chunks = Array.from(pngChunks(makePng({ ...GREY, chunks: [["tEXt", [1, 2, 3]]] })));
  assertEquals(chunks.map((chunk) => chunk.type), ["IHDR", "tEXt", "IDAT", "IEND"]);
  assertEquals(chunks[1].data, Uint8Array.of(1, 2, 3));
});

Deno.test("readPngHeader reads width and height", () => {
  const png = makePng({ ...GREY, width: 70000, height: 3 });
  assertEquals(readPngHeader(png), { format: "PNG", width: 70000, height: 3, fitsBmp: true });
});

Deno.test("readPngHeader tells what a BMP cannot carry", () => {
  const transparent = [["tRNS", [0, 1]]] as const;
  const cases:
    readonly (readonly [fitsBmp: boolean, parts: Partial<Parameters<typeof makePng>[0]>])[] = [
      [true, { colourType: 0, bitDepth: 1 }],
      [true, { colourType: 2 }],
      [true, { colourType: 3, chunks: [["PLTE", [1, 2, 3]], ["tRNS", [0]]] }],
      [true, { colourType: 6 }],
      [true, { colourType: 2, chunks: [["tRNS", [0, 1, 0, 1, 0, 1]]] }],
      [false, { colourType: 0, chunks: transparent }],
      [false, { colourType: 4 }],
      [false, { colourType: 0, bitDepth: 16 }],
      [false, { colourType: 2, bitDepth: 16 }],
    ];
  for (const [fitsBmp, parts] of cases) {
    assertEquals(readPngHeader(makePng({ ...GREY, ...parts })).fitsBmp, fitsBmp);
  }
});

Deno.test("readPngHeader refuses a file that is cut off anywhere", () => {
  const png = makePng(GREY);
  for (let length = 8; length < png.length; length++) {
    assertThrows(
      () => readPngHeader(png.subarray(0, length)),
      SyntaxError,
      `expected a whole PNG, got one that is cut off after ${length} bytes`,
    );
  }
});

Deno.test("readPngHeader refuses another first chunk than the header", () => {
  const png = makePng(GREY);
  png.set(new TextEncoder().encode("abcd"), 12);
  assertThrows(
    () => readPngHeader(png),
    SyntaxError,
    'expected a PNG that begins with a chunk IHDR of 13 bytes, got "abcd" of 13 bytes',
  );
});
