import { generateDigits } from "../../lib/dataset/generated/generate_digits.ts";
import { packIdx } from "../dataset/pack_idx.ts";

/** How many images each part has. */
export const SAMPLE_COUNTS = { train: 40, test: 20 };

const FILE_NAMES = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
};

/** The four files of a dataset, by what they are for. */
export type SampleFiles = Record<keyof typeof FILE_NAMES, Uint8Array<ArrayBuffer>>;

/** A dataset of a few digits, drawn for the tests, as IDX files. */
export function sampleFiles(): SampleFiles {
  return {
    trainImages: packIdx([SAMPLE_COUNTS.train, 28, 28], draw("train").images),
    trainLabels: packIdx([SAMPLE_COUNTS.train], draw("train").labels),
    testImages: packIdx([SAMPLE_COUNTS.test, 28, 28], draw("test").images),
    testLabels: packIdx([SAMPLE_COUNTS.test], draw("test").labels),
  };
}

/** Writes a dataset's files into a folder that is made for them; returns the folder. */
export function writeDataset(
  folder: string,
  files: SampleFiles = sampleFiles(),
  ending: "" | ".gz" = "",
): string {
  Deno.mkdirSync(folder);
  for (const [key, bytes] of Object.entries(files)) {
    const name = FILE_NAMES[key as keyof SampleFiles];
    Deno.writeFileSync(`${folder}/${name}${ending}`, bytes);
  }
  return folder;
}

function draw(part: "train" | "test"): { images: Uint8Array; labels: Uint8Array } {
  const count = SAMPLE_COUNTS[part];
  const [images, labels] = [new Uint8Array(count * 784), new Uint8Array(count)];
  generateDigits({ seed: 1, stream: `sample-${part}`, first: 0, count, images, labels });
  return { images, labels };
}
