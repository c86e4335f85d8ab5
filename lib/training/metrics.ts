/** What a run records while it learns: `metrics.jsonl`, one JSON object a line, as steps go by. */

import { oneLine } from "../one_line.ts";

/** The name of the file of a run's records, in the folder of the run. */
export const METRICS_FILE = "metrics.jsonl";

/** What the steps since the record before came to. */
export interface StepMetrics {
  /** One of many in an epoch. */
  readonly kind: "step";
  /** Steps taken in the whole run, from 1. */
  readonly step: number;
  /** The epoch that the step belongs to, from 1. */
  readonly epoch: number;
  /** The share of the epoch's images that have been seen, above 0, at most 1. */
  readonly share: number;
  /** Mean loss while learning, in nats. */
  readonly loss: number;
  /** Share of right answers while learning, 0..1. */
  readonly accuracy: number;
  /** The learning rate of the step, after the schedule. */
  readonly learningRate?: number;
  /** Images a second. */
  readonly imagesPerSecond?: number;
  /** The Euclidean length of the step's gradient. */
  readonly gradientNorm?: number;
  /** Time spent on the run so far. */
  readonly elapsedMs?: number;
}

/** What an epoch came to. */
export interface EpochMetrics {
  /** One at the end of each epoch. */
  readonly kind: "epoch";
  /** From 1. */
  readonly epoch: number;
  /** Steps taken in the whole run. */
  readonly step: number;
  /** Mean loss while learning, in nats. */
  readonly loss: number;
  /** Share of right answers while learning, 0..1. */
  readonly accuracy: number;
  /** Mean loss on the validation part after the epoch, if there is one. */
  readonly validationLoss?: number;
  /** Share of right answers on the validation part after the epoch, if there is one. */
  readonly validationAccuracy?: number;
  /** The learning rate of the epoch's last step. */
  readonly learningRate?: number;
  /** Images a second of training steps. */
  readonly imagesPerSecond?: number;
  /** Time spent on the run so far. */
  readonly elapsedMs?: number;
}

/** One line of the file. */
export type Metrics = StepMetrics | EpochMetrics;

/** What must be there of each kind, and what may be. Other fields are not looked at. */
const FIELDS = {
  step: {
    required: ["step", "epoch", "share", "loss", "accuracy"],
    optional: ["learningRate", "imagesPerSecond", "gradientNorm", "elapsedMs"],
  },
  epoch: {
    required: ["step", "epoch", "loss", "accuracy"],
    optional: [
      "validationLoss",
      "validationAccuracy",
      "learningRate",
      "imagesPerSecond",
      "elapsedMs",
    ],
  },
} as const;

/** What a field may be; the others may be any number. Comparisons are false for NaN. */
const RANGES: Readonly<Record<string, [says: string, accepts: (value: number) => boolean]>> = {
  step: ["a whole number of at least 1", (value) => Number.isSafeInteger(value) && value >= 1],
  epoch: ["a whole number of at least 1", (value) => Number.isSafeInteger(value) && value >= 1],
  share: ["a number from 0 to 1", (value) => value >= 0 && value <= 1],
  accuracy: ["a number from 0 to 1", (value) => !(value < 0 || value > 1)],
  validationAccuracy: ["a number from 0 to 1", (value) => !(value < 0 || value > 1)],
};

/** A record as a line of the file, its newline included. JSON has no NaN or infinity: `null`. */
export function formatMetrics(metrics: Metrics): string {
  return `${JSON.stringify(metrics)}\n`;
}

/**
 * Reads the records of a run, in the order of their steps.
 *
 * A run that was resumed goes back to its last checkpoint: what it recorded behind that and then did
 * again counts once. A last line without an end is one that is being written, or was when the run was
 * killed: if it is no whole record it is left out. So are records of kinds that are not known here.
 * Where a number had no JSON (`null`), it is NaN.
 *
 * @throws {SyntaxError} If a line is no record, with its number.
 */
export function parseMetrics(text: string): Metrics[] {
  const lines = text.split("\n");
  const last = lines.pop()!;
  const records: Metrics[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const value = parseJson(line) ?? fail(index + 1, "a JSON object", line);
    append(records, readRecord(value, { line, number: index + 1 }));
  }
  const value = parseJson(last);
  if (value !== undefined) {
    append(records, readRecord(value, { line: last, number: lines.length + 1 }));
  }
  return records;
}

/** Adds a record, in the place of those that it comes before or repeats. */
function append(records: Metrics[], record: Metrics | undefined): void {
  if (record === undefined) return;
  while (records.length > 0 && !precedes(records.at(-1)!, record)) records.pop();
  records.push(record);
}

/** Whether `a` is written before `b`; an epoch's record follows that of its last step. */
function precedes(a: Metrics, b: Metrics): boolean {
  return a.step < b.step || (a.step === b.step && a.kind === "step" && b.kind === "epoch");
}

function readRecord(value: unknown, at: { line: string; number: number }): Metrics | undefined {
  const { line, number } = at;
  if (typeof value !== "object" || value === null) fail(number, "a JSON object", line);
  const fields: Record<string, unknown> = { ...value };
  const { kind } = fields;
  if (typeof kind !== "string") fail(number, 'a "kind"', line);
  if (kind !== "step" && kind !== "epoch") return undefined;
  const { required, optional } = FIELDS[kind];
  const record: Record<string, unknown> = { kind };
  for (const name of required) record[name] = readNumber(fields, name, number);
  for (const name of optional) {
    if (fields[name] !== undefined) record[name] = readNumber(fields, name, number);
  }
  // All that the type asks for has been read.
  return record as unknown as Metrics;
}

function readNumber(fields: Record<string, unknown>, name: string, line: number): number {
  const value = fields[name] === null ? NaN : fields[name];
  const [says, accepts] = RANGES[name] ?? ["a number", () => true];
  if (typeof value === "number" && accepts(value)) return value;
  const got = fields[name] === undefined ? "none" : JSON.stringify(fields[name]);
  return fail(line, `${says} as "${name}"`, got);
}

/** What a line says; undefined if it is no JSON. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function fail(line: number, expected: string, got: string): never {
  throw new SyntaxError(
    `Cannot read metrics: expected ${expected} in line ${line}, got ${oneLine(got, 60)}`,
  );
}
