import { suggestion } from "../closest_word.ts";
import type { Architecture } from "../network/architecture.ts";
import { parseArchitecture } from "../network/parse_architecture.ts";
import type { TrainingSettings } from "./settings.ts";

/** A network with a name, and how it is trained. */
export interface Preset {
  /** As in `--model PRESET`. */
  name: string;
  /** One line for people who choose. */
  summary: string;
  /** The architecture's text. */
  architecture: string;
  /** How it is trained, as far as that differs from what holds for any network. */
  settings: Partial<TrainingSettings>;
}

/** The networks that the program knows by name; the first is the default. */
export const PRESETS: readonly Preset[] = [
  {
    name: "article",
    summary: "The article's network: one convolution without bias or activation",
    architecture: "conv 16x3 nobias, pool 2, softmax 10",
    settings: {},
  },
  {
    name: "lenet5",
    summary: "LeNet-5 (LeCun et al., 1998) with ReLU and max pooling",
    architecture: "conv 6x5 same relu, pool 2, conv 16x5 relu, pool 2, " +
      "dense 120 relu, dense 84 relu, softmax 10",
    settings: { epochs: 5 },
  },
  {
    name: "keras",
    summary: "The convnet of Keras's MNIST example",
    architecture: "conv 32x3 relu, pool 2, conv 64x3 relu, pool 2, dropout 0.5, softmax 10",
    settings: { epochs: 5, batch: 64, learningRate: 0.05, momentum: 0.9 },
  },
  {
    name: "fast",
    summary: "99% of MNIST's test images in seconds",
    architecture: "conv 12x5 nobias, pool 2, batchnorm relu, " +
      "conv 32x3 nobias, pool 2, batchnorm relu, softmax 10",
    settings: {
      epochs: 2,
      batch: 64,
      optimizer: "nesterov",
      learningRate: 0.1,
      warmup: 0.2,
      augment: "shift=1",
    },
  },
  {
    name: "tiny",
    summary: "98% with less than a thousand parameters",
    architecture: "conv 4x5 nobias, pool 2, batchnorm relu, " +
      "conv 6x5 nobias, pool 2, batchnorm relu, avgpool 2, softmax 10",
    settings: {
      epochs: 30,
      batch: 64,
      optimizer: "nesterov",
      learningRate: 0.1,
      warmup: 0.1,
    },
  },
  {
    name: "best",
    summary: "Three pairs of convolutions, learning for long from augmented images",
    architecture: "conv 32x3 same nobias, batchnorm relu, conv 32x3 same nobias, pool 2, " +
      "batchnorm relu, conv 64x3 same nobias, batchnorm relu, conv 64x3 same nobias, pool 2, " +
      "batchnorm relu, conv 128x3 same nobias, batchnorm relu, conv 128x3 same nobias, pool 2, " +
      "batchnorm relu, dropout 0.3, softmax 10",
    settings: {
      epochs: 40,
      batch: 64,
      optimizer: "nesterov",
      learningRate: 0.1,
      warmup: 0.05,
      weightDecay: 0.0005,
      averaging: 0.999,
      settle: 0.1,
      drawn: 12_000,
      augment: "shift=2,rotation=12,scale=0.12,stretch=0.08,shear=8,elastic=0.6,thickness=0.4",
    },
  },
];

/** The preset of a name, if there is one. */
export function findPreset(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}

/**
 * The architecture that a user means by a preset's name or by an architecture's text.
 *
 * @throws {SyntaxError} If it is neither.
 */
export function findArchitecture(nameOrText: string): Architecture {
  const preset = findPreset(nameOrText);
  if (preset) return parseArchitecture(preset.architecture);
  if (/^\s*[\w-]*\s*$/.test(nameOrText)) {
    const names = PRESETS.map((preset) => preset.name);
    throw new SyntaxError(
      `Cannot find the model: expected ${names.join(", ")} or a text such as ` +
        `"conv 16x3 relu, pool 2, softmax 10", got "${nameOrText}"${suggestion(nameOrText, names)}`,
    );
  }
  return parseArchitecture(nameOrText);
}
