import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { Learner } from "../../lib/training/learner.ts";
import { parseMetrics } from "../../lib/training/metrics.ts";
import type { RunConfig } from "../../lib/training/run_config.ts";
import { RunFolder } from "../../lib/training/run_folder.ts";
import { RunKeeper } from "../../lib/training/run_keeper.ts";
import { completeSettings, type TrainingSettings } from "../../lib/training/settings.ts";
import { train } from "../../lib/training/train.ts";
import { decodeWeights, encodeWeights } from "../../lib/training/weights_file.ts";
import { isPermitted, TemporaryFolder } from "../files/temporary_folder.ts";
import { labelledPatterns } from "./labelled_patterns.ts";

const ignore = !await isPermitted({ name: "read" }, { name: "write" });

const images = labelledPatterns(70, { classes: 4, size: 6 });
const validation = labelledPatterns(40, { classes: 4, size: 6, seed: 2 });
const metadata = { "dataset": "patterns" };

const SETTINGS = completeSettings({
  epochs: 5,
  batch: 8,
  seed: 6,
  optimizer: "adamw",
  averaging: 0.9,
});

/** A run in `path`, begun or gone on with, until its end or until `stop` steps are taken. */
async function follow(
  path: string,
  options: { stop?: number; settings?: TrainingSettings; everyMs?: number; version?: string } = {},
) {
  const { stop = Infinity, settings = SETTINGS, everyMs = 1e9, version = "1.2.3" } = options;
  const hasRun = await RunFolder.hasRun(path);
  await using folder = await (hasRun ? RunFolder.open(path) : RunFolder.create(path));
  if (!hasRun) await folder.begin({} as RunConfig);
  const network = new Network(
    parseArchitecture("conv 3x3, batchnorm relu, pool 2, dropout 0.2, dense 6 tanh, softmax 4"),
    [1, 6, 6],
  );
  initialize(network, settings.seed);
  const learner = new Learner(network, settings, { count: images.count, kind: "plain" });
  const keeper = new RunKeeper({ folder, learner, version, checkpointEveryMs: everyMs, metadata });
  const from = await keeper.open();
  const { engine, averages } = learner;
  const { epochs, learningRate, seed } = settings;
  let last = from;
  await train({
    ...{ engine, averages, images, validation, epochs, learningRate, seed, from },
    validationsPerEpoch: 9,
    onRecord: (record) => keeper.onRecord(record),
    onEpoch: (report) => keeper.onEpoch(report),
    async onValidation(evaluation, position) {
      await keeper.onValidation(evaluation, position);
      last = structuredClone(position);
      return position.steps === stop;
    },
    onPause: (position, pause) => keeper.onPause(position, pause),
  });
  const bytes = encodeWeights({ network: learner.result(), metadata: {} });
  return { keeper, engine, bytes, from, save: () => keeper.save(last) };
}

/** What is in a run's folder besides its times. */
function readRun(path: string) {
  const records = parseMetrics(Deno.readTextFileSync(`${path}/metrics.jsonl`));
  return {
    best: Deno.readFileSync(`${path}/best.safetensors`),
    lines: Deno.readTextFileSync(`${path}/metrics.jsonl`).split("\n").length,
    records: records.map((record) => ({ ...record, elapsedMs: 0, imagesPerSecond: 0 })),
  };
}

Deno.test({
  name: "RunKeeper lets a run end and go on anywhere to the same bytes, records and best weights",
  ignore,
  fn: async () => {
    using temporary = new TemporaryFolder();
    const whole = await follow(`${temporary.path}/whole`);
    const expected = readRun(`${temporary.path}/whole`);
    assertEquals(expected.records.length, 45 + 5);
    for (const stops of [[1], [9], [10, 23], [5, 6, 7, 30, 44]]) {
      const path = `${temporary.path}/${stops.join("-")}`;
      for (const stop of stops) {
        const run = await follow(path, { stop });
        await run.save();
        // What comes behind a checkpoint is lost with the program that did it.
        await follow(path, { stop: stop + 3 });
      }
      const { bytes, from } = await follow(path);
      assertEquals(from.steps, stops.at(-1));
      assertEquals(bytes, whole.bytes);
      assertEquals(readRun(path), expected);
    }
  },
});

