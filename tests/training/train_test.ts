import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import type { LabelledImages } from "../../lib/dataset/labelled_images.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import type { EngineState } from "../../lib/engine/engine_state.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { DivergenceError } from "../../lib/training/divergence.ts";
import { evaluate } from "../../lib/training/evaluate.ts";
import type { StepMetrics } from "../../lib/training/metrics.ts";
import { SCHEDULES } from "../../lib/training/schedules.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { train } from "../../lib/training/train.ts";
import type { EpochReport, TrainOptions } from "../../lib/training/train_options.ts";
import { encodeWeights } from "../../lib/training/weights_file.ts";
import { labelledPatterns } from "./labelled_patterns.ts";

const patterns = labelledPatterns(70, { classes: 4, size: 6 });

function createEngine(seed = 1, batch = 8): PlainEngine {
  const network = new Network(
    parseArchitecture("conv 3x3 relu, pool 2, dense 6 tanh, softmax 4"),
    [1, 6, 6],
  );
  initialize(network, seed);
  return new PlainEngine(network, {
    batch,
    optimizer: new SgdOptimizer({ momentum: 0.5 }),
    augmentation: { thickness: 0.5, noise: 0.02 },
  });
}

/** Trains a new network, and gives back its bytes. */
async function trainedBytes(seed: number, options: Partial<TrainOptions> = {}) {
  const engine = createEngine(seed);
  await train({ engine, images: patterns, epochs: 3, learningRate: 0.1, seed, ...options });
  return encodeWeights({ network: engine.network, metadata: { seed: `${seed}` } });
}

/** An engine that learns nothing, and writes down what it is asked to learn from. */
class RecordingEngine implements Engine {
  readonly network = new Network(parseArchitecture("softmax 4"), [1, 1, 1]);
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly keys: Uint32Array;
  readonly probabilities: Float32Array;
  /** The images of each step, in order. */
  readonly steps: number[][] = [];
  /** The key that each image came with, for each time that it came. */
  readonly keysOf = new Map<number, number[]>();
  readonly learningRates: number[] = [];
  loss: (step: number) => number = () => 1;

  constructor(readonly batch: number) {
    this.images = new Uint8Array(batch);
    this.labels = new Uint8Array(batch);
    this.keys = new Uint32Array(batch);
    this.probabilities = new Float32Array(4 * batch);
  }

  forward(): void {}

  gradients(): number {
    return 1;
  }

  step(count: number, learningRate: number): number {
    this.steps.push([...this.images.subarray(0, count)]);
    for (let n = 0; n < count; n++) {
      this.keysOf.set(this.images[n], [...this.keysOf.get(this.images[n]) ?? [], this.keys[n]]);
    }
    this.learningRates.push(learningRate);
    return this.loss(this.steps.length);
  }

  sync(): void {}

  load(): void {}

  readAverages(): void {}

  state(): EngineState {
    return { steps: this.steps.length, tensors: {} };
  }

  restore(): void {}

  close(): void {}
}

/** Images of one pixel, which is their number. */
function numberedImages(count: number): LabelledImages {
  const images = Uint8Array.from({ length: count }, (_, n) => n);
  return { count, height: 1, width: 1, images, labels: images.map((n) => n % 4) };
}

Deno.test("train() takes every image once in an epoch, in an order drawn anew", async () => {
  const engine = new RecordingEngine(8);
  await train({ engine, images: numberedImages(21), epochs: 3, learningRate: 0.25, seed: 1 });
  assertEquals(engine.steps.map((step) => step.length), [8, 8, 5, 8, 8, 5, 8, 8, 5]);
  const orders = [0, 3, 6].map((first) => engine.steps.slice(first, first + 3).flat());
  const all = Array.from({ length: 21 }, (_, n) => n);
  for (const order of orders) {
    assertEquals(order.toSorted((a, b) => a - b), all);
    assertNotEquals(order, all);
  }
  assertNotEquals(orders[0], orders[1]);
  assertNotEquals(orders[1], orders[2]);
  assertEquals(engine.learningRates, new Array(9).fill(0.25));
});

