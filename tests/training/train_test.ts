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
import { evaluate } from "../../lib/training/evaluate.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { type EpochReport, train, type TrainOptions } from "../../lib/training/train.ts";
import { encodeWeights } from "../../lib/training/weights_file.ts";
import { labelledPatterns } from "./labelled_patterns.ts";

const patterns = labelledPatterns(70, { classes: 4, size: 6 });

function createEngine(seed = 1, batch = 8): PlainEngine {
  const network = new Network(
    parseArchitecture("conv 3x3 relu, pool 2, dense 6 tanh, softmax 4"),
    [1, 6, 6],
  );
  initialize(network, seed);
  return new PlainEngine(network, { batch, optimizer: new SgdOptimizer({ momentum: 0.5 }) });
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
  readonly probabilities: Float32Array;
  /** The images of each step, in order. */
  readonly steps: number[][] = [];
  readonly learningRates: number[] = [];
  loss: (step: number) => number = () => 1;

  constructor(readonly batch: number) {
    this.images = new Uint8Array(batch);
    this.labels = new Uint8Array(batch);
    this.probabilities = new Float32Array(4 * batch);
  }

  forward(): void {}

  gradients(): number {
    return 1;
  }

  step(count: number, learningRate: number): number {
    this.steps.push([...this.images.subarray(0, count)]);
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
  const shares: number[] = [];
  await train({
    engine,
    images: numberedImages(16),
    epochs: 2,
    learningRate: 0.5,
    schedule: (share) => {
      shares.push(share);
      return 1 - share;
    },
    seed: 1,
  });
  assertEquals(shares, [0, 0.25, 0.5, 0.75]);
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
    signal: new AbortController().signal,
  });
  assertEquals(bytes, await trainedBytes(1));
});

Deno.test("train() learns", async () => {
  const engine = createEngine();
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

Deno.test("train() stops when the loss is no number", async () => {
  const engine = new RecordingEngine(8);
  engine.loss = (step) => step === 5 ? NaN : 1;
  const error = await assertRejects(
    () => train({ engine, images: numberedImages(21), epochs: 9, learningRate: 0.5, seed: 1 }),
    RangeError,
  );
  assertEquals(
    error.message,
    "Cannot go on training: expected a finite loss in step 2 of epoch 2, got NaN\n" +
      "Try a smaller learning rate (it was 0.5).",
  );
  assertEquals(engine.steps.length, 5);
});

Deno.test("train() notices what its very last step has done", async () => {
  const engine = createEngine(1, 70);
  await assertRejects(
    () => train({ engine, images: patterns, epochs: 1, learningRate: 1e300, seed: 1 }),
    RangeError,
    "Cannot go on training: expected a finite parameter after epoch 1, got ",
  );
});

Deno.test("train() refuses to learn from nothing", async () => {
  await assertRejects(
    () => trainedBytes(1, { images: labelledPatterns(0, { classes: 4, size: 6 }) }),
    RangeError,
    "Cannot train: expected at least one image, got none",
  );
});
