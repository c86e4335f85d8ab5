import type { Network } from "../network/network.ts";
import type { TrainProgress } from "../training/train_options.ts";
import { formatSpeed } from "./format.ts";
import type { RunReport, RunStart } from "./run_report.ts";
import type { Terminal } from "./terminal.ts";

/** Tells how far a run is of several alike: only the first says what is learned, by which network. */
export class RepeatReport implements RunReport {
  readonly #terminal: Terminal;
  readonly #run: { number: number; count: number; startMs: number; header: RunReport };

  /**
   * @param run.number Which run, from 1.
   * @param run.count How many there are.
   * @param run.startMs When the first began, by `performance.now()`.
   * @param run.header Says what is learned.
   */
  constructor(
    terminal: Terminal,
    run: { number: number; count: number; startMs: number; header: RunReport },
  ) {
    this.#terminal = terminal;
    this.#run = run;
  }

  start(network: Network, from: RunStart): void {
    if (this.#run.number === 1) this.#run.header.start(network, from);
  }

  progress({ epoch, epochs, done, total, loss, elapsedMs }: TrainProgress): void {
    const { number, count, startMs } = this.#run;
    const epochsDone = (number - 1) * epochs + epoch - 1;
    this.#terminal.progress({
      label: `run ${number}/${count}, epoch ${epoch}/${epochs}`,
      done: epochsDone * total + done,
      total: count * epochs * total,
      details: [`loss ${loss.toFixed(4)}`, formatSpeed(done / (elapsedMs / 1000))],
      elapsedMs: performance.now() - startMs,
    });
  }

  epoch(): void {}

  atTarget(): void {}

  offTarget(): void {}

  trained(): void {}

  result(): void {}
}
