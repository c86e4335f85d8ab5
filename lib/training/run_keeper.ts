import { inFile } from "../files/in_file.ts";
import { readFileBytes } from "../files/read_file.ts";
import { type BestValues, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import type { Evaluation } from "./evaluate.ts";
import type { Learner } from "./learner.ts";
import type { StepMetrics } from "./metrics.ts";
import type { RunFolder } from "./run_folder.ts";
import type { EpochReport } from "./train_options.ts";
import { startPosition, type TrainingPosition } from "./training_position.ts";
import { encodeWeights } from "./weights_file.ts";

/** What a run is kept with. */
export interface RunKeeperOptions {
  /** Where. */
  folder: RunFolder;
  /** What learns. */
  learner: Learner;
  /** Of the program. */
  version: string;
  /** The time between two checkpoints. */
  checkpointEveryMs: number;
  /** What weights files say of the run, beside what they are. */
  metadata: Record<string, string>;
  /** When the program began with the run, by `performance.now()`; now if absent. */
  startMs?: number;
}

/** Keeps a run in its folder while it goes on: records, checkpoints, the best weights. */
export class RunKeeper {
  readonly #options: RunKeeperOptions;
  readonly #startMs: number;
  #savedMs = performance.now();
  #elapsedMsBefore = 0;
  #best: BestValues | undefined;
  #checkpointSteps: number | undefined;

  constructor(options: RunKeeperOptions) {
    this.#options = options;
    this.#startMs = options.startMs ?? performance.now();
  }

  /** Time spent on the run, by this program and those before it. */
  get elapsedMs(): number {
    return this.#elapsedMsBefore + performance.now() - this.#startMs;
  }

  /** Time that programs before this one have spent on the run. */
  get elapsedMsBefore(): number {
    return this.#elapsedMsBefore;
  }

  /** The best judgement so far, if there was any. */
  get best(): Omit<BestValues, "values"> | undefined {
    return this.#best;
  }

  /** The steps after which the run was last kept, if it was. */
  get checkpointSteps(): number | undefined {
    return this.#checkpointSteps;
  }

  /**
   * Goes on from the latest checkpoint, if there is one.
   *
   * @returns Where the run is.
   * @throws {SyntaxError} If the checkpoint is damaged, or of another network or version.
   */
  async open(): Promise<TrainingPosition> {
    const { folder, learner, version } = this.#options;
    const [path, before] = await folder.listCheckpoints();
    let position = startPosition();
    if (path !== undefined) {
      const bytes = await readFileBytes(path);
      const checkpoint = await withAdvice(before, () =>
        inFile(path, async () => {
          const { network } = learner.engine;
          const checkpoint = await decodeCheckpoint(bytes, { network, version });
          learner.restore(checkpoint.learner);
          return checkpoint;
        }));
      position = checkpoint.position;
      this.#elapsedMsBefore = checkpoint.elapsedMs;
      this.#checkpointSteps = position.steps;
      this.#best = checkpoint.best;
      // What is there may be from behind the checkpoint.
      if (this.#best) await this.#saveBest(this.#best);
    }
    await folder.openMetrics(position);
    return position;
  }

  /** Records what steps came to: for `train`, as the others that follow. */
  onRecord(record: StepMetrics): void {
    this.#options.folder.record({ ...record, elapsedMs: this.elapsedMs });
  }

  /** Records what an epoch came to. */
  onEpoch(report: EpochReport): void {
    const { epoch, steps, loss, accuracy, validation, learningRate, imagesPerSecond } = report;
    this.#options.folder.record({
      kind: "epoch",
      epoch,
      step: steps,
      loss,
      accuracy,
      validationLoss: validation?.loss,
      validationAccuracy: validation?.accuracy,
      learningRate,
      imagesPerSecond,
      elapsedMs: this.elapsedMs,
    });
  }

  /** Keeps what does better on the validation images than all before. */
  async onValidation({ correct, total }: Evaluation, position: TrainingPosition): Promise<void> {
    if (correct <= (this.#best?.correct ?? -1)) return;
    // At an epoch's end the position is in front of the next.
    const epoch = position.inEpoch.seen === 0 ? position.epoch - 1 : position.epoch;
    const values = this.#options.learner.result().values.slice();
    this.#best = { correct, total, epoch, steps: position.steps, values };
    await this.#saveBest(this.#best);
  }

  /** Writes a checkpoint if it is time for one, or the last opportunity. */
  async onPause(position: TrainingPosition, options: { isLast: boolean }): Promise<void> {
    const { checkpointEveryMs } = this.#options;
    if (!options.isLast && performance.now() - this.#savedMs < checkpointEveryMs) return;
    await this.save(position);
  }

  /** Writes a checkpoint, unless there is nothing worth to go on from. */
  async save(position: TrainingPosition): Promise<void> {
    const { folder, learner, version } = this.#options;
    const state = learner.state();
    // The next step will find out.
    if (!state.values.every((value) => Number.isFinite(value))) return;
    const bytes = await encodeCheckpoint({
      learner: state,
      position,
      best: this.#best,
      elapsedMs: this.elapsedMs,
    }, { network: learner.engine.network, version });
    await folder.saveCheckpoint(position.steps, bytes);
    this.#checkpointSteps = position.steps;
    this.#savedMs = performance.now();
  }

  async #saveBest({ correct, total, epoch, steps, values }: BestValues): Promise<void> {
    const { folder, learner, metadata } = this.#options;
    const facts = {
      ...metadata,
      "best_epoch": `${epoch}`,
      "best_step": `${steps}`,
      "validation_correct": `${correct}`,
      "validation_total": `${total}`,
    };
    await folder.saveBest(
      encodeWeights({ network: learner.engine.network, metadata: facts }, values),
    );
  }
}

/** Calls `read`; to an error is added from where a run goes on without the latest checkpoint. */
async function withAdvice<T>(before: string | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error) {
      error.message += `\nWithout it the run goes on from ${before ?? "its start"}.`;
    }
    throw error;
  }
}
