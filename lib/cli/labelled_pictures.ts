import type { LabelledImages } from "../dataset/labelled_images.ts";
import { describeFileError, FileError } from "../files/describe_file_error.ts";
import { basename, dirname } from "../files/path.ts";
import { readFileBytes } from "../files/read_file.ts";
import { decodePicture } from "../image/decode_picture.ts";
import { readPicture } from "../image/read_picture.ts";
import type { Recognizer } from "../image/reading.ts";
import { listPictures } from "./picture_files.ts";
import { isOfPicture, tellOfPicture } from "./picture_error.ts";
import { readAhead } from "./read_ahead.ts";
import type { Terminal } from "./terminal.ts";

const SIDE = 28;

/** Pictures that are decoded ahead of the one that is read. */
const PICTURES_AHEAD = 4;

/** Pictures of single digits, each as the image that a network is given. */
export interface LabelledPictures {
  readonly images: LabelledImages;
  /** Where each image is from. */
  readonly paths: readonly string[];
  /** How many pictures could not be read, which the terminal has been told of. */
  readonly failed: number;
}

/**
 * What a picture shows, by its folder's name or its own.
 *
 * @returns 7 for `7/a.png`, `a_7.png`, `a-7.png`, `7-a.png`, `7_a.png` and `7.png`; undefined if neither
 * name tells.
 */
export function labelOf(path: string): number | undefined {
  const stem = basename(path).replace(/\.[^.]*$/, "");
  const match = /^(\d)$/.exec(basename(dirname(path))) ?? /[-_](\d)$/.exec(stem) ??
    /^(\d)(?:[-_]|$)/.exec(stem);
  return match === null ? undefined : Number(match[1]);
}

/**
 * Stands in for a network: where a picture is one digit, its image depends on no answer.
 */
const NO_ANSWER: Recognizer = (images) => images.map(() => new Float32Array(10));

/**
 * Reads all pictures of a folder and the folders in it as single digits. The terminal is told of what
 * cannot be read, and of pictures whose names do not tell what they show; they are left out.
 *
 * @throws {FileError} If there is no such folder, or no picture in it.
 * @throws {RangeError} If no picture has a label and can be read.
 */
export async function readLabelledPictures(
  folder: string,
  terminal: Terminal,
): Promise<LabelledPictures> {
  await requireFolder(folder);
  const all = await Array.fromAsync(listPictures([folder], { isRecursive: true }));
  const error = all.find((path) => path instanceof Error);
  if (error !== undefined) throw error;
  const listed = all.filter((path) => typeof path === "string");
  const paths = listed.filter((path) => labelOf(path) !== undefined);
  if (paths.length < listed.length) {
    terminal.note(
      `${listed.length - paths.length} of ${listed.length} pictures are left out: neither their ` +
        "folder's name nor their own tells the digit, as in 7/a.png or a_7.png",
    );
  }
  const images = new Uint8Array(paths.length * SIDE * SIDE);
  const labels = new Uint8Array(paths.length);
  const read: string[] = [];
  const startMs = performance.now();
  let done = 0;
  for await (const { path, picture } of readAhead(paths, decode, PICTURES_AHEAD)) {
    try {
      if (picture instanceof Error) throw picture;
      const [[{ image }]] = readPicture(picture, NO_ANSWER, { layout: "single" }).lines;
      images.set(image, read.length * SIDE * SIDE);
      labels[read.length] = labelOf(path)!;
      read.push(path);
    } catch (error) {
      if (!isOfPicture(error)) throw error;
      terminal.warn(`cnn: ${tellOfPicture(path, error)}`);
    }
    const elapsedMs = performance.now() - startMs;
    const progress = { done: ++done, total: paths.length, elapsedMs, details: [] };
    terminal.progress({ label: "pictures", ...progress });
  }
  const count = read.length;
  if (count === 0) {
    throw new RangeError(
      `Cannot use the pictures in "${folder}": expected some that tell what they show, got none`,
    );
  }
  return {
    images: {
      ...{ count, height: SIDE, width: SIDE },
      images: images.subarray(0, count * SIDE * SIDE),
      labels: labels.subarray(0, count),
    },
    paths: read,
    failed: paths.length - count,
  };
}

/** @throws {FileError} If there is no folder at a path. */
async function requireFolder(path: string): Promise<void> {
  try {
    if ((await Deno.stat(path)).isDirectory) return;
  } catch (error) {
    throw describeFileError("read", path, error);
  }
  throw new FileError("read", path, "expected a folder of pictures, got a file");
}

async function decode(path: string) {
  try {
    return { path, picture: await decodePicture(await readFileBytes(path)) };
  } catch (error) {
    if (!isOfPicture(error)) throw error;
    return { path, picture: error };
  }
}
