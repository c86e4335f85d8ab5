import type { Network } from "../network/network.ts";
import type { EngineState } from "./engine_state.ts";

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
  /**
   * `[images, channels, height, width]` each: what the engine was made with to learn from, if it holds
   * such for good. Then `gradients` and `step` take the images that `picks` names, not `images`.
   */
  readonly source?: readonly Uint8Array[];
  /**
   * `[batch]`, written by the caller: which of the `source`'s images each is that is learnt from; their
   * numbers go on from one array to the next.
   */
  readonly picks?: Uint32Array;
  /** `[batch]`, each below the network's number of classes; written by the caller. */
  readonly labels: Uint8Array;
  /**
   * `[batch]`, 32 bits each, written by the caller: how `gradients` and `step` augment an image, if the
   * engine augments. They overwrite `images` by what they learn from, `forward` takes images as they are.
   */
  readonly keys: Uint32Array;
  /** `[batch]`, 0..1, written by the caller: which share of the augmentation an image gets; 1 at first. */
  readonly strengths: Float32Array;
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
   * @returns The mean cross-entropy of the images with their labels, smoothed if so asked, in nats.
   */
  gradients(count: number): number;

  /**
   * One training step: `gradients`, clipped if so asked, then the optimizer's update of the network's
   * `values`, and of their averages.
   *
   * @returns What `gradients` returns: the loss before the update.
   */
  step(count: number, learningRate: number): number;

  /** Brings the network's `values` up to date: steps may leave them behind. */
  sync(): void;

  /** Takes over the network's `values` as they are now: the reverse of `sync`. Nothing else changes. */
  load(): void;

  /**
   * Reads the moving averages of the network's values; they are the values themselves if none are kept
   * or no step has been taken.
   *
   * @param averages `[valueCount]`, overwritten.
   */
  readAverages(averages: Float32Array): void;

  /** A copy of everything that steps depend on besides the network's values and the seed. */
  state(): EngineState;

  /**
   * Goes on from a state: after `load` with the values that belong to it, steps have the same bits as
   * if nothing had been interrupted.
   *
   * @throws {RangeError} If the number of steps is none.
   * @throws {TypeError} If a tensor is missing, unknown, or of another length.
   */
  restore(state: EngineState): void;

  /** Ends what the engine keeps running. It cannot be used afterwards. */
  close(): void;
}
