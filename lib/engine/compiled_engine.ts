import { hasEffect } from "../augmentation/augmentation.ts";
import { createAugmenter } from "../augmentation/create_augmenter.ts";
import { compileNetwork } from "../compiler/compile.ts";
import { COMMAND } from "../compiler/control.ts";
import type { ModulePlan } from "../compiler/network_plan.ts";
import { pack, unpack } from "../compiler/parameter_places.ts";
import { stepKey } from "../layers/dropout_mask.ts";
import { requireWholeNumber, shapeLength } from "../layers/layer.ts";
import { foldArchitecture, foldValues } from "../network/fold_batch_norm.ts";
import { Network } from "../network/network.ts";
import type { OptimizerRule } from "../network/optimizer_rule.ts";
import { ControlWords } from "./control_words.ts";
import type { Engine } from "./engine.ts";
import { type EngineState, requireState, stateNames } from "./engine_state.ts";
import { requireStepOptions, type StepOptions } from "./step_options.ts";
import { stepWords } from "./step_words.ts";
import { WorkerThreads } from "./worker_threads.ts";

/** What a `CompiledEngine` is made for. */
export interface CompiledEngineOptions extends StepOptions {
  /** The most images that one call can take. */
  batch: number;
  /** How many threads work together, as far as there is work for them; 1 if absent. */
  threads?: number;
  /**
   * `forward` with fewer images is the caller's work alone, and the other threads start when they are first
   * needed; 1 if absent.
   */
  leastToShare?: number;
  /** "exact" (if absent) has the same bits on every CPU; "fused" may be faster. */
  arithmetic?: "exact" | "fused";
}

/** Looks at a word before a waiting thread sleeps: some 50 us, or nearly none if cores are few. */
const SPINS = 20_000;
const SPINS_OF_TOO_MANY = 50;

/** What the module exports. */
interface Exports {
  execute(command: number): number;
  refresh(): void;
}

/**
 * Runs the module that the compiler makes of a network, on several threads.
 *
 * With more than one thread, `close` has to be called: the others wait for the next command, and a
 * program whose work is done goes on living as long as they do. Its end by `Deno.exit` or by an error
 * that nobody catches takes them along, whatever they are doing. (A worker's own `terminate` would not
 * do: it waits until the worker's code returns, which sleeps in the module.)
 */
export class CompiledEngine implements Engine {
  readonly network: Network;
  readonly batch: number;
  readonly images: Uint8Array;
  readonly source?: readonly Uint8Array[];
  readonly picks?: Uint32Array;
  readonly labels: Uint8Array;
  readonly keys: Uint32Array;
  readonly strengths: Float32Array;
  readonly probabilities: Float32Array;

  readonly #plan: ModulePlan;
  readonly #exports: Exports;
  readonly #startWorkers: () => WorkerThreads;
  #workers: WorkerThreads | undefined;
  readonly #threads: number;
  readonly #leastToShare: number;
  readonly #control: ControlWords;
  readonly #losses: Float32Array;
  readonly #values: Float32Array;
  readonly #gradients: Float32Array;
  /** What the optimizer keeps of all parameters, packed, by the names of the state. */
  readonly #tensors: ReadonlyMap<string, Float32Array>;
  readonly #rule: OptimizerRule | null;
  readonly #averaging: number;
  readonly #pass: { seed: number; step: number };
  /** Whether other threads may still be at work after a step, and whether they may be now. */
  readonly #letsGo: boolean;
  #isUnfinished = false;
  #isClosed = false;

