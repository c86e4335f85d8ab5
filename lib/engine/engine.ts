import type { Network } from "../network/network.ts";

/**
 * What computes a network. Trainer and commands know this and nothing of what is behind it.
 *
 * An engine is made for a network and a batch size. The caller writes images and labels into the
 * engine's own arrays and names how many there are; the engine answers in arrays that the next call
 * overwrites. Nothing is allocated in a call.
 */
export interface Engine {
  /** Whose `values` are computed with and trained, and whose `gradients` are filled. */
  readonly network: Network;
  /** The most images that one call can take. */
  readonly batch: number;
  /** `[batch, channels, height, width]`, 0 background to 255 ink; written by the caller. */
  readonly images: Uint8Array;
  /** `[batch]`, each below the network's number of classes; written by the caller. */
  readonly labels: Uint8Array;
  /** `[batch, classes]`, what the last call found; rows sum to 1. */
  readonly probabilities: Float32Array;

  /**
   * Computes the `probabilities` of the first `count` images.
   *
   * @throws {RangeError} If `count` is not a whole number from 1 to `batch`; so do the other calls.
   */
  forward(count: number): void;

  /**
   * Computes the `probabilities` of the first `count` images and overwrites the network's `gradients`
   * with those of their mean loss.
   *
   * @returns The mean cross-entropy of the images, in nats.
   */
  gradients(count: number): number;

  /**
   * One training step: `gradients`, then the optimizer's update of the network's `values`.
   *
   * @returns The mean cross-entropy of the images before the update, in nats.
   */
  step(count: number, learningRate: number): number;

  /** Brings the network's `values` up to date: steps may leave them behind. */
  sync(): void;

  /** Ends what the engine keeps running. It cannot be used afterwards. */
  close(): void;
}

/** A rule that turns gradients into better parameters. */
export interface Optimizer {
  /** The rule as data, for an engine that has its own way to compute it. */
  readonly rule: OptimizerRule;

  /** Changes `values` in place, given the loss's `gradients` with respect to them. */
  update(values: Float32Array, gradients: Float32Array, learningRate: number): void;
}

/** All rules there are. */
export type OptimizerRule = { kind: "sgd"; momentum: number };
