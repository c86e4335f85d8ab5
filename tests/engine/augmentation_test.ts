/** What both engines owe to images that are changed before they are learnt from. */

import { assertEquals, assertLess, assertNotEquals, assertThrows } from "@std/assert";
import type { Augmentation } from "../../lib/augmentation/augmentation.ts";
import { createAugmenter } from "../../lib/augmentation/create_augmenter.ts";
import { generateDigits } from "../../lib/dataset/generated/generate_digits.ts";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { assertNear, copyOf } from "./compare_engines.ts";

const AUGMENTATION: Augmentation = {
  shift: 2,
  rotation: 15,
  scale: 0.1,
  elastic: 1,
  thickness: 1,
  noise: 0.1,
  erasing: 0.1,
};

const BATCH = 13;

/** Networks whose work is divided in different ways. */
const NETWORKS = [
  ["by images", "conv 6x5 relu, pool 2, dense 20 relu, softmax 10"],
  ["by filters", "conv 16x3 nobias, pool 2, softmax 10"],
  ["by phases", "conv 6x5 nobias, batchnorm relu, pool 2, softmax 10"],
] as const;

function createNetwork(architecture: string): Network {
  const network = new Network(parseArchitecture(architecture));
  initialize(network, 1);
  return network;
}

function create(kind: typeof PlainEngine | typeof CompiledEngine, network: Network, threads = 1) {
  return new kind(network, {
    batch: BATCH,
    threads,
    optimizer: new SgdOptimizer({ momentum: 0.5 }),
    augmentation: AUGMENTATION,
  });
}

/** Gives an engine digits, keys and strengths, others for each step. */
function fill(engine: Engine, step: number): void {
  const { images, labels, keys, strengths } = engine;
  generateDigits({ seed: 1, stream: "train", first: step * BATCH, count: BATCH, images, labels });
  for (let n = 0; n < BATCH; n++) {
    keys[n] = Math.imul(step * BATCH + n, 0x9e3779b1);
    strengths[n] = 1 - (n % 3) / 2;
  }
}

/** What an engine should learn from in its first `count` images. */
function augmented(engine: Engine, count: number): Uint8Array {
  const images = engine.images.slice();
  createAugmenter(AUGMENTATION, engine.network.inputShape)({ ...engine, images }, 0, count);
  return images;
}

for (const [division, architecture] of NETWORKS) {
  for (const kind of [PlainEngine, CompiledEngine]) {
    Deno.test(`${kind.name} augments each image by its key in step() and gradients(), ${division}`, () => {
      const engine = create(kind, createNetwork(architecture), 2);
      for (
        const [step, learn] of [
          (count: number) => engine.step(count, 0.1),
          (count: number) => engine.gradients(count),
        ].entries()
      ) {
        for (const count of [BATCH, 5]) {
          fill(engine, step);
          const before = engine.images.slice();
          const expected = augmented(engine, count);
          learn(count);
          assertEquals(engine.images, expected);
          assertNotEquals(engine.images, before);
        }
      }
      engine.close();
    });
  }

  Deno.test(`CompiledEngine learns from augmented images what PlainEngine learns, ${division}`, () => {
    const plain = create(PlainEngine, createNetwork(architecture));
    const compiled = create(CompiledEngine, createNetwork(architecture), 2);
    const untouched = new PlainEngine(createNetwork(architecture), {
      batch: BATCH,
      optimizer: new SgdOptimizer(),
    });
    for (const engine of [plain, compiled, untouched]) {
      fill(engine, 1);
      engine.gradients(BATCH);
    }
    compiled.close();
    const { gradients } = plain.network;
    assertNear(compiled.network.gradients, gradients, "gradients");
    assertThrows(() => assertNear(untouched.network.gradients, gradients, "unchanged images"));
  });

  Deno.test(`CompiledEngine augments and learns to the same bytes on any number of threads, ${division}`, () => {
    const network = createNetwork(architecture);
    const train = (threads: number) => {
      const engine = create(CompiledEngine, copyOf(network), threads);
      for (let step = 0; step < 10; step++) {
        fill(engine, step);
        engine.step(step === 9 ? 5 : BATCH, 0.05);
      }
      engine.sync();
      engine.close();
      return { values: engine.network.values, images: engine.images };
    };
    const alone = train(1);
    assertNotEquals(alone.values, network.values);
    for (const threads of [2, 3, 8]) assertEquals(train(threads), alone, `${threads} threads`);
  });
}

for (const kind of [PlainEngine, CompiledEngine]) {
  Deno.test(`${kind.name}.forward() takes images as they are`, () => {
    const engine = create(kind, createNetwork("conv 6x5 relu, pool 2, softmax 10"));
    const without = new kind(engine.network, { batch: BATCH });
    for (const each of [engine, without]) {
      fill(each, 1);
      each.forward(BATCH);
    }
    assertEquals(engine.images, without.images);
    assertNear(engine.probabilities, without.probabilities, "probabilities", { tolerance: 1e-6 });
    engine.close();
  });

  Deno.test(`${kind.name} leaves images alone without an augmentation that has an effect`, () => {
    for (const augmentation of [undefined, {}, { rotation: 0, smoothness: 5 }]) {
      const engine = new kind(createNetwork("conv 6x5 relu, pool 2, softmax 10"), {
        batch: BATCH,
        optimizer: new SgdOptimizer(),
        augmentation,
      });
      fill(engine, 1);
      const before = engine.images.slice();
      engine.step(BATCH, 0.1);
      assertEquals(engine.images, before);
      engine.close();
    }
  });

  Deno.test(`${kind.name} refuses settings that no image can be changed by`, () => {
    const network = createNetwork("softmax 10");
    assertThrows(
      () => new kind(network, { batch: 1, augmentation: { rotation: 360 } }),
      RangeError,
      "Cannot augment images: rotation must be from 0 to 180, got 360",
    );
  });
}

Deno.test("CompiledEngine does not leave its workers waiting when its own thread cannot augment", () => {
  const engine = create(CompiledEngine, createNetwork("conv 6x5 relu, pool 2, softmax 10"), 3);
  fill(engine, 1);
  engine.step(BATCH, 0.1);
  const { round } = Math;
  Math.round = () => {
    throw new Error("no");
  };
  const startMs = performance.now();
  try {
    assertThrows(() => engine.step(BATCH, 0.1), Error, "no");
  } finally {
    Math.round = round;
  }
  assertThrows(() => engine.step(BATCH, 0.1), Error, "got one that died");
  assertLess(performance.now() - startMs, 5000);
  engine.close();
});
