import type { RunCurves } from "./run_curves.ts";
import { describeRun, type Panel, panelsOf } from "./run_panels.ts";
import { RUN_STYLES } from "./run_styles.ts";
import type { Scale } from "./scale.ts";
import { type Place, TextCanvas } from "./text_canvas.ts";

/** Rows of a plot. */
const PLOT_ROWS = 10;

/** Wider it does not get, and narrower neither. */
const MOST_COLUMNS = 100;
const LEAST_COLUMNS = 32;

/** Columns that the legend needs beside a name. */
const LEGEND_COLUMNS = "━━━ ...: best 100.00%".length;

/** Columns of a label of the axis of epochs, with what is between it and the next. */
const LABEL_COLUMNS = 8;

/** The lines of the axes. */
const AXES = {
  box: { side: "│", tick: "┤", corner: "└", bottom: "─", mark: "┴" },
  ascii: { side: "|", tick: "+", corner: "+", bottom: "-", mark: "+" },
};

/**
 * Draws loss and accuracy of runs with characters, one above the other over the same epochs.
 *
 * @param runs One to seven.
 * @param options.columns The width.
 * @param options.hasColour With colours by ANSI codes runs are drawn with dots, the validation part as a line
 * and training as a dotted one; without them with a letter for each run, large for the validation part.
 * @returns The lines, without spaces at their ends.
 */
export function formatRuns(
  runs: readonly RunCurves[],
  options: { columns: number; hasColour: boolean },
): string[] {
  const { hasColour } = options;
  const columns = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, options.columns));
  const { epochs, panels } = panelsOf(runs, {
    mostTicks: PLOT_ROWS / 2,
    mostEpochTicks: Math.max(2, Math.floor(columns / LABEL_COLUMNS)),
  });
  const labels = panels.flatMap(({ scale }) => scale.ticks.map(({ label }) => label.length));
  const labelColumns = Math.max(...labels);
  return [
    ...panels.flatMap((panel) => [
      panel.title,
      ...formatPanel(panel, { runs, epochs, labelColumns, columns, hasColour }),
      "",
    ]),
    ...formatLegend(runs, { columns, hasColour }),
  ].map((line) => line.trimEnd());
}

function formatPanel(
  panel: Panel,
  options: {
    runs: readonly RunCurves[];
    epochs: Scale;
    labelColumns: number;
    columns: number;
    hasColour: boolean;
  },
): string[] {
  const { runs, epochs, labelColumns, hasColour } = options;
  const { scale, curvesOf } = panel;
  const axes = hasColour ? AXES.box : AXES.ascii;
  const columns = options.columns - labelColumns - 2;
  const canvas = new TextCanvas(columns, PLOT_ROWS, { hasDots: hasColour });
  for (const [kind, isDotted] of [["training", true], ["validation", false]] as const) {
    for (const [index, run] of runs.entries()) {
      const { terminalColour, symbols } = RUN_STYLES[index];
      const places = curvesOf(run)[kind].map(([x, value]): Place => [
        epochs.position(x),
        scale.position(value),
      ]);
      canvas.line(places, {
        colour: terminalColour,
        symbol: symbols[isDotted ? 1 : 0],
        isDotted: isDotted && hasColour,
      });
    }
  }
  const labels = new Array<string>(PLOT_ROWS).fill("");
  for (const { value, label } of scale.ticks) {
    labels[Math.round((1 - scale.position(value)) * (PLOT_ROWS - 1))] = label;
  }
  const lines = canvas.toLines({ hasColour }).map((line, row) =>
    `${labels[row].padStart(labelColumns)} ${labels[row] === "" ? axes.side : axes.tick}${line}`
  );
  return [...lines, ...formatEpochs(epochs, { columns, labelColumns, axes })];
}

/** The axis of epochs, and its values below it. */
function formatEpochs(
  epochs: Scale,
  options: { columns: number; labelColumns: number; axes: typeof AXES.box },
): string[] {
  const { columns, labelColumns, axes } = options;
  const axis = new Array<string>(columns).fill(axes.bottom);
  let labels = " ".repeat(labelColumns + 2);
  for (const { value, label } of epochs.ticks) {
    const column = Math.round(epochs.position(value) * (columns - 1));
    axis[column] = axes.mark;
    // Its middle below its mark, but not beyond the edge.
    const start = Math.min(
      labelColumns + 2 + column - Math.floor(label.length / 2),
      labelColumns + 2 + columns - label.length,
    );
    labels = labels.padEnd(start) + label;
  }
  const end = labelColumns + 2 + columns;
  const name = "epoch";
  return [
    " ".repeat(labelColumns + 1) + axes.corner + axis.join(""),
    labels,
    name.padStart(end),
  ];
}

/** Which curves are whose. */
function formatLegend(
  runs: readonly RunCurves[],
  options: { columns: number; hasColour: boolean },
): string[] {
  const { columns, hasColour } = options;
  const lines = runs.map((run, index) => {
    const { terminalColour, symbols: [symbol] } = RUN_STYLES[index];
    const sample = hasColour ? `\x1b[38;5;${terminalColour}m━━━\x1b[39m` : symbol;
    return `${sample} ${describeRun(run, columns - LEGEND_COLUMNS)}`;
  });
  if (runs.every(({ best }) => best === undefined)) return lines;
  const [validation, training] = RUN_STYLES[0].symbols;
  return [
    ...lines,
    hasColour ? "━━━ validation, ┄┄┄ training" : `${validation} validation, ${training} training`,
  ];
}
