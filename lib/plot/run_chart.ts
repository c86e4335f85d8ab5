import type { Point } from "../image/pen_font.ts";
import type { Colour } from "../image/pixel_canvas.ts";
import type { Drawing, DrawnArea, DrawnLine, DrawnText } from "./drawing.ts";
import type { Curve, RunCurves } from "./run_curves.ts";
import { describeRun, panelsOf } from "./run_panels.ts";
import { RUN_STYLES, type RunStyle } from "./run_styles.ts";
import type { Scale } from "./scale.ts";

type Shape = DrawnLine | DrawnArea | DrawnText;

/** Sizes in units of the drawing. */
const WIDTH = 800;
const PLOT_HEIGHT = 220;
const LEFT = 64;
const RIGHT = 24;
const TOP = 16;
const TITLE_HEIGHT = 30;
const AXIS_HEIGHT = 40;
const LEGEND_LINE = 22;
const LEGEND_SAMPLE = 34;
const TEXT_SIZE = 13;
const MARKER_SIZE = 4;
const THIN = 1;
const THICK = 2;

/** How wide a letter is at most in the mean, for text of size 1: of a usual font, and of ideographs. */
const LETTER_WIDTH = 0.62;
const WIDE_LETTER_WIDTH = 1.05;

/** Longer names are cut. */
const MOST_LETTERS = 40;

/** The least distance of a curve's markers, from left to right. */
const MARKER_DISTANCE = 48;

const BLACK: Colour = [0, 0, 0];
const WHITE: Colour = [255, 255, 255];
const GREY: Colour = [90, 90, 90];
const GRID: Colour = [222, 222, 222];

/** A rectangle in which curves are drawn. */
interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws loss and accuracy of runs, one above the other over the same epochs. Curves of training are thin
 * with hollow markers, those of the validation part thick with full ones; each run has its colour and the
 * shape of its markers.
 *
 * @param runs One to seven.
 */
export function drawRuns(runs: readonly RunCurves[]): Drawing {
  const { shapes, height } = drawLegend(runs);
  const { epochs, panels } = panelsOf(runs, { mostEpochTicks: 9, mostTicks: 9 });
  let top = height;
  for (const { title, scale, curvesOf } of panels) {
    top += TITLE_HEIGHT;
    const frame = { left: LEFT, top, width: WIDTH - LEFT - RIGHT, height: PLOT_HEIGHT };
    shapes.push(text(title, [LEFT, top - 9], { isBold: true }), ...drawAxes(frame, epochs, scale));
    const place = ([x, value]: readonly [number, number]): Point => [
      frame.left + epochs.position(x) * frame.width,
      frame.top + (1 - scale.position(value)) * frame.height,
    ];
    // All of training first: what is seen best lies on top.
    for (const kind of ["training", "validation"] as const) {
      for (const [index, run] of runs.entries()) {
        shapes.push(...drawCurve(curvesOf(run)[kind], { place, kind, style: RUN_STYLES[index] }));
      }
    }
    top += PLOT_HEIGHT + AXIS_HEIGHT;
  }
  const title = `Loss and accuracy of ${runs.map(({ name }) => name).join(", ")}`;
  return { width: WIDTH, height: top, title, shapes };
}

/** Which curves are whose, in as many lines as it takes, and how high that is. */
function drawLegend(runs: readonly RunCurves[]): { shapes: Shape[]; height: number } {
  const entries = runs.map((run, index) => ({
    label: describeRun(run, MOST_LETTERS),
    kind: "validation" as "validation" | "training",
    style: RUN_STYLES[index],
  }));
  // Grey, as they are for all runs.
  const neutral = { ...RUN_STYLES[0], colour: GREY };
  const hasValidation = runs.some(({ best }) => best !== undefined);
  entries.push({ label: "training", kind: "training", style: neutral });
  if (hasValidation) entries.push({ label: "validation", kind: "validation", style: neutral });

  const shapes: Shape[] = [];
  let [x, y] = [LEFT, TOP];
  for (const { label, kind, style } of entries) {
    const width = LEGEND_SAMPLE + estimateWidth(label) + 24;
    if (x > LEFT && x + width > WIDTH - RIGHT) [x, y] = [LEFT, y + LEGEND_LINE];
    const [from, to]: Point[] = [[x, y + 6], [x + LEGEND_SAMPLE - 8, y + 6]];
    shapes.push(
      { kind: "line", points: [from, to], colour: style.colour, width: widthOf(kind) },
      drawMarker([(from[0] + to[0]) / 2, from[1]], { kind, style }),
      text(label, [x + LEGEND_SAMPLE, y + 6 + 0.36 * TEXT_SIZE]),
    );
    x += width;
  }
  return { shapes, height: y + LEGEND_LINE };
}

