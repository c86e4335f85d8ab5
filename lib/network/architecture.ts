/**
 * The architecture of a network as data, and as one line of text:
 *
 *     conv 6x5 pad 2 relu, pool 2, conv 16x5 relu, pool 2, dense 120 relu, softmax 10
 *
 * `parseArchitecture` (in a file of its own) reads the line, `formatArchitecture` writes it.
 */

/** A function applied to each output of a layer. */
export type Activation = "relu" | "tanh" | "sigmoid";

/** `conv FILTERSxSIZE [stride N] [pad N] [nobias] [relu|tanh|sigmoid]` */
export interface ConvolutionSpec {
  /** The first word. */
  kind: "conv";
  /** Output channels. */
  filters: number;
  /** Side of the square window. */
  size: number;
  /** Step between neighbouring windows. */
  stride: number;
  /** Rows and columns of zeros around the input. */
  padding: number;
  /** Whether each filter adds a number of its own. */
  bias: boolean;
  /** What is applied to each output, if anything. */
  activation: Activation | null;
}

/** `pool SIZE [stride N]` */
export interface PoolSpec {
  /** The first word. */
  kind: "pool";
  /** Side of the square window. */
  size: number;
  /** Step between neighbouring windows. */
  stride: number;
}

/** `batchnorm [relu|tanh|sigmoid]` */
export interface BatchNormSpec {
  /** The first word. */
  kind: "batchnorm";
  /** What is applied to each output, if anything. */
  activation: Activation | null;
}

/** `dense UNITS [nobias] [relu|tanh|sigmoid]` */
export interface DenseSpec {
  /** The first word. */
  kind: "dense";
  /** Outputs. */
  units: number;
  /** Whether each output adds a number of its own. */
  bias: boolean;
  /** What is applied to each output, if anything. */
  activation: Activation | null;
}

/** `softmax CLASSES` */
export interface SoftmaxSpec {
  /** The first word. */
  kind: "softmax";
  /** Outputs, one probability each. */
  classes: number;
}

/** One phrase of the text. */
export type LayerSpec = ConvolutionSpec | PoolSpec | BatchNormSpec | DenseSpec | SoftmaxSpec;

/** Layers in the order in which an image passes them; the last one is a softmax. */
export type Architecture = readonly LayerSpec[];

/** Writes an architecture as one line of text, without what goes without saying. */
export function formatArchitecture(architecture: Architecture): string {
  return architecture.map(formatLayer).join(", ");
}

/** Writes one layer as `parseArchitecture` reads it. */
export function formatLayer(layer: LayerSpec): string {
  switch (layer.kind) {
    case "conv":
      return words(
        `conv ${layer.filters}x${layer.size}`,
        layer.stride !== 1 && `stride ${layer.stride}`,
        layer.padding !== 0 && `pad ${layer.padding}`,
        !layer.bias && "nobias",
        layer.activation,
      );
    case "pool":
      return words(`pool ${layer.size}`, layer.stride !== layer.size && `stride ${layer.stride}`);
    case "batchnorm":
      return words("batchnorm", layer.activation);
    case "dense":
      return words(`dense ${layer.units}`, !layer.bias && "nobias", layer.activation);
    case "softmax":
      return `softmax ${layer.classes}`;
  }
}

/** Joins what is there. */
function words(...parts: (string | false | null)[]): string {
  return parts.filter(Boolean).join(" ");
}

/** Repeats a line of text and underlines part of it, for messages that point at a word. */
export function pointAt(text: string, start: number, length: number): string {
  return `\n  ${text}\n  ${" ".repeat(start)}${"^".repeat(Math.max(1, length))}`;
}
