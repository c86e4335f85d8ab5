import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { formatSvg } from "../../lib/plot/svg.ts";
import { drawRuns } from "../../lib/plot/run_chart.ts";
import { sampleRun } from "./sample_runs.ts";

Deno.test("formatSvg() writes each shape as an element", () => {
  assertEquals(
    formatSvg({
      width: 20,
      height: 10,
      title: "a drawing",
      shapes: [
        { kind: "line", points: [[1, 2], [3.14159, 4]], colour: [0, 114, 178], width: 2 },
        {
          kind: "area",
          corners: [[0, 0], [1, 0], [1, 1]],
          colour: [255, 255, 255],
          edge: [0, 0, 0],
        },
        { kind: "area", corners: [[0, 0], [1, 0], [1, 1]], colour: [1, 2, 3] },
        { kind: "text", text: "0.5", at: [9, 8.125], anchor: "end", size: 13, colour: [0, 0, 0] },
      ],
    }).split("\n").slice(1),
    [
      "<title>a drawing</title>",
      '<rect width="20" height="10" fill="#fff"/>',
      '<path d="M1,2 3.14,4" fill="none" stroke="#0072b2" stroke-width="2"/>',
      '<path d="M0,0 1,0 1,1Z" fill="#ffffff" stroke="#000000" stroke-width="1.2"/>',
      '<path d="M0,0 1,0 1,1Z" fill="#010203"/>',
      '<text x="9" y="8.13" font-size="13" text-anchor="end" fill="#000000">0.5</text>',
      "</svg>",
      "",
    ],
  );
});

Deno.test("formatSvg() lets no text be markup", () => {
  const svg = formatSvg(drawRuns([sampleRun('<script>&"\x07\ud800', 2)]));
  assertEquals(svg.includes("<script"), false);
  assertStringIncludes(svg, "&lt;script&gt;&amp;&quot;??: best");
  // Nothing that XML forbids.
  assertMatch(svg, /^[\t\n\r\x20-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
});

Deno.test("formatSvg() writes a chart that is small and has no number that is none", () => {
  const svg = formatSvg(drawRuns([sampleRun("a", 1000)]));
  assert(svg.length < 40_000, `${svg.length} bytes`);
  assertEquals(/NaN|Infinity|undefined/.test(svg), false);
});
