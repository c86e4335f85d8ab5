/**
 * Trains presets several times on MNIST and writes what came of it into `measured.json`, which
 * `cnn models` shows:
 *
 *     deno task measure --data DIR [--runs N] [--keep DIR] [PRESET...]
 *
 * All presets if none is named; measurements of others stay. Nothing else should run meanwhile. With
 * `--keep`, the run of a preset that is trained once is kept in `DIR/PRESET`, as by `train --run`, with
 * the weights beside it.
 */

import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl, join } from "@std/path";
import { cpus } from "node:os";
import { formatMeasurement } from "../../lib/cli/format_measurement.ts";
import { Terminal } from "../../lib/cli/terminal.ts";
import { taskFlags } from "../cli/run_cnn.ts";
import type { Measurement, Measurements } from "../../lib/training/measurements.ts";
import { findPreset, type Preset, PRESETS } from "../../lib/training/presets.ts";
import { completeSettings } from "../../lib/training/settings.ts";

const terminal = new Terminal();

const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));
const FILE = fromFileUrl(new URL("../../lib/training/measured.json", import.meta.url));

/** How often each preset is trained if nothing is said. */
const RUNS = 20;

const { data, runs, keep, _: names } = parseArgs(Deno.args, {
  string: ["data", "runs", "keep", "_"],
});
if (typeof data !== "string") throw new Error("expected --data DIR, where MNIST lies, got none");
const presets = names.length === 0 ? PRESETS : names.map((name) => {
  const preset = findPreset(name);
  if (preset) return preset;
  throw new Error(`expected a preset, got "${name}"`);
});
const count = Number(runs ?? RUNS);
if (!(Number.isInteger(count) && count >= 1)) {
  throw new Error(`expected a whole number of at least 1 as --runs, got "${runs}"`);
}
for (const preset of presets) {
  const measurement = await measure(preset, { count, data });
  const known: Measurements = JSON.parse(Deno.readTextFileSync(FILE));
  // In the order of the presets, so that the file does not change where the numbers do not.
  const entries = PRESETS.map(({ name }) =>
    [name, name === preset.name ? measurement : known[name]] as const
  );
  const kept = Object.fromEntries(entries.filter(([, entry]) => entry !== undefined));
  Deno.writeTextFileSync(FILE, `${JSON.stringify(kept, null, 2)}\n`);
  for (const line of [preset.name, ...formatMeasurement(measurement)]) terminal.print(line);
}

async function measure(
  { name, architecture, settings }: Preset,
  options: { count: number; data: string },
): Promise<Measurement> {
  const { count, data } = options;
  const kept = typeof keep === "string" && count === 1 ? join(keep, name) : undefined;
  const output = kept ? `${kept}.safetensors` : await Deno.makeTempFile({ suffix: ".safetensors" });
  const repeat = count > 1 ? ["--repeat", `${count}`] : [];
  const keeping = kept ? ["--run", kept] : [];
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", ...taskFlags("train"), MAIN, "train", "--model", name, "--json"],
      ...["--data", data, "--output", output, ...repeat, ...keeping],
    ],
    stderr: "inherit",
  }).output();
  if (!kept) await Deno.remove(output);
  if (!success) throw new Error(`the training of ${name} has failed`);
  const last = JSON.parse(new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1)!);
  const single = {
    mean: last.test?.accuracy,
    worst: last.test?.accuracy,
    best: last.test?.accuracy,
  };
  const { mean, worst, best, interval } = last.accuracy ?? single;
  return {
    architecture,
    settings: completeSettings(settings),
    runs: count,
    accuracy: { mean, worst, best, ...(interval && { interval }) },
    elapsedMs: last.medianElapsedMs ?? last.elapsedMs,
    machine: `${navigator.hardwareConcurrency} cores of ${cpus()[0].model}`,
  };
}
