/** The flags that say which data a command works on, and what they come to. */

import {
  type Dataset,
  DATASET_NAMES,
  type DatasetOptions,
  findDataset,
} from "../dataset/dataset.ts";
import type { DownloadOptions } from "../dataset/download.ts";
import { choiceFlag, expectedValue, type FlagTable, type FlagValues, textFlag } from "./flags.ts";
import { formatBytes } from "./format.ts";
import type { Terminal } from "./terminal.ts";
import { withHint } from "./with_hint.ts";

/** Where data lie if nothing else is said. */
export const DEFAULT_FOLDER = "data";

/** The dataset that is meant if nothing else is said. */
export const DEFAULT_DATASET = "mnist";

/** `--dataset`, `--data` and `--mirror`. */
export const DATA_FLAGS = {
  dataset: choiceFlag("Which images", undefined, DATASET_NAMES),
  data: textFlag("DIR", "Folder of its files, or of a folder NAME [data]", undefined),
  mirror: {
    ...textFlag("URL", "Download from this address instead of the known ones", undefined),
    read(text, name) {
      if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return text.replace(/\/*$/, "/");
      throw expectedValue(name, "an address such as https://host/folder/", text);
    },
  },
} satisfies FlagTable;

/** The values of `DATA_FLAGS`. */
export type DataFlagValues = FlagValues<typeof DATA_FLAGS>;

/** The dataset that is meant by those who name none, given the one that a network was trained on. */
export function chooseDataset(flags: DataFlagValues, trainedOn: string | undefined): string {
  const name = DATASET_NAMES.find((name) => name === trainedOn) ?? DEFAULT_DATASET;
  // Who names a folder wants what is in it; generated digits are in none.
  return name === "generated" && flags.data !== undefined ? DEFAULT_DATASET : name;
}

/** What to do about a file of a dataset that is damaged, or another than its name says. */
export const WRONG_FILE_HINT = "Put the right file in its place, or remove it to download it";

/** The dataset that the flags name, `name` if they name none. Downloads show on the terminal. */
export function datasetFromFlags(
  flags: DataFlagValues,
  options: { name?: string; seed?: number; terminal: Terminal },
): Dataset {
  const { name = DEFAULT_DATASET, seed = 0, terminal } = options;
  const dataset = findDataset(flags.dataset ?? name, datasetOptions(flags, { seed, terminal }));
  return { ...dataset, open: (part) => withHint(WRONG_FILE_HINT, () => dataset.open(part)) };
}

/** How the flags say that a dataset is to be had. */
export function datasetOptions(
  flags: DataFlagValues,
  options: { seed: number; terminal: Terminal },
): DatasetOptions {
  const { seed, terminal } = options;
  return {
    folder: flags.data ?? DEFAULT_FOLDER,
    seed,
    download: {
      ...(flags.mirror && { mirrors: [flags.mirror] }),
      ...showDownload(terminal),
    },
  };
}

/** Progress of downloads, and what holds them up: the next mirror is tried without a further word. */
function showDownload(terminal: Terminal): Pick<DownloadOptions, "onProgress" | "onFailure"> {
  return {
    onProgress: ({ file, host, receivedBytes, totalBytes, bytesPerSecond }) => {
      const received = formatBytes(receivedBytes);
      terminal.progress({
        label: file,
        done: receivedBytes,
        total: totalBytes,
        details: [
          totalBytes ? `${received} of ${formatBytes(totalBytes)}` : received,
          `${formatBytes(bytesPerSecond)}/s`,
          host,
        ],
        elapsedMs: 1000 * receivedBytes / Math.max(1, bytesPerSecond),
      });
    },
    onFailure: ({ file, host, reason }) => {
      terminal.progress({
        label: file,
        done: 0,
        total: undefined,
        details: [`${host}: ${reason}`],
        elapsedMs: 0,
      });
    },
  };
}
