import { type Augmenter, createAugmenter } from "../augmentation/create_augmenter.ts";
import { crossEntropy } from "../layers/cross_entropy.ts";
import { requireWholeNumber, type Shape, shapeLength, type TrainingPass } from "../layers/layer.ts";
import type { Network } from "../network/network.ts";
import { isDecayed, momentsOf } from "../network/optimizer_rule.ts";
import { clipGradients } from "../network/clip_gradients.ts";
import type { Engine } from "./engine.ts";
import { type EngineState, requireState, stateNames } from "./engine_state.ts";
import type { Optimizer } from "./optimizer.ts";
import { averageShare, requireStepOptions, type StepOptions } from "./step_options.ts";

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
  readonly keys: Uint32Array;
  readonly strengths: Float32Array;
  readonly probabilities: Float32Array;

  readonly #options: StepOptions;
  readonly #augment: Augmenter | null;
  readonly #pass: { seed: number; step: number };
  /** What the optimizer keeps of all parameters, and the averages, by the names of the state. */
  readonly #tensors: ReadonlyMap<string, Float32Array>;
  /** For each parameter of the network, its part of each of the optimizer's tensors. */
  readonly #moments: readonly Float32Array[][];
  /** `#activations[k]` goes into layer k, `#activations[k + 1]` comes out of it. */
  readonly #activations: Float32Array[];
  /** The loss's gradient with respect to `#activations[k]`; null in front of the first layer. */
  #activationGradients: (Float32Array | null)[] = [];

  /**
   * Takes the memory that a batch needs.
   *
   * @param options.batch The most images that one call can take.
   * @throws {RangeError} If an option is out of its range, or the batch needs more memory than an engine
   * may take.
   */
  constructor(network: Network, options: StepOptions & { batch: number }) {
    const { batch, optimizer, averaging, augmentation, seed = 1 } = options;
    requireWholeNumber("an engine", "batch", batch, 1);
    requireStepOptions(options);
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
    this.#options = options;
    this.#augment = augmentation ? createAugmenter(augmentation, network.inputShape) : null;
    this.#pass = { seed, step: 0 };
    const names = stateNames({ rule: optimizer?.rule, averaging });
    const tensors = new Map(names.map((name) => [name, new Float32Array(network.valueCount)]));
    this.#tensors = tensors;
    this.#moments = network.parameters.map(({ parameter: { length }, offset }) =>
      (optimizer ? momentsOf(optimizer.rule) : [])
        .map((name) => tensors.get(name)!.subarray(offset, offset + length))
    );
    this.#activations = shapes.map((shape) => allocate(batch, shape));
    this.images = new Uint8Array(batch * shapeLength(network.inputShape));
    this.labels = new Uint8Array(batch);
    this.keys = new Uint32Array(batch);
    this.strengths = new Float32Array(batch).fill(1);
    this.probabilities = this.#activations[shapes.length - 1];
  }

  forward(count: number): void {
    this.#forward(count);
  }

  gradients(count: number): number {
    const { layers, classes } = this.network;
    const { labelSmoothing } = this.#options;
    this.#forward(count, this.#pass);
    this.network.gradients.fill(0);

    const gradients = this.#allocatedGradients();
    const logitGradient = gradients[layers.length]!;
    const loss = crossEntropy(this.probabilities, this.labels, logitGradient, {
      batch: count,
      classes,
      labelSmoothing,
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
    const { optimizer, clipNorm = 0 } = this.#options;
    if (!optimizer) {
      throw new TypeError("Cannot take a training step: expected an engine with an optimizer");
    }
    const average = this.#tensors.get("average");
    if (this.#pass.step === 0) average?.set(this.network.values);
    const loss = this.gradients(count);
    for (const [k, { layer }] of this.network.layers.entries()) {
      layer.observe?.(this.#activations[k], count);
    }
    if (clipNorm > 0) clipGradients(this.network.gradients, clipNorm);
    this.#update(optimizer, learningRate);
    if (average) this.#updateAverage(average);
    this.#pass.step++;
    return loss;
  }

  sync(): void {}

  load(): void {}

  readAverages(averages: Float32Array): void {
    const average = this.#pass.step > 0 ? this.#tensors.get("average") : undefined;
    averages.set(average ?? this.network.values);
  }

  state(): EngineState {
    const tensors = [...this.#tensors].map(([name, tensor]) => [name, tensor.slice()]);
    return { steps: this.#pass.step, tensors: Object.fromEntries(tensors) };
  }

  restore(state: EngineState): void {
    requireState(state, { names: [...this.#tensors.keys()], length: this.network.valueCount });
    for (const [name, tensor] of this.#tensors) tensor.set(state.tensors[name]);
    this.#pass.step = state.steps;
  }

  close(): void {}

  #update(optimizer: Optimizer, learningRate: number): void {
    for (const [k, { parameter }] of this.network.parameters.entries()) {
      if (!parameter.isTrained) continue;
      optimizer.update(parameter.value, parameter.gradient, {
        learningRate,
        steps: this.#pass.step,
        moments: this.#moments[k],
        isDecayed: isDecayed(parameter),
      });
    }
  }

  #updateAverage(average: Float32Array): void {
    const { values } = this.network;
    const share = averageShare(this.#options.averaging!, this.#pass.step);
    for (let i = 0; i < values.length; i++) average[i] += share * (values[i] - average[i]);
  }

  #forward(count: number, pass?: TrainingPass): void {
    if (!(Number.isInteger(count) && count >= 1 && count <= this.batch)) {
      throw new RangeError(
        `Cannot compute: expected from 1 to ${this.batch} images, got ${count}`,
      );
    }
    if (pass) this.#augment?.(this, 0, count);
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
