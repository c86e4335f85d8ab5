/**
 * Checkpoints: all that a run goes on from, as a sealed safetensors file. The network's values stand in it
 * under their own names, so that it is a weights file, too; beside them "engine.<tensor>" and "best".
 */

import type { Tensor } from "../formats/safetensors.ts";
import { openSafetensors, sealSafetensors } from "../formats/sealed_safetensors.ts";
import type { Network } from "../network/network.ts";
import { oneLine } from "../one_line.ts";
import type { LearnerState } from "./learner.ts";
import { startPosition, type TrainingPosition } from "./training_position.ts";
import { networkMetadata, networkTensors } from "./weights_file.ts";

/** A run between two steps. */
export interface Checkpoint {
  /** What the network and its engine go on from. */
  learner: LearnerState;
  /** Where the run is. */
  position: TrainingPosition;
  /** The best values so far, if there was any judgement. */
  best: BestValues | undefined;
  /** Time spent on the run. */
  elapsedMs: number;
}

/** The values that did best on the validation images, the first of those that did equally well. */
export interface BestValues {
  /** How many images were right. */
  correct: number;
  /** Of how many. */
  total: number;
  /** The epoch that it was, from 1. */
  epoch: number;
  /** Steps taken in the whole run. */
  steps: number;
  /** `[valueCount]` */
  values: Float32Array;
}

/** What the metadata's `format` says. */
const FORMAT = "cnn checkpoint 1";

const ENGINE_PREFIX = "engine.";
const BEST = "best";

/**
 * Writes a checkpoint of a network. Equal checkpoints give equal bytes.
 *
 * @param options.version Of the program.
 */
export function encodeCheckpoint(
  checkpoint: Checkpoint,
  options: { network: Network; version: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const { learner, position, best, elapsedMs } = checkpoint;
  const { network, version } = options;
  const flat = (name: string, values: Float32Array) => ({ name, shape: [values.length], values });
  const { values: bestValues, ...bestFacts } = best ?? {};
  return sealSafetensors({
    metadata: {
      ...networkMetadata(network),
      "format": FORMAT,
      "version": version,
      "position": JSON.stringify(position),
      "engine_steps": `${learner.engine.steps}`,
      ...(bestValues && { "best": JSON.stringify(bestFacts) }),
      "elapsed_ms": `${elapsedMs}`,
    },
    tensors: [
      ...networkTensors(network, learner.values),
      ...Object.entries(learner.engine.tensors)
        .map(([name, values]) => flat(ENGINE_PREFIX + name, values)),
      ...(bestValues ? [flat(BEST, bestValues)] : []),
    ],
  });
}

/**
 * Reads a checkpoint of a network.
 *
 * @param options.version Of the program, which has to be the one that wrote it.
 * @throws {SyntaxError} If the bytes are no checkpoint, or one of another network or version, or not
 * what was written.
 */
export async function decodeCheckpoint(
  bytes: Uint8Array,
  options: { network: Network; version: string },
): Promise<Checkpoint> {
  const { network, version } = options;
  const { tensors, metadata } = await openSafetensors(bytes);
  const expected = { ...networkMetadata(network), "format": FORMAT, "version": version };
  for (const [name, value] of Object.entries(expected)) {
    if (metadata[name] !== value) fail(`${name} "${value}"`, show(metadata[name]));
  }
  const values = new Float32Array(network.valueCount);
  for (const { name, shape, values: part } of networkTensors(network, values)) {
    part.set(findTensor(tensors, name, shape).values);
  }
  const best = metadata["best"] === undefined
    ? undefined
    : readFacts(metadata, "best", { correct: 0, total: 0, epoch: 0, steps: 0 });
  return {
    learner: {
      values,
      engine: {
        steps: readFacts(metadata, "engine_steps", 0),
        tensors: Object.fromEntries(
          tensors.filter(({ name }) => name.startsWith(ENGINE_PREFIX))
            .map((tensor) => [tensor.name.slice(ENGINE_PREFIX.length), tensor.values]),
        ),
      },
    },
    position: readFacts(metadata, "position", startPosition()),
    best: best && { ...best, values: findTensor(tensors, BEST, [network.valueCount]).values },
    elapsedMs: readFacts(metadata, "elapsed_ms", 0),
  };
}

function findTensor(tensors: readonly Tensor[], name: string, shape: readonly number[]): Tensor {
  const tensor = tensors.find((tensor) => tensor.name === name);
  if (tensor && tensor.shape.join() === shape.join()) return tensor;
  return fail(`a tensor "${name}" of shape [${shape}]`, tensor ? `[${tensor.shape}]` : "none");
}

/** Facts in the metadata: all those that `model` has. Numbers are finite and not negative. */
function readFacts<T>(metadata: Record<string, string>, name: string, model: T): T {
  const value = parseJson(metadata[name]);
  return isLike(value, model)
    ? value
    : fail(`"${name}" such as ${JSON.stringify(model)}`, show(metadata[name]));
}

function isLike<T>(value: unknown, model: T): value is T {
  if (typeof model === "number") return Number.isFinite(value) && Number(value) >= 0;
  if (typeof model === "boolean") return typeof value === "boolean";
  if (typeof value !== "object" || value === null) return false;
  const found: Record<string, unknown> = { ...value };
  return Object.entries(model as object).every(([key, part]) => isLike(found[key], part));
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

function show(text: string | undefined): string {
  return text === undefined ? "none" : `"${oneLine(text, 80)}"`;
}

function fail(expected: string, got: string): never {
  throw new SyntaxError(`Cannot read the checkpoint: expected ${oneLine(expected)}, got ${got}`);
}
