import type { Dataset, ImageSource } from "../dataset/dataset.ts";
import { DownloadError } from "../dataset/download.ts";
import type { LabelledImages } from "../dataset/labelled_images.ts";
import { type DataFlagValues, datasetFromFlags } from "./data_flags.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** The flags that say which images of a dataset a run takes. */
export interface DatasetFlags extends DataFlagValues {
  readonly seed: number;
  readonly limit: number | undefined;
  readonly validation: number | undefined;
}

/** What a run takes of a dataset. */
export interface TrainingDataset {
  readonly dataset: Dataset;
  /** Why generated digits stand in for MNIST, if they do. */
  readonly fallback: string | undefined;
  readonly training: LabelledImages;
  /** What epochs are judged by, if anything. */
  readonly validation: LabelledImages | undefined;
  readonly test: LabelledImages;
}

/**
 * Reads a dataset for a run, after a download if need be. If none was named and MNIST cannot be
 * downloaded, generated digits stand in for it.
 *
 * @throws {DownloadError} If a dataset that was named cannot be downloaded.
 * @throws {FileError} If a file cannot be read or written.
 * @throws {SyntaxError} If a file is not what its name says.
 * @throws {UsageError} If validation leaves no image to learn from.
 */
export async function openTrainingDataset(
  flags: DatasetFlags,
  terminal: Terminal,
): Promise<TrainingDataset> {
  const { seed } = flags;
  const dataset = datasetFromFlags(flags, { seed, terminal });
  try {
    return { dataset, fallback: undefined, ...await readImages(flags, dataset) };
  } catch (error) {
    const isNamed = flags.dataset !== undefined || flags.data !== undefined;
    if (isNamed || !(error instanceof DownloadError)) throw error;
    const hosts = error.failures.map(({ host, reason }) => `${host}: ${reason}`).join("; ");
    const generated = datasetFromFlags({ ...flags, dataset: "generated" }, { seed, terminal });
    return {
      dataset: generated,
      fallback: `${dataset.title} cannot be downloaded (${hosts})`,
      ...await readImages(flags, generated),
    };
  }
}

async function readImages(flags: DatasetFlags, dataset: Dataset) {
  const source = await dataset.open("train");
  const test = await dataset.open("test");
  const { count, validation } = divide(flags, source);
  return {
    training: await source.read(0, count),
    validation: validation > 0
      ? await source.read(source.count - validation, validation)
      : undefined,
    test: await test.read(0, test.count),
  };
}

/** Cuts the training part in two: what is learned from, and at its end what epochs are judged by. */
function divide(
  flags: DatasetFlags,
  source: ImageSource,
): { count: number; validation: number } {
  const limit = Math.min(flags.limit ?? source.count, source.count);
  const validation = flags.validation ?? Math.floor(limit / 12);
  requireRest(validation, source.count);
  return { count: Math.min(limit, source.count - validation), validation };
}

/** @throws {UsageError} If as many as are kept to judge by leave none of `count` to learn from. */
export function requireRest(kept: number, count: number): void {
  if (kept < count) return;
  throw new UsageError(
    `--validation must leave something to learn from: expected less than ${count}, got ${kept}`,
  );
}
