/**
 * Makes `data/judge.safetensors`, the small network that tells digits from what is none:
 *
 *     deno run -A tests/image/synthetic/make_judge.ts MNIST_FOLDER [OUTPUT]
 *
 * It learns from MNIST's training digits, from digits that the program draws, and from the letters,
 * signs, scribbles, shapes and textures that it draws too. From which doubt on a digit is refused is
 * fixed on MNIST's last 5,000 training digits, which it has not learned from; the test digits, and
 * drawings of another seed, are judged once, at the end.
 */
import { STRENGTHS } from "../../../lib/augmentation/augmentation_text.ts";
import { findDataset } from "../../../lib/dataset/dataset.ts";
import {
  generateNonDigits,
  NON_DIGITS,
} from "../../../lib/dataset/generated/generate_non_digits.ts";
import type { LabelledImages } from "../../../lib/dataset/labelled_images.ts";
import { createEngine } from "../../../lib/engine/create_engine.ts";
import { fitDigit } from "../../../lib/image/fit_digit.ts";
import { findInkBox } from "../../../lib/image/ink_box.ts";
import { placeByCentreOfMass } from "../../../lib/image/mnist_convention.ts";
import { initialize } from "../../../lib/network/initialize.ts";
import { Network } from "../../../lib/network/network.ts";
import { parseArchitecture } from "../../../lib/network/parse_architecture.ts";
import { Random } from "../../../lib/random.ts";
import { SCHEDULES } from "../../../lib/training/schedules.ts";
import { SgdOptimizer } from "../../../lib/training/sgd_optimizer.ts";
import { train } from "../../../lib/training/train.ts";
import { encodeWeights } from "../../../lib/training/weights_file.ts";
import { sampleField, strokeField } from "./stroke_field.ts";

const ARCHITECTURE =
  "conv 16x5 same relu, pool 2, conv 32x5 relu, pool 2, dense 48 relu, softmax 2";

/** Classes of the judge. */
const NO_DIGIT = 0;
const DIGIT = 1;

const SEED = 1;
const SIZE = 28 * 28;

/** A digit is written again this much finer than MNIST. */
const PEN_FINENESS = 3;

const DRAWN_DIGITS = 25_000;

/** Training digits that are written again with other pens, and how often each is in the mixture. */
const WRITTEN_DIGITS = 3_000;
const WRITTEN_COPIES = 8;

const NON_DIGIT_COUNT = 80_000;
const VALIDATION = 5_000;

/** A digit is accepted from this on, even if all validation digits are above it. */
const MOST_DOUBT = 0.02;

/** Of the validation digits at most this share may be refused. */
const REFUSED = 0.0008;

