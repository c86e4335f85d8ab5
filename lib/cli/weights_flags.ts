import { inFile } from "../files/in_file.ts";
import { fileExists, readFileBytes } from "../files/read_file.ts";
import { formatArchitecture } from "../network/architecture.ts";
import { decodeWeights, type Weights } from "../training/weights_file.ts";
import { oneLine } from "../one_line.ts";
import { type FlagTable, type FlagValues, textFlag } from "./flags.ts";
import { readArchitecture } from "./model_flag.ts";
import { programName } from "./program_name.ts";
import { shippedWeights } from "./shipped_weights.ts";
import type { Terminal } from "./terminal.ts";
import { withHint } from "./with_hint.ts";

/** Where `train` leaves its weights, and the other commands look for them. */
export const DEFAULT_WEIGHTS = "data/weights.safetensors";

/** What `--weights` calls the weights that ship with the program. */
export const SHIPPED = "shipped";

/** `--weights` and `--model` of commands that use a trained network. */
export const WEIGHTS_FLAGS = {
  weights: textFlag(
    "FILE",
    `Weights to use [${DEFAULT_WEIGHTS} if train left one, or else "${SHIPPED}"]`,
    undefined,
  ),
  model: textFlag("PRESET|TEXT", "Network of a weights file that does not name it", undefined),
} satisfies FlagTable;

/** Weights, and where they come from. */
export interface FoundWeights extends Weights {
  /** The file as the user knows it, or "shipped". */
  readonly source: string;
  /** All of the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads the weights that the flags name: if they name none, those that `train` left where it leaves them
 * if nothing is said, or else those that ship with the program. The terminal tells which.
 *
 * @throws {UsageError} If `--model` is no network.
 * @throws {FileError} If the file cannot be read.
 * @throws {SyntaxError} If it is no weights file, or not of this network.
 */
export async function readWeights(
  flags: FlagValues<typeof WEIGHTS_FLAGS>,
  terminal: Terminal,
): Promise<FoundWeights> {
  const { model } = flags;
  const architecture = model === undefined ? undefined : readArchitecture(model);
  const { source, path } = await findWeights(flags.weights);
  const bytes = await readFileBytes(path);
  const read = async () => ({
    ...await inFile(
      path,
      () => decodeWeights(bytes, architecture && formatArchitecture(architecture)),
    ),
    source,
    bytes,
  });
  const weights = architecture === undefined
    ? await read()
    : await withHint("Without --model the network is the one that the file names", read);
  if (flags.weights === undefined) terminal.note(`weights: ${describeWeights(weights)}`);
  return weights;
}

/** Where the weights lie that are meant by a path, by "shipped", or by nothing. */
async function findWeights(
  weights: string | undefined,
): Promise<{ source: string; path: string }> {
  if (weights !== undefined && weights !== SHIPPED) return { source: weights, path: weights };
  if (weights === undefined && await fileExists(DEFAULT_WEIGHTS)) {
    return { source: DEFAULT_WEIGHTS, path: DEFAULT_WEIGHTS };
  }
  const path = shippedWeights();
  if (path !== undefined && await fileExists(path)) return { source: SHIPPED, path };
  throw new Error(
    `Cannot read weights: expected a file "${DEFAULT_WEIGHTS}", got none\n` +
      `Train a network first: ${programName()} train\n` +
      "Or say where its weights are: --weights FILE",
  );
}

/** Where weights come from, in words. */
export function describeWeights({ source, metadata }: Omit<FoundWeights, "bytes">): string {
  if (source !== SHIPPED) return oneLine(source, Infinity);
  return `${SHIPPED} with cnn (trained on ${oneLine(metadata["dataset"] ?? "other images")})`;
}
