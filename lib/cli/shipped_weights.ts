import { fromFileUrl } from "@std/path";

/**
 * Where the weights lie that ship with the program, wherever it is called from. A compiled program has the
 * file inside, at the same place: the task `compile` includes it.
 */
const SHIPPED = new URL("../../data/digits.safetensors", import.meta.url);

/** The path of the weights that ship with the program; undefined where only its code has come. */
export function shippedWeights(): string | undefined {
  return SHIPPED.protocol === "file:" ? fromFileUrl(SHIPPED) : undefined;
}
