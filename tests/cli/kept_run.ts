/** Runs that are kept in a folder, for the tests of what may happen to them. */

import { assert, assertEquals } from "@std/assert";
import { parseMetrics } from "../../lib/training/metrics.ts";
import { type RunOptions, startCnn } from "./run_cnn.ts";

/**
 * A run that makes use of all that has a state, on a network that learns fast, with many checkpoints. It
 * lasts about a second.
 */
export const RUN_ARGS = [
  ...["--data", "sample", "--epochs", "120", "--batch", "4", "--checkpoint-every", "0.0001"],
  ...["--model", "conv 8x5, batchnorm relu, pool 4, dropout 0.2, dense 32 relu, softmax 10"],
  ...["--optimizer", "adamw", "--averaging", "0.99", "--clip-norm", "1", "--augment", "light"],
  ...["--drawn", "10"],
];

/** What is left of a run, without its times. */
export interface Remains {
  weights: Uint8Array;
  best: Uint8Array;
  records: unknown[];
}

/** Reads what is left of a run that has ended. */
export function readRemains(folder: string): Remains {
  const text = Deno.readTextFileSync(`${folder}/metrics.jsonl`);
  const records = parseMetrics(text);
  // Each once.
  assertEquals(text.split("\n").length - 1, records.length);
  return {
    weights: Deno.readFileSync(`${folder}/weights.safetensors`),
    best: Deno.readFileSync(`${folder}/best.safetensors`),
    records: records.map((record) => ({ ...record, elapsedMs: 0, imagesPerSecond: 0 })),
  };
}

/** The files of a run's folder that are half-written. */
export function partialFiles(folder: string): string[] {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  return names.filter((name) => name.endsWith(".partial")).sort();
}

/** A run that is under way. */
export class RunUnderWay {
  readonly process: Deno.ChildProcess;
  /** What it has said on standard error so far. */
  stderr = "";
  readonly #stderr: Promise<void>;
  readonly #stdout: Promise<string>;
  #hasEnded = false;

  constructor(args: readonly string[], options: RunOptions & { folder: string }) {
    this.process = startCnn(["train", ...args], options);
    this.#stderr = this.#listen();
    this.#stdout = new Response(this.process.stdout).text();
    this.process.status.then(() => this.#hasEnded = true);
  }

  /** Waits until `isSo` or the run has ended, at most ten seconds. */
  async until(isSo: () => boolean): Promise<void> {
    const endMs = performance.now() + 10_000;
    while (!isSo() && !this.#hasEnded) {
      assert(performance.now() < endMs, "it has taken too long");
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Kills it, if it has not ended. */
  kill(): void {
    try {
      this.process.kill("SIGKILL");
    } catch {
      // It is over.
    }
  }

  /** How it ended. */
  async end(): Promise<{ code: number; stdout: string; stderr: string }> {
    const { code } = await this.process.status;
    await this.#stderr;
    return { code, stdout: await this.#stdout, stderr: this.stderr };
  }

  async #listen(): Promise<void> {
    for await (const text of this.process.stderr.pipeThrough(new TextDecoderStream())) {
      this.stderr += text;
    }
  }
}

/** Whether a run has written a checkpoint. */
export function hasCheckpoint(folder: string): boolean {
  try {
    return [...Deno.readDirSync(folder)].some(({ name }) => name.startsWith("checkpoint-"));
  } catch {
    return false;
  }
}
