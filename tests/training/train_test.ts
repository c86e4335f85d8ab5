import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { slice } from "../../lib/dataset/labelled_images.ts";
import { evaluate } from "../../lib/training/evaluate.ts";
import { train } from "../../lib/training/train.ts";
import { startPosition, type TrainingPosition } from "../../lib/training/training_position.ts";
import type { EpochReport } from "../../lib/training/train_options.ts";
import { labelledPatterns } from "./labelled_patterns.ts";
import { numberedImages, RecordingEngine } from "./recording_engine.ts";
import { createEngine, patterns, trainedBytes } from "./trained_patterns.ts";

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

Deno.test("train() takes several sets as one", async () => {
  const [whole, divided] = [new RecordingEngine(8), new RecordingEngine(8)];
  const images = numberedImages(21);
  const sets = [slice(images, 0, 15), slice(images, 15, 6)];
  const options = { epochs: 2, learningRate: 0.25, seed: 1, validation: images };
  const schedule = (share: number) => 1 - share;
  await train({ engine: whole, images, schedule, ...options });
  await train({ engine: divided, images: sets, schedule, ...options });
  assertEquals(divided.steps, whole.steps);
  assertEquals(divided.keysOf, whole.keysOf);
  assertEquals(divided.learningRates, whole.learningRates);
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

Deno.test("train() augments images half as much where it settles, and in every step of its end", async () => {
  const strengthsOf = async (options: { settle?: number; from?: TrainingPosition }) => {
    const engine = new RecordingEngine(8);
    const images = numberedImages(16);
    await train({ engine, images, epochs: 4, learningRate: 0.5, seed: 1, ...options });
    return engine.strengthOf;
  };
  assertEquals(await strengthsOf({ settle: 0.375 }), [1, 1, 1, 1, 1, 0.5, 0.5, 0.5]);
  assertEquals(await strengthsOf({}), new Array(8).fill(1));
  const from = { ...startPosition(), epoch: 4, steps: 6 };
  assertEquals(await strengthsOf({ settle: 0.375, from }), [0.5, 0.5]);
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
