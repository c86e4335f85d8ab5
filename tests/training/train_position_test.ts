import { assert, assertEquals, assertRejects } from "@std/assert";
import { DivergenceError } from "../../lib/training/divergence.ts";
import type { StepMetrics } from "../../lib/training/metrics.ts";
import { SCHEDULES } from "../../lib/training/schedules.ts";
import { train } from "../../lib/training/train.ts";
import type { TrainOptions } from "../../lib/training/train_options.ts";
import { labelledPatterns } from "./labelled_patterns.ts";

import { numberedImages, RecordingEngine } from "./recording_engine.ts";
import { createEngine, patterns, trainedBytes } from "./trained_patterns.ts";

Deno.test("train() tells how far it is, and stops when its signal says so", async () => {
  const engine = new RecordingEngine(2);
  // Slow steps, so that there is something to tell.
  engine.loss = () => {
    const endMs = performance.now() + 5;
    while (performance.now() < endMs);
    return 2;
  };
  const end = new AbortController();
  const done: number[] = [];
  const run = train({
    engine,
    images: numberedImages(200),
    epochs: 100,
    learningRate: 0.1,
    seed: 1,
    signal: end.signal,
    onProgress: (progress) => {
      assertEquals([progress.epoch, progress.epochs, progress.total], [1, 100, 200]);
      assertEquals(progress.loss, 2);
      assertEquals(progress.done, 2 * engine.steps.length);
      assert(progress.elapsedMs > 0);
      done.push(progress.done);
      if (done.length === 2) end.abort(new Error("Ctrl-C"));
    },
  });
  await assertRejects(() => run, Error, "Ctrl-C");
  assertEquals(done.length, 2);
  assert(done[0] < done[1] && done[1] < 200);
  assertEquals(engine.steps.length, done[1] / 2);
});

Deno.test("train() does not begin when its signal has spoken before", async () => {
  const engine = new RecordingEngine(2);
  const signal = AbortSignal.abort(new Error("never"));
  await assertRejects(
    () =>
      train({ engine, images: numberedImages(9), epochs: 1, learningRate: 0.1, seed: 1, signal }),
    Error,
    "never",
  );
  assertEquals(engine.steps, []);
});

Deno.test("train() says where it is before its signal ends it, in the middle of an epoch too", async () => {
  const engine = new RecordingEngine(2);
  const end = new AbortController();
  engine.loss = (step) => {
    if (step === 70) end.abort(new Error("Ctrl-C"));
    const endMs = performance.now() + 1;
    while (performance.now() < endMs);
    return 2;
  };
  const pauses: [steps: number, isLast: boolean][] = [];
  await assertRejects(
    () =>
      train({
        engine,
        images: numberedImages(50),
        epochs: 100,
        learningRate: 0.1,
        seed: 1,
        signal: end.signal,
        onPause: async ({ steps, epoch, inEpoch }, { isLast }) => {
          assertEquals(steps, engine.steps.length);
          assertEquals(steps, 25 * (epoch - 1) + inEpoch.seen / 2);
          await Promise.resolve();
          pauses.push([steps, isLast]);
        },
      }),
    Error,
    "Ctrl-C",
  );
  assert(pauses.length > 1);
  assertEquals(pauses.map(([, isLast]) => isLast), [
    ...new Array(pauses.length - 1).fill(false),
    true,
  ]);
  assert(engine.steps.length >= 70 && engine.steps.length < 200);
});

Deno.test("train() judges as often as told, and ends where its judge says so", async () => {
  const engine = new RecordingEngine(8);
  const judged: number[] = [];
  const options = {
    engine,
    images: numberedImages(45),
    validation: numberedImages(3),
    validationsPerEpoch: 4,
    epochs: 2,
    learningRate: 0.1,
    seed: 1,
  };
  const end = await train({
    ...options,
    onValidation({ total }, { steps }) {
      assertEquals(total, 3);
      judged.push(steps);
    },
  });
  // Quarters of 45 images end within steps 2, 3, 5 and 6.
  assertEquals(judged, [2, 3, 5, 6, 8, 9, 11, 12]);
  assertEquals([end.epoch, end.steps, end.inEpoch.seen], [3, 12, 0]);

  for (const steps of judged) {
    const end = await train({
      ...options,
      onValidation: (_, position) => position.steps === steps,
    });
    assertEquals(end.steps, steps);
    assertEquals(end.epoch, 1 + Math.floor(steps / 6));
    // It stays there.
    assertEquals(await train({ ...options, from: end }), end);
  }
});

