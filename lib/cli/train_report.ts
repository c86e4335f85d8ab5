import { countImages } from "../dataset/labelled_images.ts";
import { formatArchitecture } from "../network/architecture.ts";
import type { Network } from "../network/network.ts";
import type { Evaluation } from "../training/evaluate.ts";
import type { TrainingSettings } from "../training/settings.ts";
import type { EpochReport, TrainProgress } from "../training/train_options.ts";
import type { TrainingPosition } from "../training/training_position.ts";
import { formatBytes, formatCount, formatDuration, formatPercent, formatSpeed } from "./format.ts";
import { describeData, formatData } from "./format_data.ts";
import { formatResult } from "./format_result.ts";
import { programName } from "./program_name.ts";
import { quoteForShell } from "./quote_for_shell.ts";
import type { Judgement, RunReport, RunStart } from "./run_report.ts";
import type { Terminal } from "./terminal.ts";
import { learnedImages, type TrainingData } from "./training_data.ts";
import { TrainingPanel } from "./training_panel.ts";
import { DEFAULT_WEIGHTS, describeWeights, type FoundWeights, SHIPPED } from "./weights_flags.ts";

/** What a run is reported of. */
export interface ReportedRun {
  readonly settings: TrainingSettings;
  /** The weights that it begins with, if not with random ones. */
  readonly start: FoundWeights | undefined;
  readonly data: TrainingData;
  /** The folder of its data, if one was named. */
  readonly folder: string | undefined;
  /** Where its weights go. */
  readonly output: string;
  /** Whether to programs. */
  readonly json: boolean;
  /** When it began, by `performance.now()`. */
  readonly startMs: number;
}

/** What a run says of itself: to people, or with `--json` to programs. */
export class TrainReport implements RunReport {
  readonly #terminal: Terminal;
  readonly #run: ReportedRun;
  readonly #panel = new TrainingPanel();
  /** When its steps began, and which share of the run was done then. */
  #stepsStartMs = performance.now();
  #startShare = 0;
  #elapsedMsBefore = 0;
  #lastEpoch: EpochReport | undefined;

  constructor(terminal: Terminal, run: ReportedRun) {
    this.#terminal = terminal;
    this.#run = run;
  }

