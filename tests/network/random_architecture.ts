import type {
  Activation,
  Architecture,
  AveragePoolSpec,
  ConvolutionSpec,
  DenseSpec,
  LayerSpec,
  PoolSpec,
} from "../../lib/network/architecture.ts";
import type { Random } from "../../lib/random.ts";

const ACTIVATIONS: (Activation | null)[] = [null, "relu", "tanh", "sigmoid"];

/** An architecture that can be written, whether or not a network can be made of it. */
export function randomArchitecture(random: Random): Architecture {
  const layers: LayerSpec[] = [];
  for (let maps = random.below(5); maps > 0; maps--) {
    const layer = random.below(2) ? randomConvolution(random) : randomPool(random);
    layers.push(layer, ...randomNeighbours(random));
  }
  if (random.below(4) === 0) layers.push({ kind: "globalpool" }, ...randomNeighbours(random));
  for (let rows = random.below(4); rows > 0; rows--) {
    layers.push(randomDense(random), ...randomNeighbours(random));
  }
  layers.push({ kind: "softmax", classes: randomNumber(random, 1) });
  return layers;
}

function randomConvolution(random: Random): ConvolutionSpec {
  return {
    kind: "conv",
    filters: randomNumber(random, 1),
    size: randomNumber(random, 1),
    stride: randomNumber(random, 1),
    padding: randomNumber(random, 0),
    bias: random.below(2) === 0,
    activation: ACTIVATIONS[random.below(4)],
  };
}

function randomPool(random: Random): PoolSpec | AveragePoolSpec {
  const kind = random.below(2) === 0 ? "pool" : "avgpool";
  return { kind, size: randomNumber(random, 1), stride: randomNumber(random, 1) };
}

/** What may stand behind any layer, mostly nothing. */
function randomNeighbours(random: Random): LayerSpec[] {
  switch (random.below(6)) {
    case 0:
      return [{ kind: "batchnorm", activation: ACTIVATIONS[random.below(4)] }];
    case 1:
      return [{ kind: "dropout", probability: (1 + random.below(999_999)) / 1e6 }];
    default:
      return [];
  }
}

function randomDense(random: Random): DenseSpec {
  return {
    kind: "dense",
    units: randomNumber(random, 1),
    bias: random.below(2) === 0,
    activation: ACTIVATIONS[random.below(4)],
  };
}

/** Mostly small, so that what goes without saying is among them; now and then the largest. */
function randomNumber(random: Random, least: number): number {
  const kind = random.below(8);
  if (kind === 0) return 65_535;
  return least + random.below(kind === 1 ? 60_000 : 3);
}
