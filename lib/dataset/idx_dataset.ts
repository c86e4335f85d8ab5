import { inFile } from "../files/in_file.ts";
import { join } from "../files/path.ts";
import { readFileBytes } from "../files/read_file.ts";
import type { Dataset, DatasetOptions, ImageSource, Part } from "./dataset.ts";
import { downloadDataset } from "./download.ts";
import { gunzip, isGzip } from "./gunzip.ts";
import { parseIdxImages, parseIdxLabels } from "./idx.ts";
import { slice } from "./labelled_images.ts";
import { locateFile } from "./locate_file.ts";
import { DATASET_SOURCES, type DatasetFile, type DatasetSource } from "./sources.ts";
import { type FoundFile, type Verification, verifyFile } from "./verify_file.ts";

/** The largest content of a file that is unpacked: 1 GiB, more than a million images. */
const MAX_CONTENT_BYTES = 2 ** 30;

/**
 * A dataset of IDX files. They are looked for in `options.folder` and in `options.folder/<name>`; what
 * is missing is downloaded to the latter. What is there is used as it is, without any network: it need
 * not be the published files.
 */
export function idxDataset(source: DatasetSource, options: DatasetOptions): Dataset {
  const { name, title, classes } = source;
  return { name, title, classes, open: (part) => openPart(source, part, options) };
}

/** A file of a dataset on the disk, compared with what was published. */
export interface CheckedFile {
  /** Where it is. */
  readonly path: string;
  /** Its size as it lies there. */
  readonly lengthBytes: number;
  /** What came of the comparison. */
  readonly verification: Verification;
}

/**
 * Downloads what is missing of a dataset, and compares all four files with the published ones.
 *
 * @throws {DownloadError} If a file is not on the disk and cannot be downloaded.
 * @throws {FileError} If a file cannot be read or written.
 */
export async function checkIdxDataset(
  source: DatasetSource,
  options: DatasetOptions,
): Promise<CheckedFile[]> {
  const files = Object.values(source.files);
  const paths = await findFiles(source, files, options);
  const checked: CheckedFile[] = [];
  for (const [index, path] of paths.entries()) {
    const found = await readFile(path);
    const verification = await verifyFile(files[index], found);
    checked.push({ path, lengthBytes: (found.gzip ?? found.content).length, verification });
  }
  return checked;
}

/** The folders where a dataset's files may lie. */
function dataFolders(source: DatasetSource, folder: string): string[] {
  return [join(folder, source.name), folder];
}

async function openPart(
  source: DatasetSource,
  part: Part,
  options: DatasetOptions,
): Promise<ImageSource> {
  const { files } = source;
  const [imagesFile, labelsFile] = part === "train"
    ? [files.trainImages, files.trainLabels]
    : [files.testImages, files.testLabels];
  const [imagesPath, labelsPath] = await findFiles(source, [imagesFile, labelsFile], options);

  const foundLabels = await readFile(labelsPath);
  await inFile(labelsPath, () => refuseOtherDataset(source, labelsFile, foundLabels));
  const labels = await inFile(labelsPath, () => parseIdxLabels(foundLabels.content));
  const { content: imageBytes } = await readFile(imagesPath);
  options.signal?.throwIfAborted();
  const images = await inFile(imagesPath, () => parseIdxImages(imageBytes));
  await inFile(labelsPath, () => requireSameCount(source, labels.length, images.count));
  const { count, height, width } = images;
  return {
    count,
    height,
    width,
    read: (first, count) => Promise.resolve(slice({ ...images, labels }, first, count)),
  };
}

/** The paths of files that are there, or that are after a download. */
async function findFiles(
  source: DatasetSource,
  files: DatasetFile[],
  options: DatasetOptions,
): Promise<string[]> {
  const folders = dataFolders(source, options.folder);
  const paths = await Promise.all(files.map((file) => locateFile(file, folders)));
  if (paths.every((path) => path !== undefined)) return paths;
  const { signal, download } = options;
  await downloadDataset(source, folders[0], { signal, ...download });
  const found = await Promise.all(files.map((file) => locateFile(file, folders)));
  return found.filter((path) => path !== undefined);
}

/** Reads a file that may be packed. */
async function readFile(path: string): Promise<FoundFile> {
  const bytes = await readFileBytes(path);
  if (!isGzip(bytes)) return { content: bytes };
  return { content: await inFile(path, () => gunzip(bytes, MAX_CONTENT_BYTES)), gzip: bytes };
}

function requireSameCount(source: DatasetSource, labels: number, images: number): void {
  if (labels === images) return;
  throw new SyntaxError(
    `Cannot read ${source.title}: expected as many labels as images, ` +
      `got ${labels} labels and ${images} images`,
  );
}

/**
 * All datasets use the same file names. A folder that is given for one may hold another, and training
 * would go well.
 *
 * @throws {SyntaxError} If the labels are known to be another dataset's.
 */
async function refuseOtherDataset(
  source: DatasetSource,
  file: DatasetFile,
  found: FoundFile,
): Promise<void> {
  for (const other of Object.values(DATASET_SOURCES)) {
    if (other === source) continue;
    const same = Object.values(other.files).find(({ name }) => name === file.name);
    if (!same || (await verifyFile(same, found)).state !== "verified") continue;
    throw new SyntaxError(
      `Cannot read ${source.title}: expected its labels, got those of ${other.title}`,
    );
  }
}