  /** Before the first step: what is learned, by which network, from where on. */
  start(network: Network, { position, elapsedMsBefore }: RunStart): void {
    const { steps, epoch, inEpoch } = position;
    this.#elapsedMsBefore = elapsedMsBefore;
    const { settings, start: weights, data, json } = this.#run;
    this.#stepsStartMs = performance.now();
    this.#startShare = (epoch - 1 + inEpoch.seen / this.#imagesAnEpoch) / settings.epochs;
    const architecture = formatArchitecture(network.architecture);
    if (data.fallback !== undefined) {
      this.#terminal.warn(`${data.fallback}: training on generated digits instead`);
    }
    if (json) {
      this.#terminal.printJson({
        event: "start",
        ...describeData(data),
        architecture,
        parameters: network.parameterCount,
        from: weights?.source,
        ...settings,
        ...(steps > 0 && { resumedAt: { step: steps, epoch } }),
      });
      return;
    }
    this.#terminal.note(formatData(data));
    this.#terminal.note(`${architecture}: ${formatCount(network.parameterCount)} parameters`);
    if (weights) this.#terminal.note(`weights to begin with: ${describeWeights(weights)}`);
    else if (isFewPictures(data)) this.#terminal.note(FEW_PICTURES_HINT);
    if (steps === 0) return;
    this.#terminal.note(
      epoch > settings.epochs
        ? `all ${settings.epochs} epochs are done: --epochs N goes on to more`
        : `going on after step ${formatCount(steps)}, in epoch ${epoch} of ${settings.epochs}`,
    );
  }

  /** After an epoch: what it came to. */
  epoch(report: EpochReport): void {
    if (this.#run.json) {
      const { epoch, epochs, loss, accuracy, validation, elapsedMs, imagesPerSecond } = report;
      this.#terminal.printJson({
        event: "epoch",
        epoch,
        epochs,
        loss,
        accuracy,
        validation: validation && summarizeEvaluation(validation),
        elapsedMs: Math.round(elapsedMs),
        imagesPerS: Math.round(imagesPerSecond),
      });
      return;
    }
    this.#lastEpoch = report;
    this.#panel.epoch(report);
    if (!this.#terminal.redraws) this.#terminal.note(formatEpoch(report));
  }

  /** During an epoch. */
  progress(progress: TrainProgress): void {
    const { epoch, epochs, done, total, loss, elapsedMs } = progress;
    this.#panel.progress(progress);
    const allDone = (epoch - 1) * total + done;
    const share = allDone / (epochs * total);
    this.#terminal.progress({
      label: `epoch ${epoch}/${epochs}`,
      done: allDone,
      total: epochs * total,
      details: [`loss ${loss.toFixed(4)}`, formatSpeed(done / (elapsedMs / 1000))],
      // As if what was done before had taken as long as what is done now.
      elapsedMs: this.#stepsMs * share / (share - this.#startShare),
      picture: (columns) => this.#panel.toLines(columns),
    });
  }

  /** After the last epoch: on a terminal the curves stay. */
  trained(): void {
    const last = this.#lastEpoch;
    if (last === undefined || this.#run.json || !this.#terminal.redraws) return;
    const title = `epoch ${last.epoch}/${last.epochs}, ${formatDuration(this.#stepsMs)}`;
    const isKept = this.#terminal.keepPicture(title, (columns) => this.#panel.toLines(columns));
    if (!isKept) this.#terminal.note(formatEpoch(last));
  }

  /** When the run ends because it has reached its target. */
  atTarget({ accuracy }: Evaluation, { steps, epoch, inEpoch }: TrainingPosition): void {
    const { settings, json } = this.#run;
    const epochs = epoch - 1 + inEpoch.seen / this.#imagesAnEpoch;
    if (json) {
      const elapsedMs = Math.round(this.#elapsedMs);
      this.#terminal.printJson({ event: "target", accuracy, step: steps, epochs, elapsedMs });
      return;
    }
    this.trained();
    this.#terminal.print(
      `${formatPercent(accuracy)} in validation after ${formatDuration(this.#elapsedMs)}, ` +
        `${epochs.toFixed(2)} of ${settings.epochs} epochs`,
    );
  }

  /** When the run has ended without reaching its target. */
  offTarget(target: number, best: Evaluation | undefined): void {
    if (this.#run.json) {
      this.#terminal.printJson({ event: "target", missed: target, best: best?.accuracy });
      return;
    }
    const found = best ? `, the best was ${formatPercent(best.accuracy)}` : "";
    this.#terminal.warn(`the target of ${formatPercent(target)} in validation was missed${found}`);
  }

  /** At the end: how the network does, where it is, and what to do with it. */
  result(judgements: readonly Judgement[], file: { lengthBytes: number }): void {
    const { data: { dataset, fallback }, json, output } = this.#run;
    const elapsedMs = this.#elapsedMs;
    if (json) {
      this.#terminal.printJson({
        event: "result",
        ...Object.fromEntries(judgements.map(describeJudgement)),
        elapsedMs: Math.round(elapsedMs),
        weights: output,
        dataset,
        fallback,
      });
      return;
    }
    for (const { title, evaluation, before } of judgements) {
      this.#terminal.print(`${title}: ${formatResult(evaluation)}`);
      if (before) this.#terminal.print(`before learning: ${formatResult(before)}`);
    }
    if (judgements.length === 0) this.#terminal.print("not judged: no picture was kept back");
    if (fallback !== undefined) {
      this.#terminal.print("generated digits stand in for MNIST, which could not be downloaded");
    }
    this.#terminal.print(
      `weights in ${output} (${formatBytes(file.lengthBytes)}), ${
        formatDuration(elapsedMs)
      } in all`,
    );
    this.#nameNextCommands();
  }

  get #imagesAnEpoch(): number {
    return countImages(learnedImages(this.#run.data));
  }

  get #elapsedMs(): number {
    return this.#elapsedMsBefore + performance.now() - this.#run.startMs;
  }

  get #stepsMs(): number {
    return performance.now() - this.#stepsStartMs;
  }

  #nameNextCommands(): void {
    const { output, folder, data: { dataset } } = this.#run;
    const weights = output === DEFAULT_WEIGHTS ? "" : ` --weights ${quoteForShell(output)}`;
    const usesFolder = folder !== undefined && dataset !== "generated";
    const data = usesFolder ? ` --data ${quoteForShell(folder)}` : "";
    this.#terminal.note("Go on with:");
    if (dataset !== undefined) {
      this.#terminal.note(`  ${programName()} evaluate${weights}${data}`);
    }
    this.#terminal.note(`  ${programName()} predict${weights} PICTURE`);
  }
}

/** An epoch in a line of at most 80 characters. */
function formatEpoch(report: EpochReport): string {
  const { epoch, epochs, loss, accuracy, validation, imagesPerSecond } = report;
  return [
    `epoch ${epoch}/${epochs}`,
    `loss ${loss.toFixed(4)}`,
    `right ${formatPercent(accuracy)}`,
    ...(validation ? [`validation ${formatPercent(validation.accuracy)}`] : []),
    formatSpeed(imagesPerSecond),
  ].join("  ");
}

/** Fewer pictures than this teach a network little that knows nothing yet. */
const ENOUGH_PICTURES = 1000;

const FEW_PICTURES_HINT =
  `so few pictures teach little: --from ${SHIPPED} begins with what it knows`;

function isFewPictures({ dataset, learned: [{ images }] }: TrainingData): boolean {
  return dataset === undefined && images.count < ENOUGH_PICTURES;
}

/** A judgement for programs: under which name, and what. */
function describeJudgement({ kind, evaluation, before }: Judgement) {
  const summary = summarizeEvaluation(evaluation);
  return [kind, before ? { ...summary, before: summarizeEvaluation(before) } : summary];
}

/** How a network does, in a few numbers. */
export function summarizeEvaluation({ accuracy, correct, total, loss }: Evaluation) {
  return { accuracy, correct, total, loss };
}
