import { fromFileUrl } from "../files/path.ts";

/**
 * Where the weights lie that ship with the program, wherever it is called from. A compiled program has the
 * file inside, at the same place: the task `compile` includes it.
 */
const SHIPPED = new URL("../../data/digits.safetensors", import.meta.url);

/** Where the small network lies that tells digits from what is none. */
const SHIPPED_JUDGE = new URL("../../data/judge.safetensors", import.meta.url);

/** The path of the weights that ship with the program; undefined where only its code has come. */
export function shippedWeights(): string | undefined {
  return pathOf(SHIPPED);
}

/** The path of the network that tells digits from what is none; undefined as for the weights. */
export function shippedJudge(): string | undefined {
  return pathOf(SHIPPED_JUDGE);
}

function pathOf(url: URL): string | undefined {
  return url.protocol === "file:" ? fromFileUrl(url) : undefined;
}
