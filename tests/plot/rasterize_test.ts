import { assert, assertEquals } from "@std/assert";
import type { Drawing, DrawnText } from "../../lib/plot/drawing.ts";
import { rasterize } from "../../lib/plot/rasterize.ts";
import { drawRuns } from "../../lib/plot/run_chart.ts";
import { lines, written } from "../image/drawing.ts";
import { greyOf } from "../image/grey_of.ts";
import { sampleRun } from "./sample_runs.ts";

function rasterOf(shapes: Drawing["shapes"], scale: number): string {
  return written(greyOf(rasterize({ width: 4, height: 3, title: "", shapes }, scale)));
}

Deno.test("rasterize() draws a line in its width", () => {
  const line = {
    kind: "line",
    points: [[-9, 1.5], [9, 1.5]],
    colour: [0, 0, 0],
    width: 1,
  } as const;
  assertEquals(rasterOf([line], 1), lines("####\n....\n####"));
  assertEquals(
    rasterOf([line], 2),
    lines("########\n########\n........\n........\n########\n########"),
  );
});

Deno.test("rasterize() fills an area, and draws its edge if it has one", () => {
  const corners = [[1, 0], [3, 0], [3, 3], [1, 3]] as const;
  const area = { kind: "area", corners, colour: [0, 0, 0] } as const;
  assertEquals(rasterOf([area], 1), lines("#..#\n#..#\n#..#"));
  const [first] = rasterOf([{ ...area, colour: [255, 255, 255], edge: [0, 0, 0] }], 4).split("\n");
  assert(first.startsWith("#") && first.endsWith("#") && first.includes("."));
});

Deno.test("rasterize() puts a text where its anchor says", () => {
  const inkOf = (anchor: DrawnText["anchor"]) => {
    const text = { kind: "text", text: "ab", size: 10, colour: [0, 0, 0], anchor } as const;
    const { width, pixels } = greyOf(
      rasterize({ width: 60, height: 20, title: "", shapes: [{ ...text, at: [30, 12] }] }, 1),
    );
    const columns = Array.from(pixels, (grey, i) => grey < 200 ? i % width : -1)
      .filter((column) => column >= 0);
    return [Math.min(...columns), Math.max(...columns)];
  };
  const [start, middle, end] = (["start", "middle", "end"] as const).map(inkOf);
  assert(start[0] >= 30 && end[1] < 30);
  assert(middle[0] < 30 && middle[1] > 30);
});

Deno.test("rasterize() draws a chart as large as it is, its curves in their colours", () => {
  const drawing = drawRuns([sampleRun("a", 4)]);
  const { width, height, pixels } = rasterize(drawing, 2);
  assertEquals([width, height], [2 * drawing.width, 2 * drawing.height]);
  let blue = 0;
  for (let i = 0; i < pixels.length; i += 4) if (pixels[i] < 20 && pixels[i + 2] > 150) blue++;
  assert(blue > 2000, `${blue} blue pixels`);
});
