import { formatCount, formatList } from "./format.ts";
import type { LearnedSet, TrainingData } from "./training_data.ts";

/**
 * What a run learns from and is judged by, in a line:
 * `MNIST: 55,000 images and 12,000 drawn digits to train, 5,000 to validate, 10,000 to test`.
 */
export function formatData(data: TrainingData): string {
  const { title, learned, validation, judged } = data;
  const parts = [`${formatList(learned.map(formatSet), "and")} to train`];
  if (data.dataset !== undefined) parts.push(`${formatCount(validation?.count ?? 0)} to validate`);
  for (const { kind, images } of judged) {
    const count = formatCount(images.count);
    parts.push(kind === "test" ? `${count} to test` : `${count} kept back`);
  }
  return `${title}: ${parts.join(", ")}`;
}

function formatSet({ kind, images, times }: LearnedSet): string {
  const nouns = { dataset: "images", pictures: "pictures", drawn: "drawn digits" };
  const often = times > 1 ? ` (${times} times)` : "";
  return `${formatCount(images.count)} ${nouns[kind]}${often}`;
}

/** What a run learns from and is judged by, for programs. */
export function describeData({ dataset, fallback, learned, validation, judged }: TrainingData) {
  const countOf = (sets: readonly { kind: string; images: { count: number } }[], kind: string) =>
    sets.find((set) => set.kind === kind)?.images.count ?? 0;
  const pictures = learned.find(({ kind }) => kind === "pictures");
  return {
    dataset,
    fallback,
    images: {
      train: countOf(learned, "dataset"),
      validation: validation?.count ?? 0,
      test: countOf(judged, "test"),
    },
    pictures: pictures && {
      train: pictures.images.count,
      times: pictures.times,
      keptBack: countOf(judged, "pictures"),
    },
  };
}
