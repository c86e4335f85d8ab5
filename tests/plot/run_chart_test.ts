import { assert, assertEquals } from "@std/assert";
import type { Drawing, DrawnLine, DrawnText } from "../../lib/plot/drawing.ts";
import { drawRuns } from "../../lib/plot/run_chart.ts";
import { RUN_STYLES } from "../../lib/plot/run_styles.ts";
import { sampleRun } from "./sample_runs.ts";

const textsOf = ({ shapes }: Drawing) =>
  shapes.filter((shape): shape is DrawnText => shape.kind === "text");
const linesOf = ({ shapes }: Drawing) =>
  shapes.filter((shape): shape is DrawnLine => shape.kind === "line");

const SEVEN = RUN_STYLES.map((_, k) => sampleRun(`run ${k}`, 4 + k, { speed: 1 + k }));

Deno.test("drawRuns() names the axes, their units and the curves", () => {
  const texts = textsOf(drawRuns([sampleRun("a", 4), sampleRun("b", 4, { speed: 3 })]));
  const words = texts.map(({ text }) => text);
  for (
    const word of [
      "a: best 98.99%",
      "b: best 99.66%",
      "training",
      "validation",
      "loss, in nats (logarithmic)",
      "accuracy (mistakes logarithmic)",
      "0.1",
      "99%",
      "epoch",
    ]
  ) assert(words.includes(word), `${word} in ${words.join(" | ")}`);
  // The axis of epochs, below either plot.
  assertEquals(words.filter((word) => word === "4").length, 2);
});

Deno.test("drawRuns() names validation only where there is one", () => {
  const texts = textsOf(drawRuns([sampleRun("a", 2, { hasValidation: false })]));
  assertEquals(texts.some(({ text }) => text === "validation" || text.includes("best")), false);
});

Deno.test("drawRuns() draws a line for each curve, in the colour of its run", () => {
  const lines = linesOf(drawRuns([sampleRun("a", 4), sampleRun("b", 3)]));
  for (const [index, count] of [[0, 16], [1, 12]]) {
    const own = lines.filter(({ colour }) => colour === RUN_STYLES[index].colour);
    // A sample in the legend; in either plot training, and validation, which is thick.
    const points = own.map(({ points, width }) => [points.length, width]);
    assertEquals(
      points.toSorted(),
      [[2, 2], [count, 1], [count, 1], [count / 4, 2], [count / 4, 2]].toSorted(),
    );
  }
});

Deno.test("drawRuns() breaks a curve where a value is missing", () => {
  const run = sampleRun("a", 4, { hasSteps: false });
  const loss = { training: run.loss.training, validation: [...run.loss.validation] };
  loss.validation[1] = [2, NaN];
  const count = (drawing: Drawing) =>
    linesOf(drawing).filter(({ colour }) => colour === RUN_STYLES[0].colour).length;
  assertEquals(count(drawRuns([{ ...run, loss }])), count(drawRuns([run])) + 1);
});

Deno.test("drawRuns() stays within the drawing, whatever the runs are", () => {
  const long = "a name that is much too long to be written out in a legend ".repeat(3);
  const charts = [
    [sampleRun("a", 1)],
    [sampleRun("a", 1, { hasSteps: false, hasValidation: false })],
    [sampleRun(long, 300), sampleRun(long, 2)],
    SEVEN,
  ];
  for (const runs of charts) {
    const { width, height, shapes } = drawRuns(runs);
    for (const shape of shapes) {
      const points = shape.kind === "line"
        ? shape.points
        : shape.kind === "area"
        ? shape.corners
        : [shape.at];
      for (const [x, y] of points) {
        assert(x >= 0 && x <= width && y >= 0 && y <= height, JSON.stringify(shape));
      }
    }
  }
});

Deno.test("drawRuns() keeps a run's markers apart, with one at its end", () => {
  const { shapes } = drawRuns([sampleRun("a", 60)]);
  const full = shapes.flatMap((shape) =>
    shape.kind === "area" && shape.colour === RUN_STYLES[0].colour ? [shape.corners] : []
  );
  const places = full.map((corners) => corners.reduce((sum, [x]) => sum + x, 0) / corners.length);
  // The legend's own, then those of either plot from right to left.
  const [, first, ...rest] = places;
  assertEquals(Math.round(first), 776);
  assert(rest.length > 10);
  for (const [k, x] of rest.slice(0, 10).entries()) assert((rest[k - 1] ?? first) - x >= 48);
});

Deno.test("RUN_STYLES differ in colour, in marker and in symbol", () => {
  for (const look of ["colour", "terminalColour", "marker", "symbols"] as const) {
    const looks = RUN_STYLES.map((style) => JSON.stringify(style[look]));
    assertEquals(new Set(looks).size, RUN_STYLES.length, look);
  }
});
