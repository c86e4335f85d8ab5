import type {
  Activation,
  Architecture,
  AveragePoolSpec,
  ConvolutionSpec,
  DenseSpec,
  DropoutSpec,
  LayerSpec,
  PoolSpec,
} from "../../lib/network/architecture.ts";
import type { Shape } from "../../lib/layers/layer.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { Random } from "../../lib/random.ts";
import { fillNetwork } from "../engine/fill_engine.ts";

const SHAPES: readonly Shape[] = [
  ...[[1, 12, 11], [1, 9, 14], [1, 7, 7], [1, 1, 5], [3, 9, 10], [2, 8, 8], [5, 7, 6], [9, 6, 8]],
];

const ACTIVATIONS: readonly (Activation | null)[] = [null, "relu", "relu", "tanh", "sigmoid"];

/** The network of an architecture's text, with random parameters. */
export function networkOf(text: string, shape: Shape): Network {
  const network = new Network(parseArchitecture(text), shape);
  fillNetwork(network, 1);
  return network;
}

/**
 * A network with random parameters, small, but of any kind that an architecture's text can say: odd
 * windows, strides, paddings, channels that fill no vector, pools that overlap, layers of one number,
 * dropouts anywhere.
 */
export function randomNetwork(seed: number): Network {
  const random = new Random(seed, "network of any kind");
  for (;;) {
    const shape = SHAPES[random.below(SHAPES.length)];
    try {
      const network = new Network(randomArchitecture(random), shape);
      fillNetwork(network, seed);
      return network;
    } catch (error) {
      // Some windows are larger than what is left of the image.
      if (!(error instanceof RangeError)) throw error;
    }
  }
}

function randomArchitecture(random: Random): Architecture {
  const layers: LayerSpec[] = randomDropout(random, 12);
  for (let maps = random.below(4); maps > 0; maps--) {
    // A convolution, a pooling, or both as they mostly are: 3x3 windows, halved.
    switch (random.below(4)) {
      case 0:
        layers.push(randomPool(random));
        break;
      case 1:
        layers.push(
          { ...randomConvolution(random), filters: 1 + random.below(20), size: 3, stride: 1 },
          { kind: "pool", size: 2, stride: 2 },
        );
        break;
      default:
        layers.push(randomConvolution(random));
    }
    layers.push(...randomDropout(random, 5));
  }
  if (random.below(6) === 0) layers.push({ kind: "globalpool" }, ...randomDropout(random, 5));
  for (let rows = random.below(3); rows > 0; rows--) {
    layers.push(randomDense(random), ...randomDropout(random, 3));
  }
  layers.push({ kind: "softmax", classes: 1 + random.below(random.below(4) === 0 ? 60 : 14) });
  return layers;
}

function randomConvolution(random: Random): ConvolutionSpec {
  return {
    kind: "conv",
    filters: 1 + random.below(13),
    size: 1 + random.below(5),
    stride: 1 + random.below(random.below(2) === 0 ? 1 : 3),
    padding: random.below(3),
    bias: random.below(3) > 0,
    activation: ACTIVATIONS[random.below(ACTIVATIONS.length)],
  };
}

function randomPool(random: Random): PoolSpec | AveragePoolSpec {
  // An average over a large window is looped over.
  const [kind, most] = random.below(2) === 0 ? ["pool", 3] as const : ["avgpool", 6] as const;
  return { kind, size: 1 + random.below(most), stride: 1 + random.below(3) };
}

/** A dropout, or mostly none: one in so many times. */
function randomDropout(random: Random, times: number): DropoutSpec[] {
  if (random.below(times) > 0) return [];
  return [{ kind: "dropout", probability: (1 + random.below(8)) / 10 }];
}

function randomDense(random: Random): DenseSpec {
  return {
    kind: "dense",
    // Eleven vectors of outputs are more than a wide kernel sums at once.
    units: 1 + random.below(random.below(4) === 0 ? 100 : 30),
    bias: random.below(3) > 0,
    activation: ACTIVATIONS[random.below(ACTIVATIONS.length)],
  };
}
