import { accuracyScale, lossScale, type Scale } from "../plot/scale.ts";
import { type Place, TextCanvas } from "../plot/text_canvas.ts";
import type { EpochReport, TrainProgress } from "../training/train_options.ts";
import { formatPercent, formatSpeed } from "./format.ts";
import { LiveCurve } from "./live_curve.ts";
import { fitParts } from "./progress_line.ts";

/** With as much room, the two plots stand side by side. */
const LEAST_FOR_TWO = 68;

/** Wider it does not get: a window of 80 columns that was wider before has nothing to break. */
const MOST_COLUMNS = 77;

/** Narrower there are no plots. */
const LEAST_COLUMNS = 24;

/** Rows of a plot: side by side, and one below the other. */
const HIGH = 4;
const LOW = 2;

/** The most points of an epoch: the loss of a few images is noise. */
const MOST_POINTS = 40;

/** Columns between two plots. */
const GAP = 3;

/** One of the plots. */
interface Plot {
  /** What stands above it, the most important first. */
  readonly heading: readonly string[];
  /** From the left edge, 0, to the right one, 1; the values themselves upwards. */
  readonly places: readonly Place[];
  scale(values: readonly number[], mostTicks: number): Scale;
  format(value: number): string;
}

/**
 * What a run has come to so far, in a few lines for a terminal: loss, speed and validation accuracy, and
 * their curves from the first step to the present one.
 */
export class TrainingPanel {
  readonly #loss = new LiveCurve();
  readonly #validation = new LiveCurve();
  /** The part of the run that the curves show, in epochs. */
  #start: number | undefined;
  #end = 0;
  /** What was known when the loss got its last point. */
  #before = { epoch: 0, done: 0, loss: 0 };
  #lossHeading: readonly string[] = [];
  #validationHeading: readonly string[] = [];
  #best = 0;

  /** Takes note of how far the run is. */
  progress(progress: TrainProgress): void {
    const { epoch, done, total, loss, elapsedMs } = progress;
    this.#start ??= epoch - 1;
    this.#end = epoch - 1 + done / total;
    this.#lossHeading = [`loss ${loss.toFixed(4)}`, formatSpeed(done / (elapsedMs / 1000))];
    const before = this.#before.epoch === epoch ? this.#before : { done: 0, loss: 0 };
    const count = done - before.done;
    if (count < total / MOST_POINTS) return;
    // Of the images since then: a mean over the whole epoch would jump where the next one begins.
    const recent = (loss * done - before.loss * before.done) / count;
    this.#loss.add(epoch - 1 + (before.done + done) / 2 / total, Math.max(0, recent));
    this.#before = { epoch, done, loss };
  }

  /** Takes note of what an epoch came to. */
  epoch({ epoch, loss, validation, imagesPerSecond }: EpochReport): void {
    this.#start ??= epoch - 1;
    this.#end = epoch;
    this.#lossHeading = [`loss ${loss.toFixed(4)}`, formatSpeed(imagesPerSecond)];
    // An epoch may be over before any progress is told.
    if (this.#before.epoch !== epoch) this.#loss.add(epoch, loss);
    if (validation === undefined) return;
    const { accuracy } = validation;
    this.#validation.add(epoch, accuracy);
    this.#best = Math.max(this.#best, accuracy);
    this.#validationHeading = [
      `validation ${formatPercent(accuracy)}`,
      `best ${formatPercent(this.#best)}`,
    ];
  }

  /** The lines, none wider than `columns`; none at all in a narrow terminal or before there is anything. */
  toLines(columns: number): string[] {
    const width = Math.min(columns, MOST_COLUMNS);
    if (width < LEAST_COLUMNS || this.#start === undefined) return [];
    // From epochs to the share of a plot's width.
    const start = this.#start;
    const length = this.#end - start;
    const spread = (points: readonly Place[]) =>
      points.map(([x, y]): Place => [(x - start) / length, y]);
    const plots: Plot[] = [{
      heading: this.#lossHeading,
      places: spread(this.#loss.points),
      scale: lossScale,
      format: (value) => value.toPrecision(3),
    }];
    if (this.#validationHeading.length > 0) {
      plots.push({
        heading: this.#validationHeading,
        places: spread(this.#validation.points),
        scale: accuracyScale,
        format: (value) => formatPercent(value),
      });
    }
    if (width < LEAST_FOR_TWO) return plots.flatMap((plot) => formatPlot(plot, width, LOW));
    const half = Math.floor((width - GAP) / 2);
    const [left, right = []] = plots.map((plot) => formatPlot(plot, half, HIGH));
    return left.map((line, row) => (line.padEnd(half + GAP) + (right[row] ?? "")).trimEnd());
  }
}

/** A heading, and below it the curve between the largest and the smallest of its values. */
function formatPlot(
  { heading, places, scale, format }: Plot,
  width: number,
  height: number,
): string[] {
  const values = places.map(([, y]) => y);
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => format(value));
  const labels = new Array<string>(height).fill("");
  if (values.length > 0) [labels[height - 1], labels[0]] = [least, most];
  const labelWidth = Math.max(...labels.map((label) => label.length));
  const canvas = new TextCanvas(width - labelWidth - 1, height, { hasDots: true });
  const { position } = scale(values, 3);
  canvas.line(places.map(([x, y]) => [x, position(y)]), { symbol: "*" });
  const lines = canvas.toLines({ hasColour: false });
  return [
    fitParts(heading, width),
    ...lines.map((line, row) => `${labels[row].padStart(labelWidth)}│${line}`.trimEnd()),
  ];
}
