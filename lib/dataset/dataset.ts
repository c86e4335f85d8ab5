import { suggestion } from "../closest_word.ts";
import type { DownloadOptions } from "./download.ts";
import { generatedDataset } from "./generated/generated_dataset.ts";
import { idxDataset } from "./idx_dataset.ts";
import type { LabelledImages } from "./labelled_images.ts";
import { DATASET_SOURCES, type DatasetName } from "./sources.ts";

/** What is learned from, and what is judged by. */
export type Part = "train" | "test";

/** Images that can be had in pieces. */
export interface ImageSource {
  /** How many there are. */
  readonly count: number;
  /** Rows of an image. */
  readonly height: number;
  /** Columns of an image. */
  readonly width: number;
  /** The `count` images from number `first` on. */
  read(first: number, count: number): Promise<LabelledImages>;
}

/** A dataset by name. Nothing is read, downloaded or drawn until a part is opened. */
export interface Dataset {
  /** As in `--dataset NAME`. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** What the labels 0, 1, 2, ... stand for. */
  readonly classes: readonly string[];
  /**
   * Makes a part's images ready.
   *
   * @throws {DownloadError} If they are not on the disk and cannot be downloaded.
   * @throws {FileError} If a file cannot be read or written.
   * @throws {SyntaxError} If a file is not what its name says.
   */
  open(part: Part): Promise<ImageSource>;
}

/** How a dataset is to be had. */
export interface DatasetOptions {
  /** Where files are looked for, in itself and in a folder of the dataset's name. */
  folder: string;
  /** What generated digits are drawn from. */
  seed: number;
  /** How missing files are downloaded. */
  download?: Partial<DownloadOptions>;
  /** Ends reading, downloading and drawing with its reason. */
  signal?: AbortSignal;
}

/** All names that `--dataset` takes. */
export const DATASET_NAMES: readonly string[] = [...Object.keys(DATASET_SOURCES), "generated"];

/**
 * The dataset of a name.
 *
 * @throws {RangeError} If there is none.
 */
export function findDataset(name: string, options: DatasetOptions): Dataset {
  if (name === "generated") return generatedDataset(options);
  if (!Object.hasOwn(DATASET_SOURCES, name)) {
    throw new RangeError(
      `Cannot find the dataset: expected ${DATASET_NAMES.join(", ")}, got "${name}"` +
        suggestion(name, DATASET_NAMES),
    );
  }
  return idxDataset(DATASET_SOURCES[name as DatasetName], options);
}
