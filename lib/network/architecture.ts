/**
 * The architecture of a network as data, and as one line of text:
 *
 *     conv 6x5 same relu, pool 2, conv 16x5 relu, pool 2, dense 120 relu, softmax 10
 *
 * `parseArchitecture` (in a file of its own) reads the line, `formatArchitecture` writes it.
 */

/** A function applied to each output of a layer. */
export type Activation = "relu" | "tanh" | "sigmoid";

/** `conv FILTERSxSIZE [stride N] [pad N|same] [nobias] [relu|tanh|sigmoid]` */
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

/** `avgpool SIZE [stride N]` */
export interface AveragePoolSpec {
  /** The first word. */
  kind: "avgpool";
  /** Side of the square window. */
  size: number;
  /** Step between neighbouring windows. */
  stride: number;
}

/** `globalpool` */
export interface GlobalPoolSpec {
  /** The first word. */
  kind: "globalpool";
}

/** `batchnorm [relu|tanh|sigmoid]` */
export interface BatchNormSpec {
  /** The first word. */
  kind: "batchnorm";
  /** What is applied to each output, if anything. */
  activation: Activation | null;
}

/** `dropout P` */
export interface DropoutSpec {
  /** The first word. */
  kind: "dropout";
  /** The share of values that is left out in training, more than 0 and less than 1. */
  probability: number;
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
export type LayerSpec =
  | ConvolutionSpec
  | PoolSpec
  | AveragePoolSpec
  | GlobalPoolSpec
  | BatchNormSpec
  | DropoutSpec
  | DenseSpec
  | SoftmaxSpec;

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
        formatPadding(layer),
        !layer.bias && "nobias",
        layer.activation,
      );
    case "pool":
    case "avgpool":
      return words(
        `${layer.kind} ${layer.size}`,
        layer.stride !== layer.size && `stride ${layer.stride}`,
      );
    case "globalpool":
      return "globalpool";
    case "batchnorm":
      return words("batchnorm", layer.activation);
    case "dropout":
      return `dropout ${layer.probability}`;
    case "dense":
      return words(`dense ${layer.units}`, !layer.bias && "nobias", layer.activation);
    case "softmax":
      return `softmax ${layer.classes}`;
  }
}

/** "same" where the output has the input's height and width, which is what is meant mostly. */
function formatPadding({ size, stride, padding }: ConvolutionSpec): string | null {
  if (padding === 0) return null;
  return stride === 1 && 2 * padding === size - 1 ? "same" : `pad ${padding}`;
}

/** Joins what is there. */
function words(...parts: (string | false | null)[]): string {
  return parts.filter(Boolean).join(" ");
}

/** Repeats a line of text and underlines part of it, for messages that point at a word. */
export function pointAt(text: string, start: number, length: number): string {
  return `\n  ${text}\n  ${" ".repeat(start)}${"^".repeat(Math.max(1, length))}`;
}
