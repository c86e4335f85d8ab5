import { drawDigits } from "../dataset/generated/generated_dataset.ts";
import type { LabelledImages } from "../dataset/labelled_images.ts";
import { oneLine } from "../one_line.ts";
import type { Terminal } from "./terminal.ts";
import { type DatasetFlags, openTrainingDataset } from "./training_dataset.ts";
import { openTrainingPictures, timesAnEpoch } from "./training_pictures.ts";

/** Images that a run learns from. */
export interface LearnedSet {
  /** Whether they are a dataset's, pictures, or digits that the program has drawn. */
  readonly kind: "dataset" | "pictures" | "drawn";
  /** What they are called where something is wrong with them. */
  readonly title: string;
  readonly images: LabelledImages;
  /** How often an epoch has each of them. */
  readonly times: number;
}

/** Images that a run is judged by at its end. */
export interface JudgedSet {
  /** Whether they are a dataset's, or pictures that were kept back. */
  readonly kind: "test" | "pictures";
  readonly title: string;
  readonly images: LabelledImages;
}

/** What a run learns from and is judged by. */
export interface TrainingData {
  /** As in `--dataset NAME`; undefined where there are pictures alone. */
  readonly dataset: string | undefined;
  /** What it is called: a dataset's title, a folder of pictures, or both. */
  readonly title: string;
  /** What the labels 0, 1, 2, ... stand for. */
  readonly classes: readonly string[];
  /** Why generated digits stand in for MNIST, if they do. */
  readonly fallback: string | undefined;
  readonly learned: readonly LearnedSet[];
  /** What epochs are judged by, if anything. */
  readonly validation: LabelledImages | undefined;
  readonly judged: readonly JudgedSet[];
}

/** The flags that say which images a run takes. */
export interface TrainingDataFlags extends DatasetFlags {
  /** Whether it takes those of a dataset. */
  readonly usesDataset: boolean;
  /** The folder of its pictures, if it takes such. */
  readonly pictures: string | undefined;
  /** What the labels 0, 1, 2, ... stand for. */
  readonly classes: readonly string[];
  /** How many digits to draw. */
  readonly drawn: number;
}

/**
 * Reads all that a run learns from and is judged by. Throws as `openTrainingDataset` and
 * `openTrainingPictures` do.
 */
export async function openTrainingData(
  flags: TrainingDataFlags,
  terminal: Terminal,
): Promise<TrainingData> {
  const { seed, drawn, pictures: folder = "" } = flags;
  const own = flags.usesDataset ? await openTrainingDataset(flags, terminal) : undefined;
  // Where there is no dataset, what is said of validation is said of pictures.
  const kept = own ? undefined : flags.validation;
  const pictures = flags.pictures === undefined
    ? undefined
    : await openTrainingPictures(folder, { kept, seed, terminal });
  const name = oneLine(folder, Infinity);
  const title = own?.dataset.title ?? name;

  const learned: LearnedSet[] = [];
  if (own) {
    const titleOfSet = `${title} (training images)`;
    learned.push({ kind: "dataset", title: titleOfSet, images: own.training, times: 1 });
  }
  if (pictures) {
    const images = pictures.learned;
    const times = timesAnEpoch(images.count, (own?.training.count ?? 0) + drawn);
    learned.push({ kind: "pictures", title: `pictures in ${name}`, images, times });
  }
  if (drawn > 0) {
    const images = await drawDigits({ seed, count: drawn });
    learned.push({ kind: "drawn", title: `drawn digits (--drawn ${drawn})`, images, times: 1 });
  }

  const judged: JudgedSet[] = [];
  if (own) judged.push({ kind: "test", title: `${title}, test images`, images: own.test });
  if (pictures && pictures.kept.count > 0) {
    judged.push({ kind: "pictures", title: "pictures kept back", images: pictures.kept });
  }
  return {
    dataset: own?.dataset.name,
    title: own && pictures ? `${title} and ${name}` : title,
    classes: own?.dataset.classes ?? flags.classes,
    fallback: own?.fallback,
    learned,
    validation: own ? own.validation : judged[0]?.images,
    judged,
  };
}

/** All that a run learns from, in sets that are numbered one behind the other. */
export function learnedImages({ learned }: TrainingData): LabelledImages[] {
  return learned.flatMap(({ images, times }) => new Array<LabelledImages>(times).fill(images));
}