Deno.test("train() records what steps came to, some 20 times an epoch", async () => {
  const engine = new RecordingEngine(3);
  engine.network.gradients.set([3, -4]);
  engine.loss = (step) => step;
  const records: StepMetrics[] = [];
  await train({
    engine,
    images: numberedImages(120),
    epochs: 2,
    learningRate: 0.5,
    schedule: SCHEDULES.linear,
    seed: 1,
    onRecord: (record) => records.push(record),
  });
  assertEquals(records.length, 40);
  for (const [index, { imagesPerSecond, ...record }] of records.entries()) {
    const step = 2 * index + 2;
    assertEquals(record, {
      kind: "step",
      step,
      epoch: index < 20 ? 1 : 2,
      share: (index % 20 + 1) / 20,
      loss: step - 0.5,
      // All probabilities are equal, and the first class is the answer: images 0, 4, 8 and so on.
      accuracy: record.accuracy,
      learningRate: 0.5 * (1 - (step - 1) / 80),
      gradientNorm: 5,
    });
    assert(imagesPerSecond! > 0);
  }
  assertEquals(records.reduce((sum, { accuracy }) => sum + accuracy, 0) / 40, 0.25);
});

Deno.test("train() records every step where an epoch has less than 20", async () => {
  const engine = new RecordingEngine(8);
  const steps: number[] = [];
  const images = numberedImages(21);
  const onRecord = ({ step }: StepMetrics) => steps.push(step);
  await train({ engine, images, epochs: 2, learningRate: 1, seed: 1, onRecord });
  assertEquals(steps, [1, 2, 3, 4, 5, 6]);
});

Deno.test("train() goes on from any position as if it had never stopped", async () => {
  /** All that a run says and does, without times. */
  async function follow(options: Partial<TrainOptions>) {
    const engine = new RecordingEngine(4);
    const first = options.from?.steps ?? 0;
    engine.loss = (step) => 1 / (first + step);
    const told: unknown[] = [];
    const withoutTimes = (key: string, value: unknown) =>
      key === "elapsedMs" || key === "imagesPerSecond" ? undefined : value;
    const tell = (value: unknown) => told.push(JSON.parse(JSON.stringify(value, withoutTimes)));
    const position = await train({
      engine,
      images: numberedImages(90),
      validation: numberedImages(3),
      validationsPerEpoch: 90,
      epochs: 3,
      learningRate: 0.25,
      schedule: SCHEDULES.linear,
      seed: 1,
      onRecord: tell,
      onEpoch: tell,
      ...options,
    });
    return { position, told, steps: engine.steps, rates: engine.learningRates };
  }
  const whole = await follow({});
  assertEquals([whole.steps.length, whole.told.length], [69, 63]);
  for (let stop = 1; stop <= 69; stop += 3) {
    const before = await follow({ onValidation: (_, { steps }) => steps === stop });
    // Positions are kept in files.
    const from = { ...JSON.parse(JSON.stringify(before.position)), isOver: false };
    const after = await follow({ from });
    assertEquals(before.steps.length, stop);
    assertEquals([...before.steps, ...after.steps], whole.steps);
    assertEquals([...before.rates, ...after.rates], whole.rates);
    assertEquals([...before.told, ...after.told], whole.told);
    assertEquals(after.position.lossLevel, whole.position.lossLevel);
  }
});

Deno.test("train() stops when the loss is no number", async () => {
  const engine = new RecordingEngine(8);
  engine.loss = (step) => step === 5 ? NaN : 1;
  const error = await assertRejects(
    () => train({ engine, images: numberedImages(21), epochs: 9, learningRate: 0.5, seed: 1 }),
    RangeError,
  );
  assertEquals(
    error.message,
    "Cannot go on training: expected a finite loss after step 2 of epoch 2, got NaN\n" +
      "The steps are probably too large: try a smaller learning rate (it was 0.5).",
  );
  assertEquals(engine.steps.length, 5);
});

Deno.test("train() stops when the network has lost what it knew", async () => {
  const engine = new RecordingEngine(2);
  engine.loss = (step) => step <= 500 ? 0.05 : 1.4;
  const error = await assertRejects(
    () => train({ engine, images: numberedImages(100), epochs: 99, learningRate: 0.5, seed: 1 }),
    DivergenceError,
  );
  assertEquals(
    error.message.split("\n")[0],
    "Cannot go on training: expected a loss near 0.0500 as before after step 17 of epoch 19, got 1.3796",
  );
  assertEquals(engine.steps.length, 917);
});

Deno.test("train() notices what its very last step has done", async () => {
  const engine = createEngine(1, 70);
  await assertRejects(
    () => train({ engine, images: patterns, epochs: 1, learningRate: 1e300, seed: 1 }),
    RangeError,
    "Cannot go on training: expected a finite parameter after step 1 of epoch 1, got ",
  );
});

Deno.test("train() refuses to learn from nothing", async () => {
  await assertRejects(
    () => trainedBytes(1, { images: labelledPatterns(0, { classes: 4, size: 6 }) }),
    RangeError,
    "Cannot train: expected at least one image, got none",
  );
});
