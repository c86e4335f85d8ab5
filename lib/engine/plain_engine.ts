import { crossEntropy } from "../layers/cross_entropy.ts";
import { requireWholeNumber, type Shape, shapeLength, type TrainingPass } from "../layers/layer.ts";
import type { Network } from "../network/network.ts";
import type { Engine, Optimizer } from "./engine.ts";

/** The most numbers an engine keeps between layers: 2 GiB of them. */
const MOST_ELEMENTS = 2 ** 29;

/**
 * Runs the layers' own loops: the engine to read, to step through with a debugger, and to compare
 * others with.
 *
 * @example Probabilities of one black image
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { Network } from "../network/network.ts";
 * import { parseArchitecture } from "../network/parse_architecture.ts";
 *
 * const network = new Network(parseArchitecture("softmax 4"));
 * const engine = new PlainEngine(network, { batch: 1 });
 * engine.forward(1);
 * assertAlmostEquals(engine.probabilities[3], 0.25);
 * ```
 */
export class PlainEngine implements Engine {
  readonly network: Network;
  readonly batch: number;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly probabilities: Float32Array;

  readonly #optimizer: Optimizer | null;
  readonly #pass: { seed: number; step: number };
  /** `#activations[k]` goes into layer k, `#activations[k + 1]` comes out of it. */
  readonly #activations: Float32Array[];
  /** The loss's gradient with respect to `#activations[k]`; null in front of the first layer. */
  #activationGradients: (Float32Array | null)[] = [];

  /**
   * Takes the memory that a batch needs.
   *
   * @param options.batch The most images that one call can take.
   * @param options.optimizer What `step` updates with; not needed for the other calls.
   * @param options.seed Governs what is random in training; 1 if absent.
   * @throws {RangeError} If the batch is no whole number of at least 1, or needs more memory than an
   * engine may take.
   */
  constructor(network: Network, options: { batch: number; optimizer?: Optimizer; seed?: number }) {
    const { batch, optimizer, seed = 1 } = options;
    requireWholeNumber("an engine", "batch", batch, 1);
    const shapes = [network.inputShape, ...network.layers.map(({ layer }) => layer.outputShape)];
    const elements = shapes.reduce((sum, shape) => sum + batch * shapeLength(shape), 0);
    if (2 * elements > MOST_ELEMENTS) {
      const largest = Math.floor(MOST_ELEMENTS / (2 * elements / batch));
      throw new RangeError(
        `Cannot create an engine: the batch must be at most ${largest} for this network, got ${batch}`,
      );
    }
    this.network = network;
    this.batch = batch;
    this.#optimizer = optimizer ?? null;
    this.#pass = { seed, step: 0 };
    this.#activations = shapes.map((shape) => allocate(batch, shape));
    this.images = new Uint8Array(batch * shapeLength(network.inputShape));
    this.labels = new Uint8Array(batch);
    this.probabilities = this.#activations[shapes.length - 1];
  }

  forward(count: number): void {
    this.#forward(count);
  }

  gradients(count: number): number {
    const { layers, classes } = this.network;
    this.#forward(count, this.#pass);
    this.network.gradients.fill(0);

    const gradients = this.#allocatedGradients();
    const logitGradient = gradients[layers.length]!;
    const loss = crossEntropy(this.probabilities, this.labels, logitGradient, {
      batch: count,
      classes,
    });
    for (let k = layers.length - 1; k >= 0; k--) {
      const { layer } = layers[k];
      layer.backward(
        this.#activations[k],
        this.#activations[k + 1],
        gradients[k + 1]!,
        gradients[k],
        count,
        this.#pass,
      );
    }
    return loss;
  }

  step(count: number, learningRate: number): number {
    if (!this.#optimizer) {
      throw new TypeError("Cannot take a training step: expected an engine with an optimizer");
    }
    const loss = this.gradients(count);
    for (const [k, { layer }] of this.network.layers.entries()) {
      layer.observe?.(this.#activations[k], count);
    }
    this.#optimizer.update(this.network.values, this.network.gradients, learningRate);
    this.#pass.step++;
    return loss;
  }

  sync(): void {}

  close(): void {}

  #forward(count: number, pass?: TrainingPass): void {
    if (!(Number.isInteger(count) && count >= 1 && count <= this.batch)) {
      throw new RangeError(
        `Cannot compute: expected from 1 to ${this.batch} images, got ${count}`,
      );
    }
    const input = this.#activations[0];
    const length = count * shapeLength(this.network.inputShape);
    for (let i = 0; i < length; i++) input[i] = this.images[i] / 255;
    for (const [k, { layer }] of this.network.layers.entries()) {
      layer.forward(this.#activations[k], this.#activations[k + 1], count, pass);
    }
  }

  /** The arrays that only training needs, taken at the first step. */
  #allocatedGradients(): (Float32Array | null)[] {
    if (this.#activationGradients.length === 0) {
      const shapes = this.network.layers.map(({ layer }) => layer.outputShape);
      this.#activationGradients = [null, ...shapes.map((shape) => allocate(this.batch, shape))];
    }
    return this.#activationGradients;
  }
}

function allocate(batch: number, shape: Shape): Float32Array {
  return new Float32Array(batch * shapeLength(shape));
}
