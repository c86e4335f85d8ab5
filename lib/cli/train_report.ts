import { formatArchitecture } from "../network/architecture.ts";
import type { Network } from "../network/network.ts";
import type { Evaluation } from "../training/evaluate.ts";
import type { TrainingSettings } from "../training/settings.ts";
import type { EpochReport, TrainProgress } from "../training/train.ts";
import { formatBytes, formatCount, formatDuration, formatPercent, formatSpeed } from "./format.ts";
import { formatResult } from "./format_result.ts";
import { programName } from "./program_name.ts";
import { quoteForShell } from "./quote_for_shell.ts";
import type { Terminal } from "./terminal.ts";
import type { TrainFlags } from "./train_flags.ts";
import type { TrainingData } from "./training_data.ts";
import { TrainingPanel } from "./training_panel.ts";
import { DEFAULT_WEIGHTS } from "./weights_flags.ts";

/** What a run says of itself: to people, or with `--json` to programs. */
export class TrainReport {
  readonly #terminal: Terminal;
  readonly #flags: TrainFlags;
  readonly #settings: TrainingSettings;
  readonly #data: TrainingData;
  readonly #panel = new TrainingPanel();
  #startMs = performance.now();
  #lastEpoch: EpochReport | undefined;

  constructor(
    terminal: Terminal,
    run: { flags: TrainFlags; settings: TrainingSettings; data: TrainingData },
  ) {
    this.#terminal = terminal;
    this.#flags = run.flags;
    this.#settings = run.settings;
    this.#data = run.data;
  }

  /** Before the first step: what is learned, by which network. */
  start(network: Network): void {
    this.#startMs = performance.now();
    const { dataset, images, fallback } = this.#data;
    const architecture = formatArchitecture(network.architecture);
    const counts = {
      train: images.training.count,
      validation: images.validation?.count ?? 0,
      test: images.test.count,
    };
    if (fallback !== undefined) {
      this.#terminal.warn(`${fallback}: training on generated digits instead`);
    }
    if (this.#flags.json) {
      this.#terminal.printJson({
        event: "start",
        dataset: dataset.name,
        fallback,
        architecture,
        parameters: network.parameterCount,
        images: counts,
        ...this.#settings,
      });
      return;
    }
    this.#terminal.note(
      `${dataset.title}: ${formatCount(counts.train)} images to train, ` +
        `${formatCount(counts.validation)} to validate, ${formatCount(counts.test)} to test`,
    );
    this.#terminal.note(`${architecture}: ${formatCount(network.parameterCount)} parameters`);
  }

  /** After an epoch: what it came to. */
  epoch(report: EpochReport): void {
    if (this.#flags.json) {
      const { epoch, epochs, loss, accuracy, validation, elapsedMs, imagesPerSecond } = report;
      this.#terminal.printJson({
        event: "epoch",
        epoch,
        epochs,
        loss,
        accuracy,
        validation: validation && summarize(validation),
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
    this.#terminal.progress({
      label: `epoch ${epoch}/${epochs}`,
      done: (epoch - 1) * total + done,
      total: epochs * total,
      details: [`loss ${loss.toFixed(4)}`, formatSpeed(done / (elapsedMs / 1000))],
      elapsedMs: performance.now() - this.#startMs,
      picture: (columns) => this.#panel.toLines(columns),
    });
  }

  /** After the last epoch: on a terminal the curves stay. */
  trained(): void {
    const last = this.#lastEpoch;
    if (last === undefined || this.#flags.json || !this.#terminal.redraws) return;
    const title = `epoch ${last.epoch}/${last.epochs}, ` +
      `${formatDuration(performance.now() - this.#startMs)}`;
    const isKept = this.#terminal.keepPicture(title, (columns) => this.#panel.toLines(columns));
    if (!isKept) this.#terminal.note(formatEpoch(last));
  }

  /** At the end: how the network does on the test set, where it is, and what to do with it. */
  result(evaluation: Evaluation, run: { elapsedMs: number; lengthBytes: number }): void {
    const { dataset, fallback } = this.#data;
    const { json, output } = this.#flags;
    if (json) {
      this.#terminal.printJson({
        event: "result",
        test: summarize(evaluation),
        elapsedMs: Math.round(run.elapsedMs),
        weights: output,
        dataset: dataset.name,
        fallback,
      });
      return;
    }
    this.#terminal.print(`${dataset.title}, test images: ${formatResult(evaluation)}`);
    if (fallback !== undefined) {
      this.#terminal.print("generated digits stand in for MNIST, which could not be downloaded");
    }
    this.#terminal.print(
      `weights in ${output} (${formatBytes(run.lengthBytes)}), ` +
        `${formatDuration(run.elapsedMs)} in all`,
    );
    this.#nameNextCommands();
  }

  #nameNextCommands(): void {
    const { output, data } = this.#flags;
    const weights = output === DEFAULT_WEIGHTS ? "" : ` --weights ${quoteForShell(output)}`;
    const usesFolder = data !== undefined && this.#data.dataset.name !== "generated";
    const folder = usesFolder ? ` --data ${quoteForShell(data)}` : "";
    this.#terminal.note("Go on with:");
    this.#terminal.note(`  ${programName()} evaluate${weights}${folder}`);
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

function summarize({ accuracy, correct, total, loss }: Evaluation) {
  return { accuracy, correct, total, loss };
}
