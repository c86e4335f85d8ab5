import { inFile } from "../files/in_file.ts";
import { fileExists, readFileBytes } from "../files/read_file.ts";
import { formatArchitecture } from "../network/architecture.ts";
import { decodeWeights, type Weights } from "../training/weights_file.ts";
import { type FlagTable, type FlagValues, textFlag } from "./flags.ts";
import { readArchitecture } from "./model_flag.ts";
import { programName } from "./program_name.ts";
import { withHint } from "./with_hint.ts";

/** Where `train` leaves its weights, and the other commands look for them. */
export const DEFAULT_WEIGHTS = "data/weights.safetensors";

/** `--weights` and `--model` of commands that use a trained network. */
export const WEIGHTS_FLAGS = {
  weights: textFlag("FILE", "Weights to use, as train writes them", DEFAULT_WEIGHTS),
  model: textFlag("PRESET|TEXT", "Network of a weights file that does not name it", undefined),
} satisfies FlagTable;

/**
 * Reads the weights that the flags name.
 *
 * @throws {UsageError} If `--model` is no network.
 * @throws {FileError} If the file cannot be read.
 * @throws {SyntaxError} If it is no weights file, or not of this network.
 */
export async function readWeights(flags: FlagValues<typeof WEIGHTS_FLAGS>): Promise<Weights> {
  const { weights, model } = flags;
  const architecture = model === undefined ? undefined : readArchitecture(model);
  if (weights === DEFAULT_WEIGHTS && !await fileExists(weights)) {
    throw new Error(
      `Cannot read weights: expected a file "${weights}", got none\n` +
        `Train a network first: ${programName()} train\n` +
        "Or say where its weights are: --weights FILE",
    );
  }
  const bytes = await readFileBytes(weights);
  const read = () => decodeWeights(bytes, architecture && formatArchitecture(architecture));
  if (architecture === undefined) return await inFile(weights, read);
  const hint = "Without --model the network is the one that the file names";
  return await withHint(hint, () => inFile(weights, read));
}