/** The lines of the grid, the values beside them, and the name of the axis of epochs. */
function drawAxes(frame: Frame, epochs: Scale, values: Scale): Shape[] {
  const { left, top, width, height } = frame;
  const bottom = top + height;
  const shapes: Shape[] = [];
  for (const { value, label } of values.ticks) {
    const y = bottom - values.position(value) * height;
    shapes.push(line([[left, y], [left + width, y]], GRID));
    shapes.push(text(label, [left - 8, y + 0.36 * TEXT_SIZE], { anchor: "end" }));
  }
  for (const { value, label } of epochs.ticks) {
    const x = left + epochs.position(value) * width;
    shapes.push(line([[x, top], [x, bottom]], GRID));
    shapes.push(text(label, [x, bottom + 18], { anchor: "middle" }));
  }
  shapes.push(line([[left, top], [left, bottom], [left + width, bottom]], GREY));
  shapes.push(text("epoch", [left + width, bottom + 33], { anchor: "end", colour: GREY }));
  return shapes;
}

function drawCurve(
  curve: Curve,
  look: {
    place: (point: readonly [number, number]) => Point;
    kind: "training" | "validation";
    style: RunStyle;
  },
): Shape[] {
  const { place, kind, style } = look;
  const { colour } = style;
  const lines = withoutGaps(curve).map((points): DrawnLine => ({
    kind: "line",
    points: points.map(place),
    colour,
    width: widthOf(kind),
  }));
  const markers: DrawnArea[] = [];
  let end = Infinity;
  // From the end: the last value is the one that is looked for.
  for (const point of curve.toReversed()) {
    const [x, y] = place(point);
    if (Number.isNaN(y) || x > end - MARKER_DISTANCE) continue;
    markers.push(drawMarker([x, y], { kind, style }));
    end = x;
  }
  return [...lines, ...markers];
}

/** The pieces of a curve between its missing values. */
function withoutGaps(curve: Curve): Curve[] {
  const pieces: [number, number][][] = [[]];
  for (const [x, value] of curve) {
    if (Number.isNaN(value)) pieces.push([]);
    else pieces.at(-1)!.push([x, value]);
  }
  return pieces.filter(({ length }) => length > 0);
}

function drawMarker(
  [x, y]: Point,
  look: { kind: "training" | "validation"; style: RunStyle },
): DrawnArea {
  const { kind, style: { marker, colour } } = look;
  return {
    kind: "area",
    corners: marker.map(([u, v]) => [x + MARKER_SIZE * u, y + MARKER_SIZE * v]),
    colour: kind === "validation" ? colour : WHITE,
    // White around full ones: those that lie on each other stay apart.
    edge: kind === "validation" ? WHITE : colour,
  };
}

function widthOf(kind: "training" | "validation"): number {
  return kind === "validation" ? THICK : THIN;
}

function line(points: readonly Point[], colour: Colour): DrawnLine {
  return { kind: "line", points, colour, width: 1 };
}

function text(text: string, at: Point, options: Partial<DrawnText> = {}): DrawnText {
  return { kind: "text", text, at, anchor: "start", size: TEXT_SIZE, colour: BLACK, ...options };
}

/** About as wide as a text is, rather more than less: its font is not known. */
function estimateWidth(text: string): number {
  const widths = Array.from(text, (letter) => letter < "\u1100" ? LETTER_WIDTH : WIDE_LETTER_WIDTH);
  return TEXT_SIZE * widths.reduce((sum, width) => sum + width, 0);
}
