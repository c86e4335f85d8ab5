import { AveragePoolingLayer } from "../layers/average_pooling_layer.ts";
import { BatchNormLayer } from "../layers/batch_norm_layer.ts";
import { ConvolutionLayer } from "../layers/convolution_layer.ts";
import { DenseLayer } from "../layers/dense_layer.ts";
import { DropoutLayer } from "../layers/dropout_layer.ts";
import { GlobalPoolingLayer } from "../layers/global_pooling_layer.ts";
import { type Layer, type Shape, shapeLength } from "../layers/layer.ts";
import { MaxPoolingLayer } from "../layers/max_pooling_layer.ts";
import type { Parameter } from "../layers/parameter.ts";
import { ReLULayer } from "../layers/relu_layer.ts";
import { SigmoidLayer } from "../layers/sigmoid_layer.ts";
import { SoftmaxLayer } from "../layers/softmax_layer.ts";
import { TanhLayer } from "../layers/tanh_layer.ts";
import {
  type Activation,
  type Architecture,
  formatArchitecture,
  formatLayer,
  type LayerSpec,
  pointAt,
} from "./architecture.ts";

/** One image of MNIST: `[channels, height, width]`. */
export const MNIST_SHAPE: Shape = [1, 28, 28];

/** The most parameters a network may have: 1 GiB of them. */
const MOST_PARAMETERS = 2 ** 28;

/** A layer and its name in the network, for example "conv1". */
export interface NamedLayer {
  /** Kind and number; the softmax, of which there is one, has none. */
  name: string;
  /** The layer itself. */
  layer: Layer;
}

/** A parameter and its name in the network, for example "conv1.weight". */
export interface NamedParameter {
  /** The layer's name, a dot, "weight" or "bias". */
  name: string;
  /** The parameter itself. */
  parameter: Parameter;
  /** Where it begins in the network's `values` and `gradients`. */
  offset: number;
}

const ACTIVATION_LAYERS = { relu: ReLULayer, tanh: TanhLayer, sigmoid: SigmoidLayer };

/**
 * An ordered list of layers over one array of parameters.
 *
 * Shapes, parameter count and multiply-adds are known at once; memory is taken when `values` or
 * `gradients` is first touched. Both are flat, in PyTorch's layout and order: layer by layer, weight
 * before bias, row-major. The parameters of the layers are views of them.
 *
 * @example The article's network
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseArchitecture } from "./parse_architecture.ts";
 *
 * const network = new Network(parseArchitecture("conv 16x3 nobias, pool 2, softmax 10"));
 * assertEquals(network.layers.map(({ name }) => name), ["conv1", "pool1", "softmax"]);
 * assertEquals(network.parameterCount, 16 * 9 + 10 * (16 * 13 * 13) + 10);
 * ```
 */
export class Network {
  /** What the network was made from. */
  readonly architecture: Architecture;
  /** `[channels, height, width]` of an image. */
  readonly inputShape: Shape;
  /** In the order in which an image passes them. */
  readonly layers: readonly NamedLayer[];
  /** Layer by layer, weight before bias. */
  readonly parameters: readonly NamedParameter[];
  /** The number of trainable numbers. */
  readonly parameterCount: number;
  /** The number of all numbers that are kept: those, and the statistics of batch normalizations. */
  readonly valueCount: number;
  /** The number of outputs. */
  readonly classes: number;

  #values: Float32Array | null = null;
  #gradients: Float32Array | null = null;

