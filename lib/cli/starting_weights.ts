/** The weights that a run begins with, where it does not begin with random ones. */

import { inFile } from "../files/in_file.ts";
import { readFileBytes } from "../files/read_file.ts";
import { formatArchitecture } from "../network/architecture.ts";
import { parseArchitecture } from "../network/parse_architecture.ts";
import type { RunConfig } from "../training/run_config.ts";
import type { RunFolder } from "../training/run_folder.ts";
import { decodeWeights } from "../training/weights_file.ts";
import type { Terminal } from "./terminal.ts";
import type { TrainFlags } from "./train_flags.ts";
import { UsageError } from "./usage_error.ts";
import { type FoundWeights, readWeights } from "./weights_flags.ts";

/**
 * Reads the weights that `--from` names, if it is given.
 *
 * @throws {UsageError} If `--model` is another network than theirs.
 * @throws {FileError} If they cannot be read.
 * @throws {SyntaxError} If they are no weights, or none of `--model`.
 */
export async function readStart(
  flags: TrainFlags,
  terminal: Terminal,
): Promise<FoundWeights | undefined> {
  const { from, model } = flags;
  if (from === undefined) return undefined;
  const weights = await readWeights({ weights: from, model }, terminal);
  const { network, metadata: { architecture } } = weights;
  if (model === undefined || architecture === undefined) return weights;
  const [own, asked] = [parseArchitecture(architecture), network.architecture]
    .map(formatArchitecture);
  if (own === asked) return weights;
  throw new UsageError(`--model must be the network of --from: expected "${own}", got "${asked}"`);
}

/** Reads the weights that a run has begun with from its folder, if it had them from a file. */
export async function readKeptStart(
  folder: RunFolder,
  { from, architecture }: RunConfig,
): Promise<FoundWeights | undefined> {
  if (from === null) return undefined;
  const path = folder.startPath;
  const bytes = await readFileBytes(path);
  return { ...await inFile(path, () => decodeWeights(bytes, architecture)), source: from, bytes };
}