if (import.meta.main) {
  const [folder, output = "data/judge.safetensors"] = Deno.args;
  const mnist = findDataset("mnist", { folder, seed: SEED });
  const source = await mnist.open("train");
  const digits = await source.read(0, source.count - VALIDATION);
  const validation = await source.read(source.count - VALIDATION, VALIDATION);
  const drawn = await (await findDataset("generated", { folder, seed: SEED }).open("train"))
    .read(0, DRAWN_DIGITS);
  const written = writeAgain(digits, WRITTEN_DIGITS);
  const copies = Array.from({ length: WRITTEN_COPIES }, () => written);
  const images = mix(digits, drawn, ...copies, drawNonDigits("train", NON_DIGIT_COUNT));

  const network = new Network(parseArchitecture(ARCHITECTURE));
  initialize(network, SEED);
  const engine = createEngine(network, {
    batch: 64,
    seed: SEED,
    optimizer: new SgdOptimizer({ momentum: 0.9, weightDecay: 1e-4 }),
    augmentation: { ...STRENGTHS.strong, erasing: 0, thickness: 0.8 },
  });
  const started = performance.now();
  await train({
    ...{ engine, images, epochs: 6, learningRate: 0.05, seed: SEED },
    schedule: SCHEDULES.cosine,
    onEpoch: ({ epoch, accuracy }) => print(`epoch ${epoch}  right ${accuracy}`),
  });
  engine.sync();

  const judge = (images: Uint8Array) => {
    const answers: number[] = [];
    for (let n = 0; n * SIZE < images.length; n += 64) {
      const part = images.subarray(n * SIZE, (n + 64) * SIZE);
      engine.images.set(part);
      const count = part.length / SIZE;
      engine.forward(count);
      for (let k = 0; k < count; k++) answers.push(engine.probabilities[2 * k + DIGIT]);
    }
    return answers;
  };
  const sorted = judge(validation.images).sort((a, b) => a - b);
  const threshold = Math.min(MOST_DOUBT, sorted[Math.floor(REFUSED * sorted.length)]);
  const metadata = {
    labels: "no digit, digit",
    threshold: threshold.toPrecision(4),
    seed: `${SEED}`,
  };
  await Deno.writeFile(output, encodeWeights({ network, metadata }));

  const refused = (images: Uint8Array) => {
    const answers = judge(images);
    return `${
      (100 * answers.filter((digit) => digit < threshold).length / answers.length).toFixed(2)
    }%`;
  };
  const test = await mnist.open("test");
  print(`threshold ${threshold}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  print(`test digits refused: ${refused((await test.read(0, test.count)).images)}`);
  const drawnTest = await (await findDataset("generated", { folder, seed: 9 }).open("test")).read(
    0,
    5000,
  );
  print(`drawn digits refused: ${refused(drawnTest.images)}`);
  for (const kind of NON_DIGITS) {
    const images = new Uint8Array(1000 * SIZE);
    generateNonDigits({ seed: 2, stream: "test", first: 0, images, kind });
    print(`${kind}s refused: ${refused(images)}`);
  }
  engine.close();
}

function drawNonDigits(stream: string, count: number): LabelledImages {
  const images = new Uint8Array(count * SIZE);
  generateNonDigits({ seed: SEED, stream, first: 0, images });
  return { count, height: 28, width: 28, images, labels: new Uint8Array(count) };
}

/** Digits as they come out of pictures: written with a thin or a thick pen, then fitted again. */
function writeAgain(digits: LabelledImages, count: number): LabelledImages {
  const images = new Uint8Array(count * SIZE);
  for (let n = 0; n < count; n++) {
    const random = new Random(SEED, "write again", n);
    const index = random.below(digits.count);
    const field = strokeField(digits.images.subarray(index * SIZE, (index + 1) * SIZE));
    const radius = random.uniform(0.25, 1.9);
    const side = 28 * PEN_FINENESS;
    const pixels = Uint8Array.from({ length: side * side }, (_, i) => {
      const [x, y] = [(i % side + 0.5) / PEN_FINENESS, (Math.floor(i / side) + 0.5) / PEN_FINENESS];
      const depth = (radius - sampleField(field.fromLine, x, y)) * PEN_FINENESS;
      return 255 * Math.max(0, Math.min(1, depth + 0.5));
    });
    const ink = { width: side, height: side, pixels };
    images.set(placeByCentreOfMass(fitDigit(ink, findInkBox(ink, 64))), n * SIZE);
  }
  return { count, height: 28, width: 28, images, labels: new Uint8Array(count) };
}

/** Digits of both kinds are one class. */
function mix(...parts: readonly LabelledImages[]): LabelledImages {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const images = new Uint8Array(count * SIZE);
  const labels = new Uint8Array(count).fill(NO_DIGIT);
  let first = 0;
  for (const [k, part] of parts.entries()) {
    images.set(part.images, first * SIZE);
    if (k < parts.length - 1) labels.fill(DIGIT, first, first + part.count);
    first += part.count;
  }
  return { count, height: 28, width: 28, images, labels };
}

function print(text: string): void {
  // deno-lint-ignore no-console -- a tool for developers
  console.log(text);
}
