/**
 * Downloads the files of a dataset: from one mirror after the other, verified before they get their
 * name, so that what lies on the disk under that name is the file.
 */

import { createFolder, removeEmptyFolders } from "../files/create_folder.ts";
import { quotePath } from "../files/describe_file_error.ts";
import { join } from "../files/path.ts";
import { assertWritable, replaceFile } from "../files/replace_file.ts";
import { fetchBytes, type FetchProgress } from "./fetch_bytes.ts";
import { FetchError } from "./fetch_error.ts";
import { locateFile } from "./locate_file.ts";
import type { DatasetFile, DatasetSource } from "./sources.ts";
import { type FoundFile, unpackDownload } from "./unpack_download.ts";

/** How far the download of one file has come. */
export interface DownloadProgress extends FetchProgress {
  /** The name on the server, such as "train-images-idx3-ubyte.gz". */
  readonly file: string;
  /** The mirror's host. */
  readonly host: string;
}

/** Why one mirror did not give one file. */
export interface MirrorFailure {
  /** The name on the server, such as "train-images-idx3-ubyte.gz". */
  readonly file: string;
  /** The mirror's host. */
  readonly host: string;
  /** A few words, such as "connection refused". */
  readonly reason: string;
  /** Whether Deno's permissions forbade the connection. */
  readonly notPermitted: boolean;
}

/** How a download goes about it. */
export interface DownloadOptions {
  /** Addresses to which `<name>.gz` is appended, the one to ask first in front. */
  readonly mirrors: readonly string[];
  /** How often every mirror is asked at most; 2. Not again is asked one whose answer will not change. */
  readonly rounds?: number;
  /** The pause between two rounds; 1000. */
  readonly pauseMs?: number;
  /** How long a mirror may take to begin its answer; 10,000. */
  readonly answerTimeoutMs?: number;
  /** How long a mirror may take for each KiB; 20,000. */
  readonly stallTimeoutMs?: number;
  /** Ends the download at once when aborted. */
  readonly signal?: AbortSignal;
  /** Called for each piece that arrives. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Called when a mirror failed. */
  readonly onFailure?: (failure: MirrorFailure) => void;
}

/** What came of a download. */
export interface Download {
  /** Where the file is. It ends in ".gz" unless the mirror sent it unpacked. */
  readonly path: string;
  /** The mirror that gave it. */
  readonly mirror: string;
}

/** A file that no mirror gives. Faults of the disk are of another class, `FileError`. */
export class DownloadError extends Error {
  /** "DownloadError". */
  override readonly name = "DownloadError";

  /** Why, for each mirror. */
  readonly failures: readonly MirrorFailure[];

  /**
   * Names what was tried and what can be done.
   *
   * @param name The name on the server.
   * @param folder Where it was to go.
   * @param failures Why it did not, for each mirror.
   */
  constructor(name: string, folder: string, failures: readonly MirrorFailure[]) {
    const tried = failures.map(({ host, reason }) => `${host}: ${reason}`).join("; ");
    super(
      `Cannot download ${name}: ${tried}.\n` +
        `Put the dataset's four files into ${
          quotePath(folder)
        } by hand, or use --dataset generated`,
    );
    this.failures = failures;
  }
}

/**
 * Downloads one file of a dataset into `folder`, which is made if need be.
 *
 * @param file The file; what arrives is compared with it.
 * @param folder Where it goes.
 * @param options The mirrors and how to ask them.
 * @throws {DownloadError} If no mirror gives the file.
 * @throws {FileError} If `folder` cannot be made or written to, or the disk is full.
 * @throws The reason of `options.signal` if it was aborted.
 */
export async function downloadFile(
  file: DatasetFile,
  folder: string,
  options: DownloadOptions,
): Promise<Download> {
  options.signal?.throwIfAborted();
  const created = await createFolder(folder);
  try {
    await assertWritable(join(folder, `${file.name}.gz`));
    const { found, mirror } = await askMirrors(file, folder, options);
    options.signal?.throwIfAborted();
    const path = join(folder, found.gzip ? `${file.name}.gz` : file.name);
    await replaceFile(path, found.gzip ?? found.content);
    return { path, mirror };
  } catch (error) {
    await removeEmptyFolders(created);
    throw error;
  }
}

/**
 * Downloads those files of a dataset that are not in `folder` yet. What is there is left as it is,
 * without a look into it.
 *
 * @param source The dataset.
 * @param folder Where its files go.
 * @param options How to ask the mirrors, which are the dataset's own unless others are given.
 * @returns The paths of all four files, in the order of `source.files`.
 * @throws {DownloadError} If no mirror gives one of the files; those that came before it stay.
 * @throws {FileError} If `folder` cannot be made, read or written to, or the disk is full.
 * @throws The reason of `options.signal` if it was aborted.
 */
export async function downloadDataset(
  source: DatasetSource,
  folder: string,
  options: Partial<DownloadOptions> = {},
): Promise<string[]> {
  let mirrors = options.mirrors ?? source.mirrors;
  const paths: string[] = [];
  for (const file of Object.values(source.files)) {
    let path = await locateFile(file, [folder]);
    if (path === undefined) {
      const download = await downloadFile(file, folder, { ...options, mirrors });
      path = download.path;
      // The mirror that has just served is asked first for the next file.
      mirrors = [download.mirror, ...mirrors.filter((mirror) => mirror !== download.mirror)];
    }
    paths.push(path);
  }
  return paths;
}

/** The file from the first mirror that gives it. */
async function askMirrors(
  file: DatasetFile,
  folder: string,
  options: DownloadOptions,
): Promise<{ found: FoundFile; mirror: string }> {
  const { mirrors, rounds = 2, pauseMs = 1000, signal, onFailure } = options;
  const failures = new Map<string, MirrorFailure>();
  let hopeful = [...mirrors];
  for (let round = 1; hopeful.length > 0; round++) {
    const retryable: string[] = [];
    for (const mirror of hopeful) {
      try {
        return { found: await askMirror(mirror, file, options), mirror };
      } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        const { message: reason, notPermitted } = error;
        const failure = { ...labelOf(mirror, file), reason, notPermitted };
        failures.set(mirror, failure);
        onFailure?.(failure);
        if (error.retryable) retryable.push(mirror);
      }
    }
    hopeful = round < rounds ? retryable : [];
    if (hopeful.length > 0) await pause(pauseMs, signal);
  }
  throw new DownloadError(`${file.name}.gz`, folder, [...failures.values()]);
}

async function askMirror(
  mirror: string,
  file: DatasetFile,
  options: DownloadOptions,
): Promise<FoundFile> {
  const { answerTimeoutMs = 10_000, stallTimeoutMs = 20_000, signal, onProgress } = options;
  const label = labelOf(mirror, file);
  const { bytes, redirectedTo } = await fetchBytes(`${mirror}${label.file}`, {
    // The content itself is the largest thing that a mirror may rightly send: for some bytes gzip
    // saves nothing, and adds a few of its own.
    maxBytes: file.contentBytes + 1024,
    answerTimeoutMs,
    stallTimeoutMs,
    signal,
    onProgress: onProgress && ((progress) => onProgress({ ...label, ...progress })),
  });
  try {
    return await unpackDownload(file, bytes);
  } catch (error) {
    throw error instanceof FetchError ? error.behindRedirect(redirectedTo) : error;
  }
}

function labelOf(mirror: string, file: DatasetFile): { file: string; host: string } {
  return { file: `${file.name}.gz`, host: new URL(mirror).host };
}

/** Waits, at most until `signal` is aborted. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
