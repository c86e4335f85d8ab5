import { suggestion } from "../closest_word.ts";
import type { Architecture } from "./architecture.ts";
import { parseArchitecture } from "./parse_architecture.ts";

/** A network with a name. */
export interface Preset {
  /** As in `--model PRESET`. */
  name: string;
  /** One line for people who choose. */
  summary: string;
  /** The architecture's text. */
  architecture: string;
}

/** The networks that the program knows by name; the first is the default. */
export const PRESETS: readonly Preset[] = [
  {
    name: "article",
    summary: "The article's network: one convolution without bias or activation",
    architecture: "conv 16x3 nobias, pool 2, softmax 10",
  },
  {
    name: "lenet5",
    summary: "LeNet-5 (LeCun et al., 1998) with ReLU and max pooling",
    architecture: "conv 6x5 pad 2 relu, pool 2, conv 16x5 relu, pool 2, " +
      "dense 120 relu, dense 84 relu, softmax 10",
  },
  {
    name: "keras",
    summary: "The convnet of Keras's MNIST example, without its dropout",
    architecture: "conv 32x3 relu, pool 2, conv 64x3 relu, pool 2, softmax 10",
  },
];

/**
 * The architecture that a user means by a preset's name or by an architecture's text.
 *
 * @throws {SyntaxError} If it is neither.
 */
export function findArchitecture(nameOrText: string): Architecture {
  const preset = PRESETS.find((preset) => preset.name === nameOrText);
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
