/**
 * Makes pictures of digits as people have them, from MNIST's test images, with their labels:
 *
 *     deno run -A tests/image/synthetic/make_pictures.ts MNIST_FOLDER OUTPUT_FOLDER [COUNT] [SEED]
 *
 * Writes `<number>_<kind>_<digits>.png` (or `.jpg`) and `truth.json`. Three of four show one digit.
 */
import { idxDataset } from "./mnist_test_images.ts";
import { Random } from "../../../lib/random.ts";
import { encode } from "./encode.ts";
import { type Plan, ROW_KINDS, SINGLE_KINDS } from "./kinds.ts";
import type { SourceDigit } from "./place_line.ts";
import { render } from "./render.ts";
import { strokeField } from "./stroke_field.ts";

/** What is true of a picture. */
export interface Truth {
  readonly file: string;
  readonly kind: string;
  readonly tags: readonly string[];
  readonly text: string;
  readonly boxes: readonly (readonly [number, number, number, number])[];
}

if (import.meta.main) {
  const [mnist, output, count = "300", seed = "1"] = Deno.args;
  const images = idxDataset(mnist);
  await Deno.mkdir(output, { recursive: true });
  const truths: Truth[] = [];
  for (let n = 0; n < Number(count); n++) {
    const random = new Random(Number(seed), "synthetic", n);
    const next = (): SourceDigit => {
      const index = random.below(images.count);
      return { label: images.labels[index], field: strokeField(images.image(index)) };
    };
    const isRow = random.below(4) === 0;
    const { kind, plan } = draw(random, next, isRow);
    const picture = render(plan.scene);
    const text = plan.scene.digits.map((digit) => digit.label).join("");
    const file = `${String(n).padStart(4, "0")}_${kind}_${text}.${plan.encoding.extension}`;
    await Deno.writeFile(`${output}/${file}`, await encode(picture, plan.encoding));
    truths.push({ file, kind, tags: plan.tags, text, boxes: picture.boxes });
  }
  await Deno.writeTextFile(`${output}/truth.json`, JSON.stringify(truths));
}

function draw(
  random: Random,
  next: () => SourceDigit,
  isRow: boolean,
): { kind: string; plan: Plan } {
  const kinds = isRow ? ROW_KINDS : SINGLE_KINDS;
  let left = random.uniform(0, 100);
  const [, kind, make] = kinds.find(([share]) => (left -= share) < 0) ?? kinds[0];
  return { kind, plan: make(random, next, isRow ? 2 + random.below(6) : 1) };
}