  /**
   * Builds the layers, each for the shape that the one before it leaves.
   *
   * @param inputShape `[channels, height, width]` of an image.
   * @throws {RangeError} If a layer does not fit its input; the message points at the layer.
   */
  constructor(architecture: Architecture, inputShape: Shape = MNIST_SHAPE) {
    this.architecture = architecture;
    this.inputShape = inputShape;
    this.layers = createLayers(architecture, inputShape);

    const parameters: NamedParameter[] = [];
    let offset = 0;
    for (const { name, layer } of this.layers) {
      for (const parameter of layer.parameters) {
        parameters.push({ name: `${name}.${parameter.name}`, parameter, offset });
        offset += parameter.length;
      }
    }
    this.parameters = parameters;
    this.valueCount = offset;
    this.parameterCount = parameters.reduce(
      (sum, { parameter: { isTrained, length } }) => sum + (isTrained ? length : 0),
      0,
    );
    this.classes = shapeLength(this.layers[this.layers.length - 1].layer.outputShape);
    if (offset > MOST_PARAMETERS) {
      throw new RangeError(
        `Cannot create the network: at most ${MOST_PARAMETERS} parameters are possible, got ${offset}`,
      );
    }
  }

  /** Multiplications followed by an addition that one image costs in forward propagation. */
  get multiplyAdds(): number {
    return this.layers.reduce((sum, { layer }) => sum + layer.multiplyAdds, 0);
  }

  /** All parameters, `[valueCount]`. */
  get values(): Float32Array {
    if (!this.#values) this.#allocate();
    return this.#values!;
  }

  /** The loss's gradient with respect to `values`, `[valueCount]`; zero where nothing is trained. */
  get gradients(): Float32Array {
    if (!this.#gradients) this.#allocate();
    return this.#gradients!;
  }

  /**
   * Moves the parameters into arrays of the caller's, for example shared memory: their present values
   * are copied, and from now on `values`, `gradients` and the layers' parameters are these arrays.
   *
   * @throws {TypeError} If an array does not have `valueCount` elements.
   */
  bind(values: Float32Array, gradients: Float32Array): void {
    if (values.length !== this.valueCount || gradients.length !== this.valueCount) {
      throw new TypeError(
        `Cannot bind the network: expected two arrays of ${this.valueCount} elements, ` +
          `got ${values.length} and ${gradients.length}`,
      );
    }
    this.#values = values;
    this.#gradients = gradients;
    for (const { parameter, offset } of this.parameters) parameter.bind(values, gradients, offset);
  }

  #allocate(): void {
    this.bind(new Float32Array(this.valueCount), new Float32Array(this.valueCount));
  }
}

/** Builds the layers one after another, each for the shape that the one before it leaves. */
function createLayers(architecture: Architecture, inputShape: Shape): NamedLayer[] {
  const layers: NamedLayer[] = [];
  const counts = new Map<string, number>();
  let shape = inputShape;

  function append(kind: string, layer: Layer): void {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    layers.push({ name: kind === "softmax" ? kind : `${kind}${count}`, layer });
    shape = layer.outputShape;
  }

  for (const [index, spec] of architecture.entries()) {
    try {
      append(spec.kind, createLayer(spec, shape, counts.get(spec.kind) ?? 0));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(error.message + pointAtLayer(architecture, index));
    }
    const activation: Activation | null = "activation" in spec ? spec.activation : null;
    if (activation) append(activation, new ACTIVATION_LAYERS[activation]({ inputShape: shape }));
  }
  return layers;
}

/** @param index How many layers of the kind stand before it. */
function createLayer(spec: LayerSpec, inputShape: Shape, index: number): Layer {
  switch (spec.kind) {
    case "conv":
      return new ConvolutionLayer({ inputShape, ...spec });
    case "pool":
      return new MaxPoolingLayer({ inputShape, ...spec });
    case "avgpool":
      return new AveragePoolingLayer({ inputShape, ...spec });
    case "globalpool":
      return new GlobalPoolingLayer({ inputShape });
    case "batchnorm":
      return new BatchNormLayer({ inputShape });
    case "dropout":
      return new DropoutLayer({ inputShape, index, ...spec });
    case "dense":
      return new DenseLayer({ inputShape, ...spec });
    case "softmax":
      return new SoftmaxLayer({ inputShape, ...spec });
  }
}

function pointAtLayer(architecture: Architecture, index: number): string {
  const before = formatArchitecture(architecture.slice(0, index));
  const start = before ? before.length + ", ".length : 0;
  return pointAt(formatArchitecture(architecture), start, formatLayer(architecture[index]).length);
}