  /**
   * Compiles the network and starts the threads, unless they can wait.
   *
   * @throws {RangeError} If the batch is no whole number of at least 1, or needs more memory than can
   * be had.
   */
  constructor(network: Network, options: CompiledEngineOptions) {
    const { batch, optimizer, arithmetic = "exact", augmentation = {}, source = [] } = options;
    requireWholeNumber("an engine", "batch", batch, 1);
    requireWholeNumber("an engine", "threads", options.threads ?? 1, 1);
    requireStepOptions(options);
    const { clipNorm = 0, averaging = 0, labelSmoothing } = options;
    const rule = optimizer?.rule;
    // Who only asks a network gets it without what only matters in training.
    const compiledNetwork = optimizer ? network : folded(network);
    const { module, plan, usefulThreads, letsGo } = compileNetwork(compiledNetwork, {
      batch,
      threads: options.threads ?? 1,
      isTraining: optimizer !== undefined,
      update: rule && { rule, clipNorm, hasAverages: averaging > 0 },
      labelSmoothing,
      arithmetic,
      augments: hasEffect(augmentation),
      sourceImages: source.reduce((sum, { length }) => sum + length, 0) /
        shapeLength(network.inputShape),
    });
    const threads = Math.min(options.threads ?? 1, usefulThreads);
    this.#threads = threads;
    this.#leastToShare = options.leastToShare ?? 1;
    const memory = createMemory(plan.memory.pages);
    const { buffer } = memory;
    const compiled = new WebAssembly.Module(module.toBytes());

    this.network = network;
    this.batch = batch;
    this.images = new Uint8Array(
      buffer,
      plan.images.offsetBytes,
      batch * shapeLength(network.inputShape),
    );
    if (plan.source) {
      this.source = source;
      this.picks = new Uint32Array(buffer, plan.source.picks.offsetBytes, batch);
      let { offsetBytes } = plan.source.images;
      for (const images of source) {
        new Uint8Array(buffer, offsetBytes).set(images);
        offsetBytes += images.length;
      }
    }
    this.labels = new Uint8Array(buffer, plan.labels.offsetBytes, batch);
    this.keys = new Uint32Array(buffer, plan.keys.offsetBytes, batch);
    this.strengths = new Float32Array(buffer, plan.strengths.offsetBytes, batch).fill(1);
    this.probabilities = new Float32Array(
      buffer,
      plan.probabilities.offsetBytes,
      batch * network.classes,
    );
    this.#plan = plan;
    this.#letsGo = letsGo;
    const { inputShape: shape } = network;
    const augmented = { images: this.images, keys: this.keys, strengths: this.strengths };
    const augment = createAugmenter(augmentation, shape);
    const { exports } = new WebAssembly.Instance(compiled, {
      cnn: {
        memory,
        augment: (first: number, end: number) => augment(augmented, first, end),
      },
    });
    this.#exports = exports as unknown as Exports;
    this.#control = new ControlWords(buffer, plan.control.offsetBytes);
    this.#losses = new Float32Array(buffer, plan.losses.offsetBytes, batch);
    this.#values = floats(buffer, plan.values);
    this.#gradients = floats(buffer, plan.gradients);
    const names = stateNames({ rule, averaging });
    const regions = [...plan.moments, ...(plan.averages ? [plan.averages] : [])];
    this.#tensors = new Map(names.map((name, k) => [name, floats(buffer, regions[k])]));
    this.#rule = rule ?? null;
    this.#averaging = averaging;
    this.#pass = { seed: options.seed ?? 1, step: 0 };

    const isTooMany = threads > navigator.hardwareConcurrency;
    this.#control.set("spins", isTooMany ? SPINS_OF_TOO_MANY : SPINS);
    this.#writeMask(buffer);
    this.load();
    this.#startWorkers = () =>
      new WorkerThreads({
        module: compiled,
        memory,
        threads,
        control: plan.control.offsetBytes,
        augmentation: hasEffect(augmentation)
          ? { settings: augmentation, shape, augmented }
          : undefined,
      });
    if (this.#leastToShare <= 1) this.#workers = this.#startWorkers();
  }

  forward(count: number): void {
    this.#finish();
    this.#execute(COMMAND.forward, count);
  }

  gradients(count: number): number {
    this.#requireTraining("compute gradients");
    this.#finish();
    this.#control.set("stepKey", stepKey(this.#pass));
    this.#execute(COMMAND.gradients, count);
    unpack(this.#plan.parameters, this.#gradients, this.network.gradients);
    return this.#meanLoss(count);
  }

  step(count: number, learningRate: number): number {
    const rule = this.#requireTraining("take a training step");
    const steps = this.#pass.step;
    if (steps === 0) this.#tensors.get("average")?.set(this.#values);
    this.#control.setStep(stepWords(rule, { learningRate, steps, averaging: this.#averaging }));
    this.#control.set("stepKey", stepKey(this.#pass));
    this.#execute(COMMAND.step, count);
    this.#isUnfinished = this.#letsGo;
    this.#pass.step++;
    return this.#meanLoss(count);
  }

  sync(): void {
    this.#finish();
    if (this.#rule) unpack(this.#plan.parameters, this.#values, this.network.values);
  }

  load(): void {
    this.#finish();
    const { network, paddingBiases } = this.#plan;
    const isFolded = network !== this.network;
    const values = isFolded ? foldValues(this.network, network) : network.values;
    pack(this.#plan.parameters, values, this.#values);
    for (const { place, value } of paddingBiases) this.#values[place] = value;
    this.#exports.refresh();
  }

  readAverages(averages: Float32Array): void {
    this.#finish();
    const average = this.#pass.step > 0 ? this.#tensors.get("average") : undefined;
    if (this.#rule) unpack(this.#plan.parameters, average ?? this.#values, averages);
    else averages.set(this.network.values);
  }

  state(): EngineState {
    this.#finish();
    const tensors = [...this.#tensors].map(([name, packed]) => {
      const tensor = new Float32Array(this.network.valueCount);
      unpack(this.#plan.parameters, packed, tensor);
      return [name, tensor];
    });
    return { steps: this.#pass.step, tensors: Object.fromEntries(tensors) };
  }

  restore(state: EngineState): void {
    requireState(state, { names: [...this.#tensors.keys()], length: this.network.valueCount });
    this.#finish();
    for (const [name, packed] of this.#tensors) {
      pack(this.#plan.parameters, state.tensors[name], packed);
    }
    this.#pass.step = state.steps;
  }

  /** Ends the threads. Calls that compute throw from now on; another `close` does nothing. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#isUnfinished) this.#run(COMMAND.meet);
    this.#isUnfinished = false;
    this.#workers?.stop();
  }

  /** Sets the bits by which clipping knows gradients from padding. */
  #writeMask(buffer: ArrayBufferLike): void {
    const { clipping, parameters } = this.#plan;
    if (!clipping) return;
    const mask = new Int32Array(buffer, clipping.mask.offsetBytes);
    pack(parameters, new Int32Array(this.network.valueCount).fill(-1), mask);
  }

  /** Waits for what other threads may still be doing for the last step. */
  #finish(): void {
    if (!this.#isUnfinished) return;
    this.#isUnfinished = false;
    this.#execute(COMMAND.meet, 1);
  }

  #execute(command: number, count: number): void {
    if (this.#isClosed) {
      throw new TypeError("Cannot compute: expected an open engine, got one that was closed");
    }
    if (!(Number.isInteger(count) && count >= 1 && count <= this.batch)) {
      throw new RangeError(
        `Cannot compute: expected from 1 to ${this.batch} images, got ${count}`,
      );
    }
    const isShared = command !== COMMAND.forward || count >= this.#leastToShare;
    if (isShared) this.#workers ??= this.#startWorkers();
    this.#control.set("threads", isShared ? this.#threads : 1);
    this.#control.set("count", count);
    if (this.#run(command) !== 0) {
      throw new Error("Cannot go on computing: expected all threads to answer, got one that died");
    }
  }

  /** Works as thread 0. If what augments throws, the others must not wait for this thread. */
  #run(command: number): number {
    try {
      return this.#exports.execute(command);
    } catch (error) {
      this.#workers?.fail();
      throw error;
    }
  }

  #meanLoss(count: number): number {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += this.#losses[n];
    return sum / count;
  }

  #requireTraining(action: string): OptimizerRule {
    if (this.#rule) return this.#rule;
    throw new TypeError(`Cannot ${action}: expected an engine with an optimizer`);
  }
}

/** The same network without dropouts, and without batch normalizations as far as they can be folded. */
function folded(network: Network): Network {
  const { architecture, inputShape } = network;
  const folded = foldArchitecture(architecture);
  return folded.length < architecture.length ? new Network(folded, inputShape) : network;
}

function floats(buffer: ArrayBufferLike, region: { offsetBytes: number; lengthBytes: number }) {
  return new Float32Array(buffer, region.offsetBytes, region.lengthBytes / 4);
}

/** @throws {RangeError} If the memory cannot be had. */
function createMemory(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch {
    throw new RangeError(
      `Cannot create an engine: expected ${Math.ceil(pages / 16)} MiB of memory, got none; ` +
        "choose a smaller batch",
    );
  }
}
