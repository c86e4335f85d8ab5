/** `config.json` of a run's folder: every setting of the run, resolved, and what it learns from. */

import type { EngineKind } from "../engine/create_engine.ts";
import { parseArchitecture } from "../network/parse_architecture.ts";
import { oneLine } from "../one_line.ts";
import { readSettings } from "./read_settings.ts";
import type { TrainingSettings } from "./settings.ts";

/** What a run is made of. Survives JSON. */
export interface RunConfig {
  /** Of the program that began it, and that alone goes on with it. */
  version: string;
  /** The network's text. */
  architecture: string;
  /** Where the weights are from that it began with, if not with random ones. */
  from: string | null;
  /** How it is trained. */
  settings: TrainingSettings;
  /** What computes: other bits come out of another engine. */
  engine: EngineKind;
  /** How it multiplies and adds. */
  arithmetic: "exact" | "fused";
  /** The accuracy on the validation images that ends the run, 0..1, if any. */
  target: number | null;
  /** What is learned from. */
  data: RunData;
  /** Where the weights go beside the folder, if anywhere. */
  output: string | null;
  /** The time between two checkpoints, in minutes, above 0. */
  checkpointEvery: number;
}

/** Which images a run has. */
export interface RunData {
  /** The name of the dataset; none where there are pictures alone. */
  dataset: string | null;
  /** Why it stands in for another, if it does. */
  fallback: string | null;
  /** The folder of its files, if one was named. */
  folder: string | null;
  /** The folder of pictures, if there are such. */
  pictures: string | null;
  /** How many images at the beginning were asked for, if not all. */
  limit: number | null;
  /** How many images there are of each part: of the dataset, or of the pictures. */
  training: number;
  validation: number;
  test: number;
  /** The hash of all of them and their labels. */
  sha256: string;
}

/** What the file says of itself. */
const FORMAT = "cnn run 1";

/** What a value has to be: in words, and for code. */
type Check = readonly [says: string, accepts: (value: unknown) => boolean];

const TEXT: Check = ["a text", (value) => typeof value === "string"];
const COUNT: Check = [
  "a whole number of at least 0",
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
];
const SHARE: Check = [
  "a number from 0 to 1",
  (value) => typeof value === "number" && value >= 0 && value <= 1,
];

const CHECKS: Readonly<Record<string, Check>> = {
  format: oneOf(FORMAT),
  version: TEXT,
  architecture: TEXT,
  from: orNull(TEXT),
  engine: oneOf("compiled", "plain"),
  arithmetic: oneOf("exact", "fused"),
  target: orNull(SHARE),
  output: orNull(TEXT),
  checkpointEvery: ["a number above 0", (value) => typeof value === "number" && value > 0],
};

const DATA_CHECKS: Readonly<Record<keyof RunData, Check>> = {
  dataset: orNull(TEXT),
  fallback: orNull(TEXT),
  folder: orNull(TEXT),
  pictures: orNull(TEXT),
  limit: orNull(COUNT),
  training: COUNT,
  validation: COUNT,
  test: COUNT,
  sha256: TEXT,
};

/** Writes `config.json`. */
export function encodeRunConfig(config: RunConfig): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify({ format: FORMAT, ...config }, null, 2)}\n`);
}

/**
 * Reads `config.json`.
 *
 * @throws {SyntaxError} If it is none, or a value in it is not one that can be.
 */
export function decodeRunConfig(bytes: Uint8Array): RunConfig {
  const { format: _, ...config } = readFields(parseJson(new TextDecoder().decode(bytes)), CHECKS);
  parseArchitecture(String(config["architecture"]));
  return {
    ...config,
    settings: readSettings(config["settings"]),
    data: readFields(config["data"], DATA_CHECKS),
    // Every field has been checked.
  } as unknown as RunConfig;
}

function readFields(value: unknown, checks: Readonly<Record<string, Check>>) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return fail("a JSON object", value);
  }
  const fields: Record<string, unknown> = { ...value };
  for (const [name, [says, accepts]] of Object.entries(checks)) {
    if (!accepts(fields[name])) fail(`${says} as "${name}"`, fields[name]);
  }
  return fields;
}

/** What a text says; the text itself if it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function oneOf(...texts: string[]): Check {
  return [texts.map((text) => `"${text}"`).join(" or "), (value) => texts.some((t) => t === value)];
}

function orNull([says, accepts]: Check): Check {
  return [`${says} or null`, (value) => value === null || accepts(value)];
}

function fail(expected: string, got: unknown): never {
  const shown = oneLine(JSON.stringify(got) ?? "none", 80);
  throw new SyntaxError(`Cannot read the run: expected ${expected}, got ${shown}`);
}
