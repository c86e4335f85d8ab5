import type { Shape } from "../layers/layer.ts";
import type { Architecture } from "../network/architecture.ts";
import { Network } from "../network/network.ts";
import { findArchitecture } from "../training/presets.ts";
import { UsageError } from "./usage_error.ts";

/**
 * The architecture that a user names or writes out.
 *
 * @throws {UsageError} If it is neither a preset nor a text that can be read.
 */
export function readArchitecture(nameOrText: string): Architecture {
  return asUsageError(() => findArchitecture(nameOrText));
}

/**
 * The network that a user's architecture makes for images of a shape.
 *
 * @throws {UsageError} If a layer does not fit its input.
 */
export function createNetwork(architecture: Architecture, inputShape?: Shape): Network {
  return asUsageError(() => new Network(architecture, inputShape));
}

/** Calls `body`; what it finds wrong was given on the command line. */
function asUsageError<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
}
