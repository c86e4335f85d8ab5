import { assertEquals } from "@std/assert";
import { formatData } from "../../lib/cli/format_data.ts";
import type { TrainingData } from "../../lib/cli/training_data.ts";

function images(count: number) {
  const [images, labels] = [new Uint8Array(count), new Uint8Array(count)];
  return { count, height: 1, width: 1, images, labels };
}

const DATASET: TrainingData = {
  dataset: "mnist",
  title: "MNIST",
  classes: [],
  fallback: undefined,
  learned: [{ kind: "dataset", title: "", images: images(55_000), times: 1 }],
  validation: images(5000),
  judged: [{ kind: "test", title: "", images: images(10_000) }],
};
const PICTURES = { kind: "pictures", title: "", images: images(24), times: 42 } as const;
const DRAWN = { kind: "drawn", title: "", images: images(2000), times: 1 } as const;
const KEPT = { kind: "pictures", title: "", images: images(6) } as const;

Deno.test("formatData() says what is learned from and what it is judged by", () => {
  const cases: [data: Partial<TrainingData>, text: string][] = [
    [{}, "MNIST: 55,000 images to train, 5,000 to validate, 10,000 to test"],
    [{ validation: undefined }, "MNIST: 55,000 images to train, 0 to validate, 10,000 to test"],
    [
      { learned: [...DATASET.learned, DRAWN] },
      "MNIST: 55,000 images and 2,000 drawn digits to train, 5,000 to validate, 10,000 to test",
    ],
    [
      { dataset: undefined, title: "my_hand", learned: [PICTURES, DRAWN], judged: [KEPT] },
      "my_hand: 24 pictures (42 times) and 2,000 drawn digits to train, 6 kept back",
    ],
    [
      { dataset: undefined, title: "a", learned: [{ ...PICTURES, times: 1 }], judged: [] },
      "a: 24 pictures to train",
    ],
    [
      {
        title: "MNIST and my_hand",
        learned: [...DATASET.learned, PICTURES],
        judged: [...DATASET.judged, KEPT],
      },
      "MNIST and my_hand: 55,000 images and 24 pictures (42 times) to train, " +
      "5,000 to validate, 10,000 to test, 6 kept back",
    ],
  ];
  for (const [data, text] of cases) assertEquals(formatData({ ...DATASET, ...data }), text);
});
