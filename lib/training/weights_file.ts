import { decodeSafetensors, encodeSafetensors, type Tensor } from "../formats/safetensors.ts";
import { formatArchitecture } from "../network/architecture.ts";
import type { Shape } from "../layers/layer.ts";
import { MNIST_SHAPE, Network } from "../network/network.ts";
import { parseArchitecture } from "../network/parse_architecture.ts";
import { oneLine } from "../one_line.ts";

/** What the metadata's `format` says of files that this program wrote. */
const FORMAT = "cnn 1";

/** What no trained parameter is. */
const NOT_FINITE = [NaN, Infinity, -Infinity];

/** A trained network and what is known of its training. */
export interface Weights {
  /** Holds the parameters. */
  network: Network;
  /** All strings; see `encodeWeights`. */
  metadata: Record<string, string>;
}

/**
 * Writes a network's parameters as safetensors, under names such as "conv1.weight".
 *
 * @param weights.metadata What to keep beside them: `dataset`, `seed` and the like. `format`,
 *   `architecture`, `input` (shape of an image) and `input_scale` (what a pixel of 0..255 is multiplied
 *   with) are added, or brought up to date.
 * @param values `[valueCount]`: the network's own if absent.
 */
export function encodeWeights(
  weights: Weights,
  values: Float32Array = weights.network.values,
): Uint8Array<ArrayBuffer> {
  const { network, metadata } = weights;
  return encodeSafetensors({
    metadata: { ...metadata, "format": FORMAT, ...networkMetadata(network) },
    tensors: networkTensors(network, values),
  });
}

/** What a file says of the network whose values it holds. */
export function networkMetadata(network: Network): Record<string, string> {
  return {
    "architecture": formatArchitecture(network.architecture),
    "input": network.inputShape.join("x"),
    "input_scale": "1/255",
  };
}

/** The tensors of a network, as views of `values`: `[valueCount]` in the network's layout. */
export function networkTensors(network: Network, values: Float32Array): Tensor[] {
  return network.parameters.map(({ name, parameter: { shape, length }, offset }) => ({
    name,
    shape,
    values: values.subarray(offset, offset + length),
  }));
}

/**
 * Reads weights from safetensors bytes. Any file will do that has the network's tensors under their
 * names, in any order and beside others; PyTorch can write such a file.
 *
 * @param architecture The architecture's text, for files whose metadata have none.
 * @throws {SyntaxError} If the bytes are not safetensors, no architecture is known, or a tensor is
 * missing, of another shape, or holds something that is not a finite number.
 * @throws {RangeError} If no network can be made of the architecture.
 */
export function decodeWeights(bytes: Uint8Array, architecture?: string): Weights {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const text = architecture ?? metadata["architecture"];
  if (text === undefined) {
    fail('an "architecture" in the metadata, or --model', "neither");
  }
  const scale = metadata["input_scale"];
  if (scale !== undefined && scale !== "1/255") fail('an "input_scale" of 1/255', `"${scale}"`);
  const network = new Network(parseArchitecture(text), parseShape(metadata["input"]));
  // All are compared before the first is copied: a header that lies costs no memory.
  const inOrder = network.parameters.map(({ name, parameter }) => {
    const tensor = tensors.find((tensor) => tensor.name === name);
    if (!tensor) {
      const names = tensors.slice(0, 12).map((tensor) => tensor.name).join(", ");
      fail(`a tensor "${name}" for "${text}"`, names || "no tensor");
    }
    requireMatch(tensor, parameter.shape);
    return tensor.values;
  });
  const { values } = network;
  for (const [k, { offset }] of network.parameters.entries()) {
    values.set(inOrder[k], offset);
  }
  return { network, metadata };
}

/** `1x28x28` to `[1, 28, 28]`, MNIST's shape if nothing is said. */
function parseShape(text: string | undefined): Shape {
  if (text === undefined) return MNIST_SHAPE;
  if (!/^1x[1-9]\d{0,3}x[1-9]\d{0,3}$/.test(text)) fail('an "input" such as 1x28x28', `"${text}"`);
  return text.split("x").map(Number);
}

function requireMatch(tensor: Tensor, shape: readonly number[]): void {
  const { name, values } = tensor;
  if (tensor.shape.join() !== shape.join()) {
    fail(`tensor "${name}" of shape [${shape.join(", ")}]`, `[${tensor.shape.join(", ")}]`);
  }
  // The system's own search takes no time to become fast.
  if (!NOT_FINITE.some((value) => values.includes(value))) return;
  const place = values.findIndex((value) => !Number.isFinite(value));
  fail(`tensor "${name}" of finite numbers`, `${values[place]} at place ${place}`);
}

function fail(expected: string, got: string): never {
  throw new SyntaxError(`Cannot read weights: expected ${oneLine(expected)}, got ${oneLine(got)}`);
}
