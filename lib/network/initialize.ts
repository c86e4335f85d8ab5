import { ActivationLayer } from "../layers/activation_layer.ts";
import { BatchNormLayer } from "../layers/batch_norm_layer.ts";
import { ConvolutionLayer } from "../layers/convolution_layer.ts";
import { DenseLayer } from "../layers/dense_layer.ts";
import { ReLULayer } from "../layers/relu_layer.ts";
import { Random } from "../random.ts";
import type { NamedLayer, Network } from "./network.ts";

/**
 * Gives a network its first weights. Weights are uniform in `[-limit, limit]`, biases zero:
 *
 * - in front of a ReLU `limit = sqrt(6 / fanIn)` (He et al., "Delving deep into rectifiers", 2015, eq. 10),
 * - elsewhere `limit = sqrt(6 / (fanIn + fanOut))` (Glorot and Bengio, "Understanding the difficulty of
 *   training deep feedforward neural networks", 2010, eq. 16),
 *
 * so that signals keep their size on the way forward (He) or a compromise of both ways (Glorot). A batch
 * normalization begins as nothing but that: scale 1, shift 0, running mean 0, running variance 1.
 *
 * @param network Whose `values` are overwritten.
 * @param seed A whole number, 0 to 2^53 - 1; the same seed gives the same weights.
 */
export function initialize(network: Network, seed: number): void {
  const random = new Random(seed, "weights");
  network.values.fill(0);
  for (const [index, { layer }] of network.layers.entries()) {
    if (layer instanceof BatchNormLayer) {
      layer.weight.value.fill(1);
      layer.runningVariance.value.fill(1);
      continue;
    }
    const isBeforeReLU = leadsToReLU(network.layers, index + 1);
    for (const { name, value, fanIn, fanOut } of layer.parameters) {
      if (name === "bias") continue;
      const limit = Math.sqrt(6 / (isBeforeReLU ? fanIn : fanIn + fanOut));
      for (let i = 0; i < value.length; i++) value[i] = random.uniform(-limit, limit);
    }
  }
}

/** Whether a ReLU is what comes next, but for layers without weights and normalizations. */
function leadsToReLU(layers: readonly NamedLayer[], index: number): boolean {
  const next = layers.slice(index).find(({ layer }) =>
    layer instanceof ActivationLayer || layer instanceof ConvolutionLayer ||
    layer instanceof DenseLayer
  );
  return next?.layer instanceof ReLULayer;
}
