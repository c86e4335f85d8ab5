/**
 * The loss of a classifier and its gradient.
 *
 *     loss = -1/batch * sum over n and i of target[n,i] * log(probability[n,i])
 *     logitGradient[n,i] = (probability[n,i] - target[n,i]) / batch
 *     target[n,i] = (1 - labelSmoothing) * oneHot[n,i] + labelSmoothing / classes
 *
 * where `oneHot[n,i]` is 1 for the label's class and 0 elsewhere. The second line is the derivative
 * with respect to the logits, through the softmax: what `SoftmaxLayer.backward` takes. The smoothing
 * spreads a share of each label over all classes, so that nothing is gained by being too sure (Szegedy
 * et al., "Rethinking the Inception architecture", 2016).
 *
 * @param probabilities `[batch, classes]`, rows that sum to 1
 * @param labels `[batch]`, 0 to classes - 1
 * @param logitGradient `[batch, classes]`, overwritten
 * @param sizes.labelSmoothing 0 to below 1; 0 if absent.
 * @returns The mean loss of the batch, in nats.
 */
export function crossEntropy(
  probabilities: Float32Array,
  labels: Uint8Array,
  logitGradient: Float32Array,
  sizes: { batch: number; classes: number; labelSmoothing?: number },
): number {
  const { batch, classes, labelSmoothing = 0 } = sizes;
  const spread = labelSmoothing / classes;
  let loss = (1 - labelSmoothing) * totalCrossEntropy(probabilities, labels, sizes);
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < classes; i++) {
      const probability = probabilities[n * classes + i];
      const target = spread + (i === labels[n] ? 1 - labelSmoothing : 0);
      logitGradient[n * classes + i] = (probability - target) / batch;
      if (spread > 0) loss -= spread * Math.log(Math.max(probability, SMALLEST_PROBABILITY));
    }
  }
  return loss / batch;
}

/** The smallest normal number of single precision: keeps the logarithm finite. */
const SMALLEST_PROBABILITY = 2 ** -126;

/**
 * The sum over the batch of `-log(probability[n, label[n]])`, in nats, at most 87.3 an image.
 * NaN where a probability is NaN.
 */
export function totalCrossEntropy(
  probabilities: Float32Array,
  labels: Uint8Array,
  sizes: { batch: number; classes: number },
): number {
  let total = 0;
  for (let n = 0; n < sizes.batch; n++) {
    const probability = probabilities[n * sizes.classes + labels[n]];
    total -= Math.log(Math.max(probability, SMALLEST_PROBABILITY));
  }
  return total;
}