Deno.test({
  name: "RunKeeper keeps the first of the best weights by validation, and says how good they are",
  ignore,
  fn: async () => {
    using temporary = new TemporaryFolder();
    const { keeper } = await follow(temporary.path);
    const { correct, total, epoch, steps } = keeper.best!;
    const { metadata, network } = decodeWeights(
      Deno.readFileSync(`${temporary.path}/best.safetensors`),
    );
    assertEquals(metadata["dataset"], "patterns");
    assertEquals(metadata["validation_correct"], `${correct}`);
    assertEquals([metadata["best_epoch"], metadata["best_step"]], [`${epoch}`, `${steps}`]);
    assertEquals(epoch, Math.ceil(steps / 9));

    // A run that ends there has the same weights, and none before was as good.
    using other = new TemporaryFolder();
    const run = await follow(other.path, { stop: steps });
    assertEquals(decodeWeights(run.bytes).network.values, network.values);
    using before = new TemporaryFolder();
    const { keeper: earlier } = await follow(before.path, { stop: steps - 1 });
    assert(earlier.best!.correct < correct && total === 40);
  },
});

Deno.test({
  name: "RunKeeper writes checkpoints as often as told",
  ignore,
  fn: async () => {
    using temporary = new TemporaryFolder();
    const settings = { ...SETTINGS, epochs: 60 };
    const { keeper } = await follow(temporary.path, { settings, everyMs: 1 });
    assert(keeper.checkpointSteps! > 0);
    const names = temporary.names.filter((name) => name.startsWith("checkpoint-"));
    assert(names.length >= 1 && names.length <= 2, `${names}`);
    using never = new TemporaryFolder();
    assertEquals((await follow(never.path, { settings })).keeper.checkpointSteps, undefined);
  },
});

Deno.test({
  name: "RunKeeper counts the time of all programs that were at work on a run",
  ignore,
  fn: async () => {
    using temporary = new TemporaryFolder();
    const first = await follow(temporary.path, { stop: 20 });
    const before = first.keeper.elapsedMs;
    await first.save();
    const { keeper } = await follow(temporary.path, { stop: 21 });
    assert(keeper.elapsedMs > before);
    const records = parseMetrics(Deno.readTextFileSync(`${temporary.path}/metrics.jsonl`));
    const times = records.map(({ elapsedMs }) => elapsedMs!);
    assertEquals(times, times.toSorted((a, b) => a - b));
  },
});

Deno.test({
  name: "RunKeeper refuses a checkpoint of other settings or another version, and changes nothing",
  ignore,
  fn: async () => {
    using temporary = new TemporaryFolder();
    await (await follow(temporary.path, { stop: 20 })).save();
    const before = temporary.names.map((name) =>
      Deno.readTextFileSync(`${temporary.path}/${name}`)
    );
    const settings = { ...SETTINGS, averaging: 0 };
    await assertRejects(() => follow(temporary.path, { settings }), TypeError, "checkpoint-20.");
    await assertRejects(
      () => follow(temporary.path, { version: "2" }),
      SyntaxError,
      "checkpoint-20.",
    );
    const after = temporary.names.map((name) => Deno.readTextFileSync(`${temporary.path}/${name}`));
    const lock = temporary.names.indexOf("lock");
    assertEquals(after.with(lock, ""), before.with(lock, ""));
  },
});

Deno.test({
  name: "RunKeeper does not keep what is lost",
  ignore,
  fn: async () => {
    using temporary = new TemporaryFolder();
    const run = await follow(temporary.path, { stop: 20 });
    await run.save();
    run.engine.network.values[3] = NaN;
    run.engine.load();
    await run.save();
    const names = temporary.names.filter((name) => name.startsWith("checkpoint-"));
    assertEquals(names, ["checkpoint-20.safetensors"]);
    const again = await follow(temporary.path);
    assertEquals(again.from.steps, 20);
    assertNotEquals(again.bytes, run.bytes);
  },
});

Deno.test({
  name: "RunKeeper says from where a run goes on without its latest checkpoint, and it does",
  ignore,
  fn: async () => {
    using temporary = new TemporaryFolder();
    const whole = await follow(`${temporary.path}/whole`);
    const path = `${temporary.path}/run`;
    await (await follow(path, { stop: 20 })).save();
    await (await follow(path, { stop: 30 })).save();
    const latest = `${path}/checkpoint-30.safetensors`;
    Deno.truncateSync(latest, 1000);
    const { message } = await assertRejects(() => follow(path), SyntaxError);
    assertEquals(
      message.split("\n").slice(1),
      [`  in "${latest}"`, `Without it the run goes on from ${path}/checkpoint-20.safetensors.`],
    );
    Deno.removeSync(latest);
    const run = await follow(path);
    assertEquals(run.from.steps, 20);
    assertEquals(run.bytes, whole.bytes);
    assertEquals(readRun(path), readRun(`${temporary.path}/whole`));
  },
});
