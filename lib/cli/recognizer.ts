import { createEngine } from "../engine/create_engine.ts";
import type { Engine } from "../engine/engine.ts";
import { inFile } from "../files/in_file.ts";
import { fileExists, readFileBytes } from "../files/read_file.ts";
import type { Judge, Recognizer } from "../image/reading.ts";
import { formatShape } from "../layers/layer.ts";
import { MNIST_SHAPE, type Network } from "../network/network.ts";
import { temper } from "../training/temperature.ts";
import { decodeWeights } from "../training/weights_file.ts";
import { shippedJudge } from "./shipped_weights.ts";

/** Images a call of the engine: a picture seldom has more digits, and ways to part them. */
export const RECOGNIZED_TOGETHER = 16;

/** Fewer are answered sooner than another thread has started. */
const LEAST_TO_SHARE = 4;

/**
 * Lets a network answer for images of 28x28 pixels.
 *
 * @param options.temperature By which its logits are divided, so that it is right as often as it says; 1 if absent.
 * @param options.threads How many work together; 1, the caller's own, if absent.
 * @throws {RangeError} If the network is for images of another shape.
 */
export function createRecognizer(
  network: Network,
  options: { temperature?: number; threads?: number } = {},
): { recognize: Recognizer; close: () => void } {
  requirePictureShape(network);
  const { temperature = 1, threads = 1 } = options;
  const { classes } = network;
  let present: Engine | undefined;
  const recognize: Recognizer = (images) => {
    if (images.length === 0) return [];
    const answers: Float32Array[] = [];
    const engine = present ??= createEngine(network, {
      batch: RECOGNIZED_TOGETHER,
      threads,
      leastToShare: LEAST_TO_SHARE,
    });
    for (let first = 0; first < images.length; first += RECOGNIZED_TOGETHER) {
      const batch = images.slice(first, first + RECOGNIZED_TOGETHER);
      batch.forEach((image, n) => engine.images.set(image, n * image.length));
      engine.forward(batch.length);
      for (let n = 0; n < batch.length; n++) {
        const answer = engine.probabilities.slice(n * classes, (n + 1) * classes);
        answers.push(temper(answer, temperature));
      }
    }
    return answers;
  };
  return { recognize, close: () => present?.close() };
}

/** The temperature that the metadata of a weights file name; 1 if they name none that makes sense. */
export function readTemperature(metadata: Record<string, string>): number {
  const temperature = Number(metadata["temperature"]);
  return temperature > 0 && temperature < 100 ? temperature : 1;
}

/** Classes of the network that tells digits from what is none. */
const DIGIT = 1;

/**
 * The network that ships to tell digits from what is none; undefined where only the program's code has
 * come, or the file is missing.
 *
 * @throws {SyntaxError} If the file is damaged.
 */
export async function readJudge(): Promise<{ judge: Judge; close: () => void } | undefined> {
  const path = shippedJudge();
  if (path === undefined || !await fileExists(path)) return undefined;
  const bytes = await readFileBytes(path);
  const { network, metadata } = await inFile(path, () => decodeWeights(bytes));
  const least = Number(metadata["threshold"]);
  const { recognize, close } = createRecognizer(network);
  const likelihoods: Judge["likelihoods"] = (images) =>
    recognize(images).map((answer) => answer[DIGIT]);
  return { judge: { likelihoods, least }, close };
}

function requirePictureShape({ inputShape }: Network): void {
  if (inputShape.join() === MNIST_SHAPE.join()) return;
  throw new RangeError(
    `Cannot read pictures: expected a network for images of ${formatShape(MNIST_SHAPE)}, ` +
      `got one for ${formatShape(inputShape)}`,
  );
}
