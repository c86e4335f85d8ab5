import { momentsOf, type OptimizerRule } from "../network/optimizer_rule.ts";

/** Everything that training steps depend on besides the network's values and the seed. */
export interface EngineState {
  /** Steps taken. */
  steps: number;
  /**
   * By name, each `[valueCount]` in the network's own layout: "velocity", or "first_moment" and
   * "second_moment", as the optimizer's rule has them, and "average" where averages are kept.
   */
  tensors: Record<string, Float32Array>;
}

/** The names of the tensors of an engine's state. */
export function stateNames(options: { rule?: OptimizerRule; averaging?: number }): string[] {
  const { rule, averaging = 0 } = options;
  return [...(rule ? momentsOf(rule) : []), ...(averaging > 0 ? ["average"] : [])];
}

/**
 * @throws {RangeError} If the number of steps is none.
 * @throws {TypeError} If a tensor is missing, unknown, or not of `length` elements.
 */
export function requireState(
  { steps, tensors }: EngineState,
  expected: { names: readonly string[]; length: number },
): void {
  const { names, length } = expected;
  if (!(Number.isSafeInteger(steps) && steps >= 0)) {
    throw new RangeError(
      `Cannot restore the engine: expected a whole number of steps of at least 0, got ${steps}`,
    );
  }
  const found = Object.keys(tensors).sort();
  if (found.join() !== [...names].sort().join()) {
    throw new TypeError(
      `Cannot restore the engine: expected ${list(names)}, got ${list(found)}`,
    );
  }
  for (const name of names) {
    if (tensors[name].length === length) continue;
    throw new TypeError(
      `Cannot restore the engine: expected ${length} elements in "${name}", ` +
        `got ${tensors[name].length}`,
    );
  }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "no tensors" : names.map((name) => `"${name}"`).join(" and ");
}
