import { createEngine, type EngineOptions } from "../engine/create_engine.ts";
import type { Engine } from "../engine/engine.ts";
import type { EngineState } from "../engine/engine_state.ts";
import { Network } from "../network/network.ts";
import type { TrainingSettings } from "./settings.ts";
import { createTrainingEngine } from "./training_engine.ts";

/** All of a learner that its further steps depend on. */
export interface LearnerState {
  /** The network's values, `[valueCount]`. */
  values: Float32Array;
  /** What the engine goes on from. */
  engine: EngineState;
}

/** Images a call of the engine that judges averages. */
const JUDGE_BATCH = 256;

/**
 * A network that learns as its settings say: the engine that trains it and, where averages of its
 * values are kept, a second network for those with an engine of its own, since they are what it is
 * judged by and what is left of it in the end.
 */
export class Learner {
  /** Trains. */
  readonly engine: Engine;
  /** Judges by the averages, if such are kept. */
  readonly averages: Engine | undefined;

  /**
   * Makes the engines.
   *
   * @param network With the values that it is to begin with.
   * @param options.count How many images there are to learn from.
   * @param options.source These images, if they are all that will be learnt from.
   * @throws {RangeError} If a setting is out of its range, or a batch needs more memory than can be had.
   */
  constructor(
    network: Network,
    settings: TrainingSettings,
    options: { count: number } & Pick<EngineOptions, "kind" | "threads" | "arithmetic" | "source">,
  ) {
    this.engine = createTrainingEngine(network, settings, options);
    if (settings.averaging > 0) {
      const { kind, threads, arithmetic } = options;
      const averages = new Network(network.architecture, network.inputShape);
      this.averages = createEngine(averages, { kind, threads, arithmetic, batch: JUDGE_BATCH });
    }
  }

  /**
   * What has been learned so far: the network with the averages of its values, or else the network
   * itself. It changes with the next call, and in the latter case with further steps.
   */
  result(): Network {
    if (this.averages) {
      const { network } = this.averages;
      this.engine.readAverages(network.values);
      return network;
    }
    this.engine.sync();
    return this.engine.network;
  }

  /** A copy of all that further steps depend on. */
  state(): LearnerState {
    this.engine.sync();
    return { values: this.engine.network.values.slice(), engine: this.engine.state() };
  }

  /**
   * Goes on from a state: further steps have the same bits as if nothing had been interrupted.
   *
   * @throws {RangeError | TypeError} If the state is not one of this network and its settings.
   */
  restore(state: LearnerState): void {
    this.engine.network.values.set(state.values);
    this.engine.load();
    this.engine.restore(state.engine);
  }

  /** Ends what the engines keep running. */
  close(): void {
    this.engine.close();
    this.averages?.close();
  }
}
