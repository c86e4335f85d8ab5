import type { LabelledImages } from "../dataset/labelled_images.ts";
import type { Network } from "../network/network.ts";

/**
 * Makes sure that a network can be asked about images, and can give the answers that their labels want.
 *
 * @param title What the images are called in the message.
 * @throws {RangeError} If the images are of another size, or a label is beyond the network's classes.
 */
export function requireFit(network: Network, images: LabelledImages, title: string): void {
  const [, height, width] = network.inputShape;
  if (images.height !== height || images.width !== width) {
    throw new RangeError(
      `Cannot use ${title}: expected images of ${height}x${width} for this network, ` +
        `got ${images.height}x${images.width}`,
    );
  }
  let largest = 0;
  for (const label of images.labels) largest = Math.max(largest, label);
  if (largest >= network.classes) {
    throw new RangeError(
      `Cannot use ${title}: expected labels from 0 to ${network.classes - 1} for a network of ` +
        `${network.classes} classes, got ${largest}\n` +
        `Use a network that ends in "softmax ${largest + 1}" or more, or other data.`,
    );
  }
}