Deno.test("train() follows a schedule over the whole run", async () => {
  const engine = new RecordingEngine(8);
  const shares = new Set<number>();
  await train({
    engine,
    images: numberedImages(16),
    epochs: 2,
    learningRate: 0.5,
    schedule: (share) => {
      shares.add(share);
      return 1 - share;
    },
    seed: 1,
  });
  assertEquals([...shares], [0, 0.25, 0.5, 0.75]);
  assertEquals(engine.learningRates, [0.5, 0.375, 0.25, 0.125]);
});

Deno.test("train() draws its orders from the seed", async () => {
  async function order(seed: number): Promise<number[][]> {
    const engine = new RecordingEngine(4);
    await train({ engine, images: numberedImages(21), epochs: 2, learningRate: 0.1, seed });
    return engine.steps;
  }
  assertEquals(await order(1), await order(1));
  assertNotEquals(await order(1), await order(2));
});

Deno.test("train() gives an image a key that depends on seed, epoch and image alone", async () => {
  async function keys(options: { seed: number; batch: number; count?: number }) {
    const { seed, batch, count = 21 } = options;
    const engine = new RecordingEngine(batch);
    const images = numberedImages(count);
    await train({ engine, images, epochs: 3, learningRate: 0.1, seed });
    return Array.from({ length: 21 }, (_, image) => engine.keysOf.get(image)!);
  }
  const expected = await keys({ seed: 1, batch: 8 });
  assertEquals(await keys({ seed: 1, batch: 5 }), expected);
  // More images have another order.
  assertEquals(await keys({ seed: 1, batch: 8, count: 100 }), expected);
  const others = await keys({ seed: 2, batch: 8 });
  assertEquals(new Set([...expected, ...others].flat()).size, 2 * 3 * 21);
});

Deno.test("train() gives the same bytes for the same seed, and others for another", async () => {
  const bytes = await trainedBytes(1);
  assertEquals(await trainedBytes(1), bytes);
  assertNotEquals(await trainedBytes(2), bytes);
});

Deno.test("train() gives the same bytes whether or not anybody watches", async () => {
  const bytes = await trainedBytes(1, {
    validation: labelledPatterns(10, { classes: 4, size: 6, seed: 2 }),
    onEpoch() {},
    onProgress() {},
    onRecord() {},
    signal: new AbortController().signal,
  });
  assertEquals(bytes, await trainedBytes(1));
});

Deno.test("train() learns", async () => {
  const engine = createEngine(6);
  const test = labelledPatterns(100, { classes: 4, size: 6, seed: 3 });
  const before = await evaluate(engine, test);
  await train({ engine, images: patterns, epochs: 20, learningRate: 0.1, seed: 1 });
  const after = await evaluate(engine, test);
  assert(before.accuracy < 0.6, `${before.accuracy}`);
  assert(after.accuracy > 0.95, `${after.accuracy}`);
  assert(after.loss < before.loss / 4);
});

Deno.test("train() reports each epoch, with what validation says", async () => {
  const engine = createEngine();
  const validation = labelledPatterns(30, { classes: 4, size: 6, seed: 2 });
  const reports: EpochReport[] = [];
  await train({
    engine,
    images: patterns,
    validation,
    epochs: 6,
    learningRate: 0.1,
    seed: 1,
    onEpoch: (report) => reports.push(report),
  });
  assertEquals(reports.map(({ epoch, epochs }) => [epoch, epochs]), [
    [1, 6],
    [2, 6],
    [3, 6],
    [4, 6],
    [5, 6],
    [6, 6],
  ]);
  assert(reports[5].loss < reports[0].loss);
  assert(reports[5].accuracy > reports[0].accuracy);
  for (const { validation, imagesPerSecond, elapsedMs } of reports) {
    assertEquals(validation!.total, 30);
    assertAlmostEquals(imagesPerSecond, 70 / (elapsedMs / 1000), 1e-6 * imagesPerSecond);
  }
  // The last report is of the network as it is now.
  assertEquals(reports[5].validation, await evaluate(engine, validation));
});

Deno.test("train() reports the mean loss of all images, the last, smaller batch included", async () => {
  const engine = new RecordingEngine(8);
  engine.loss = (step) => step;
  const losses: number[] = [];
  await train({
    engine,
    images: numberedImages(21),
    epochs: 1,
    learningRate: 0.1,
    seed: 1,
    onEpoch: ({ loss, validation }) => {
      losses.push(loss);
      assertEquals(validation, undefined);
    },
  });
  assertEquals(losses, [(8 * 1 + 8 * 2 + 5 * 3) / 21]);
});

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
