import type { Network } from "../network/network.ts";
import { CompiledEngine } from "./compiled_engine.ts";
import type { Engine } from "./engine.ts";
import { PlainEngine } from "./plain_engine.ts";
import type { StepOptions } from "./step_options.ts";
import { hasWasmFeatures } from "./wasm_features.ts";

/** What computes: the layers' own loops, or the module that the compiler makes. */
export type EngineKind = "plain" | "compiled";

/** The most threads that an engine may have. */
export const MOST_THREADS = 64;

/** What an engine is made for. */
export interface EngineOptions extends StepOptions {
  /** The most images that one call can take. */
  batch: number;
  /** Which engine; if absent, the compiled one where this machine can run it. */
  kind?: EngineKind;
  /** How many threads a compiled engine works on; one for each core if absent. */
  threads?: number;
  /** Fewer images are answered by the caller's thread alone, before others have started; 1 if absent. */
  leastToShare?: number;
  /** How a compiled engine multiplies and adds; "exact" if absent. */
  arithmetic?: "exact" | "fused";
}

/** The engine that is used where none is asked for. */
export function defaultEngineKind(): EngineKind {
  return hasWasmFeatures() ? "compiled" : "plain";
}

/**
 * The engine for a network.
 *
 * @throws {RangeError} If an option is out of its range, the batch needs more memory than can be had, or
 * there are too many threads.
 */
export function createEngine(network: Network, options: EngineOptions): Engine {
  const { kind = defaultEngineKind(), threads = navigator.hardwareConcurrency } = options;
  if (kind === "plain") return new PlainEngine(network, options);
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
    throw new RangeError(
      `Cannot create an engine: threads must be a whole number from 1 to ${MOST_THREADS}, got ${threads}`,
    );
  }
  return new CompiledEngine(network, { ...options, threads });
}
