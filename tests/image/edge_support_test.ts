import { assert, assertEquals } from "@std/assert";
import { inkDensity } from "../../lib/image/density.ts";
import { localContrast, measureEdges } from "../../lib/image/edge_support.ts";
import { selectInk } from "../../lib/image/select_ink.ts";
import { drawing } from "./drawing.ts";

/** Two dark bars on light paper. */
function bars() {
  const pixels = new Uint8Array(60 * 50).fill(220);
  for (let y = 10; y < 40; y++) {
    for (const x of [20, 36]) pixels.fill(40, y * 60 + x, y * 60 + x + 4);
  }
  return { width: 60, height: 50, pixels };
}

function measure(isDark: boolean, window: number) {
  const picture = bars();
  const density = inkDensity(picture, { window, isDark });
  const ink = selectInk(density);
  const contrast = localContrast(picture);
  return { ink, edges: measureEdges(picture, { ink, density, contrast, isDark }) };
}

Deno.test("localContrast is the range of the luminance within three pixels", () => {
  const contrast = localContrast(drawing("......... .#......."));
  assertEquals(Array.from(contrast.subarray(9)), [255, 255, 255, 255, 255, 0, 0, 0, 0]);
});

Deno.test("measureEdges finds strokes supported by the picture on all sides", () => {
  const { ink, edges } = measure(true, 9);
  assertEquals(ink.strokes.length, 2);
  assertEquals(edges, [{ length: 68, support: 1 }, { length: 68, support: 1 }]);
});

Deno.test("measureEdges finds the gap between strokes less supported: it ends on even paper", () => {
  const { ink, edges } = measure(false, 23);
  const [gap] = ink.strokes.map((_, k) => k).sort((a, b) =>
    ink.strokes[b].area - ink.strokes[a].area
  );
  assert(edges[gap].support < 0.8, `${edges[gap].support}`);
});
