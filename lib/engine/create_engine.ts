import type { Network } from "../network/network.ts";
import type { Engine, Optimizer } from "./engine.ts";
import { PlainEngine } from "./plain_engine.ts";

/** What an engine is made for. */
export interface EngineOptions {
  /** The most images that one call can take. */
  batch: number;
  /** What `step` updates with; not needed for the other calls. */
  optimizer?: Optimizer;
}

/**
 * The engine for a network.
 *
 * @throws {RangeError} If the batch needs more memory than an engine may take.
 */
export function createEngine(network: Network, options: EngineOptions): Engine {
  return new PlainEngine(network, options);
}
