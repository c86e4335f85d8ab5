import { AppendFile } from "../files/append_file.ts";
import { createFolder, removeEmptyFolders } from "../files/create_folder.ts";
import { FileError } from "../files/describe_file_error.ts";
import { listFiles, removeFiles } from "../files/folder.ts";
import { inFile } from "../files/in_file.ts";
import { type FileLock, lockFile } from "../files/lock_file.ts";
import { join } from "../files/path.ts";
import { fileExists, readFileBytes } from "../files/read_file.ts";
import { isPartialFile, replaceFile } from "../files/replace_file.ts";
import { keepMetrics } from "./keep_metrics.ts";
import { formatMetrics, type Metrics, METRICS_FILE } from "./metrics.ts";
import { decodeRunConfig, encodeRunConfig, type RunConfig } from "./run_config.ts";
import type { TrainingPosition } from "./training_position.ts";

const CONFIG_FILE = "config.json";
const START_FILE = "start.safetensors";
const LOCK_FILE = "lock";
const BEST_FILE = "best.safetensors";
const WEIGHTS_FILE = "weights.safetensors";

const CHECKPOINT = /^checkpoint-(\d+)\.safetensors$/;

/** How many checkpoints stay: the latest, and one more should it get lost. */
const CHECKPOINTS_KEPT = 2;

/**
 * The folder of a run, while this program has it for itself:
 *
 * - `config.json`: every setting of the run, and what it learns from
 * - `start.safetensors`: the weights that it began with, if not with random ones
 * - `metrics.jsonl`: what came of it, line by line
 * - `checkpoint-<steps>.safetensors`: all that it goes on from, the last two
 * - `best.safetensors`: the weights that did best on the validation images
 * - `weights.safetensors`: those of its end
 * - `lock`: held by the program that works on it
 *
 * All but the metrics and the lock are written at once or not at all.
 */
export class RunFolder implements AsyncDisposable {
  /** As it was given. */
  readonly path: string;
  readonly #lock: FileLock;
  /** The folders that were made for it. */
  readonly #created: readonly string[];
  #hasRun: boolean;
  #metrics: AppendFile | undefined;

  private constructor(path: string, { hasRun, created }: { hasRun: boolean; created: string[] }) {
    this.path = path;
    this.#created = created;
    this.#hasRun = hasRun;
    this.#lock = lockFile(join(path, LOCK_FILE), "trains here");
  }

  /** Whether there is a run in a folder. */
  static hasRun(path: string): Promise<boolean> {
    return fileExists(join(path, CONFIG_FILE));
  }

  /**
   * Takes a folder for a new run; it is made if need be. Nothing of a run is in it before `begin`.
   *
   * @throws {FileError} If there is a run already, another program is at work there, or it cannot be
   * written.
   */
  static async create(path: string): Promise<RunFolder> {
    const created = await createFolder(path);
    try {
      const folder = new RunFolder(path, { hasRun: await RunFolder.hasRun(path), created });
      if (!folder.#hasRun) return folder;
      await folder[Symbol.asyncDispose]();
      throw new FileError("write", path, "there is a run in it already");
    } catch (error) {
      await removeEmptyFolders(created);
      throw error;
    }
  }

  /**
   * Takes the folder of a run that was begun.
   *
   * @throws {FileError} If there is no run, another program is at work there, or it cannot be written.
   */
  static async open(path: string): Promise<RunFolder> {
    // Not to leave a lock where no run is.
    if (!await RunFolder.hasRun(path)) throw new FileError("read", path, "there is no run in it");
    const folder = new RunFolder(path, { hasRun: true, created: [] });
    // What a program that was killed was about to write.
    const names = await listFiles(path);
    await removeFiles(path, names.filter(isPartialFile));
    return folder;
  }

  /**
   * Writes `config.json`: from now on there is a run.
   *
   * @param start The file of the weights that it begins with, if it has them from one.
   */
  async begin(config: RunConfig, start?: Uint8Array): Promise<void> {
    if (start) await replaceFile(this.#file(START_FILE), start);
    await replaceFile(this.#file(CONFIG_FILE), encodeRunConfig(config));
    this.#hasRun = true;
  }

  /**
   * Reads `config.json`.
   *
   * @throws {SyntaxError} If it is damaged.
   */
  async readConfig(): Promise<RunConfig> {
    const path = this.#file(CONFIG_FILE);
    const bytes = await readFileBytes(path);
    return await inFile(path, () => decodeRunConfig(bytes));
  }

  /** The path of the weights that the run began with, if it had them from a file. */
  get startPath(): string {
    return this.#file(START_FILE);
  }

  /** The paths of the checkpoints, the latest first. */
  async listCheckpoints(): Promise<string[]> {
    const names = await listFiles(this.path);
    return names.filter((name) => CHECKPOINT.test(name)).sort((a, b) => stepsOf(b) - stepsOf(a))
      .map((name) => this.#file(name));
  }

  /** Writes a checkpoint, and removes those that have become too old. */
  async saveCheckpoint(steps: number, bytes: Uint8Array): Promise<void> {
    await this.#metrics?.sync();
    await replaceFile(this.#file(`checkpoint-${steps}.safetensors`), bytes);
    // The new one is safe: what becomes of the old ones is no reason to fail.
    const all = await this.listCheckpoints().catch(() => []);
    await removeFiles("", all.slice(CHECKPOINTS_KEPT));
  }

  /** Writes the best weights so far. */
  async saveBest(bytes: Uint8Array): Promise<void> {
    await replaceFile(this.#file(BEST_FILE), bytes);
  }

  /** Where the weights of the run's end go. */
  get weightsPath(): string {
    return this.#file(WEIGHTS_FILE);
  }

  /**
   * Opens `metrics.jsonl` at a position of the run: of what is in it that stays which comes before.
   */
  async openMetrics(position: TrainingPosition): Promise<void> {
    const path = this.#file(METRICS_FILE);
    const old = await fileExists(path) ? new TextDecoder().decode(await readFileBytes(path)) : "";
    const kept = keepMetrics(old, position);
    if (kept !== old) await replaceFile(path, new TextEncoder().encode(kept));
    this.#metrics = new AppendFile(path);
  }

  /** Adds a line to `metrics.jsonl`, which must be open. */
  record(metrics: Metrics): void {
    this.#metrics!.append(formatMetrics(metrics));
  }

  /** Lets others have the folder. If no run was begun in it, nothing stays there. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#metrics?.[Symbol.dispose]();
    this.#metrics = undefined;
    this.#lock[Symbol.dispose]();
    if (this.#hasRun) return;
    await removeFiles(this.path, [LOCK_FILE]);
    await removeEmptyFolders(this.#created);
  }

  #file(name: string): string {
    return join(this.path, name);
  }
}

function stepsOf(name: string): number {
  return Number(CHECKPOINT.exec(name)?.[1]);
}
