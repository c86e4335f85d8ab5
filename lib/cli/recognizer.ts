import { createEngine } from "../engine/create_engine.ts";
import type { Recognizer } from "../image/read_picture.ts";
import { formatShape } from "../layers/layer.ts";
import { MNIST_SHAPE, type Network } from "../network/network.ts";

/** Images a call of the engine: a picture seldom has more digits, and ways to part them. */
const BATCH = 16;

/**
 * Lets a network answer for images of 28x28 pixels, on the caller's thread.
 *
 * @throws {RangeError} If the network is for images of another shape.
 */
export function createRecognizer(
  network: Network,
): { recognize: Recognizer; close: () => void } {
  requirePictureShape(network);
  const engine = createEngine(network, { batch: BATCH, threads: 1 });
  const { classes } = network;
  const recognize: Recognizer = (images) => {
    const answers: Float32Array[] = [];
    for (let first = 0; first < images.length; first += BATCH) {
      const batch = images.slice(first, first + BATCH);
      batch.forEach((image, n) => engine.images.set(image, n * image.length));
      engine.forward(batch.length);
      for (let n = 0; n < batch.length; n++) {
        answers.push(engine.probabilities.slice(n * classes, (n + 1) * classes));
      }
    }
    return answers;
  };
  return { recognize, close: () => engine.close() };
}

function requirePictureShape({ inputShape }: Network): void {
  if (inputShape.join() === MNIST_SHAPE.join()) return;
  throw new RangeError(
    `Cannot read pictures: expected a network for images of ${formatShape(MNIST_SHAPE)}, ` +
      `got one for ${formatShape(inputShape)}`,
  );
}
