import { assertEquals } from "@std/assert";
import { mapLayout, padded, placesOf } from "../../lib/compiler/map_layout.ts";

Deno.test("padded() rounds up to whole vectors", () => {
  assertEquals([0, 1, 3, 4, 5, 8, 9].map(padded), [0, 4, 4, 4, 8, 8, 12]);
});

Deno.test("mapLayout() puts channels last, in whole vectors", () => {
  const layout = mapLayout([6, 2, 3]);
  assertEquals(layout.channelStride, 8);
  assertEquals(layout.placeBytes, 32);
  assertEquals(layout.rowBytes, 96);
  assertEquals(layout.insideBytes, 0);
  // Two rows, and a vector of slack.
  assertEquals(layout.lengthBytes, 192 + 16);
  // [channel][y][x]: channel 0's six places, then channel 1's.
  assertEquals([...placesOf(layout)].slice(0, 8), [0, 8, 16, 24, 32, 40, 1, 9]);
});

Deno.test("mapLayout() leaves a border around each image", () => {
  const layout = mapLayout([4, 1, 2], { border: 1 });
  // Three rows of four places; the first value lies behind one row and one place.
  assertEquals(layout.rowBytes, 4 * 16);
  assertEquals(layout.insideBytes, 64 + 16);
  assertEquals(layout.lengthBytes, 3 * 64 + 16);
  assertEquals([...placesOf(layout)], [20, 24, 21, 25, 22, 26, 23, 27]);
});

Deno.test("mapLayout() leaves more zeros behind the border for a kernel that asks for them", () => {
  const layout = mapLayout([4, 1, 2], { border: 1, spare: { rows: 2, columns: 3 } });
  // Five rows of seven places; the first value still lies behind one row and one place.
  assertEquals(layout.rowBytes, 7 * 16);
  assertEquals(layout.insideBytes, 7 * 16 + 16);
  assertEquals(layout.lengthBytes, 5 * 7 * 16 + 16);
  assertEquals([...placesOf(layout)], [32, 36, 33, 37, 34, 38, 35, 39]);
});

Deno.test("mapLayout() does not pad an image of one channel", () => {
  const layout = mapLayout([1, 3, 5], { isImage: true, border: 2 });
  assertEquals(layout.channelStride, 1);
  assertEquals(layout.rowBytes, 9 * 4);
  assertEquals(layout.insideBytes, (2 * 9 + 2) * 4);
  // 7 rows of 36 bytes are 252: up to a whole vector, and one of slack.
  assertEquals(layout.lengthBytes, 256 + 16);
  assertEquals([...placesOf(layout)].slice(0, 6), [20, 21, 22, 23, 24, 29]);
  assertEquals(mapLayout([1, 3, 5]).channelStride, 4);
  assertEquals(mapLayout([3, 3, 5], { isImage: true }).channelStride, 4);
});

Deno.test("mapLayout() takes a vector as a map of one place", () => {
  const layout = mapLayout([10]);
  assertEquals([layout.channels, layout.height, layout.width], [10, 1, 1]);
  assertEquals([...placesOf(layout)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assertEquals(layout.lengthBytes, 48 + 16);
});

Deno.test("placesOf() gives each value a place of its own inside the border", () => {
  for (const channels of [1, 3, 4, 7]) {
    for (const border of [0, 1, 3]) {
      const layout = mapLayout([channels, 4, 5], { border, isImage: true });
      const places = placesOf(layout);
      assertEquals(new Set(places).size, channels * 4 * 5);
      for (const place of places) {
        const x = Math.floor(place / layout.channelStride) % (5 + 2 * border);
        const y = Math.floor(place / layout.channelStride / (5 + 2 * border));
        assertEquals(x >= border && x < 5 + border && y >= border && y < 4 + border, true);
      }
    }
  }
});
