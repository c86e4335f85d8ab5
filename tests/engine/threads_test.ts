/** The same bytes on any number of threads, however late one of them is. */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import { formatArchitecture } from "../../lib/network/architecture.ts";
import type { Network } from "../../lib/network/network.ts";
import { Random } from "../../lib/random.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { networkOf, randomNetwork } from "../compiler/random_network.ts";
import { copyOf } from "./compare_engines.ts";
import { createPreset, fillEngine } from "./fill_engine.ts";

/** What is left of a network's parameters after ten steps, the last with fewer images. */
function trainedBytes(network: Network, threads: number): Uint8Array {
  const batch = 12;
  const trained = copyOf(network);
  const engine = new CompiledEngine(trained, {
    batch,
    threads,
    optimizer: new SgdOptimizer({ momentum: 0.5 }),
  });
  for (let step = 1; step <= 10; step++) {
    fillEngine(engine, step);
    engine.step(step === 10 ? 5 : batch, 0.02);
  }
  engine.sync();
  engine.close();
  return new Uint8Array(trained.values.buffer);
}

function assertSameBytes(network: Network): void {
  const title = `${formatArchitecture(network.architecture)} on ${network.inputShape.join("x")}`;
  const before = new Uint8Array(network.values.slice().buffer);
  const alone = trainedBytes(network, 1);
  assertNotEquals(alone, before, title);
  for (const threads of [2, 3, 8]) {
    assert(equal(trainedBytes(network, threads), alone), `${threads} threads, ${title}`);
  }
}

/** As assertEquals finds, but in a time that allows for millions of bytes. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

for (const name of ["article", "lenet5", "keras"]) {
  Deno.test(`CompiledEngine trains ${name} to the same bytes on any number of threads`, () => {
    assertSameBytes(createPreset(name));
  });
}

Deno.test("CompiledEngine trains random networks to the same bytes on any number of threads", () => {
  for (let seed = 0; seed < 10; seed++) assertSameBytes(randomNetwork(seed));
});

Deno.test("CompiledEngine trains dropouts and averages to the same bytes on any number of threads", () => {
  const texts = [
    "dropout 0.1, conv 9x3 same relu, pool 2, dropout 0.3, conv 12x3 relu, avgpool 2, dropout 0.5, " +
    "dense 20 tanh, dropout 0.5, softmax 5",
    "conv 8x3 same nobias, batchnorm relu, dropout 0.25, avgpool 2, conv 12x3, globalpool, " +
    "dropout 0.5, batchnorm relu, softmax 5",
  ];
  for (const text of texts) assertSameBytes(networkOf(text, [1, 14, 13]));
});

/** What short steps, one close behind the other, make of a network that is divided by filters. */
function hurriedSteps(threads: number, batch: number): { values: Float32Array; losses: number[] } {
  const network = networkOf("conv 32x3 nobias, pool 2, softmax 10", [1, 8, 8]);
  const optimizer = new SgdOptimizer();
  const engine = new CompiledEngine(network, { batch, threads, optimizer, averaging: 0.9 });
  const random = new Random(1, "hurried");
  const batches = Array.from(
    { length: 7 },
    () => Uint8Array.from(engine.images, () => random.below(256)),
  );
  const losses = [];
  const averages = new Float32Array(network.valueCount);
  for (let step = 1; step <= 3000; step++) {
    // Nothing here takes time in which threads that are late could catch up.
    engine.images.set(batches[step % batches.length]);
    engine.labels.fill(step % 10);
    losses.push(engine.step(step % batch + 1, 0.01 * (step % 3)));
    if (step % 100 === 0) engine.forward(batch);
    if (step % 101 === 0) engine.sync();
    if (step % 102 === 0) engine.readAverages(averages);
    losses.push(engine.probabilities[0], network.values[network.valueCount - 1], averages[0]);
  }
  engine.close();
  engine.sync();
  return { values: network.values, losses };
}

for (const batch of [1, 5]) {
  Deno.test(`CompiledEngine waits for threads that are late, in batches of ${batch}`, () => {
    const alone = hurriedSteps(1, batch);
    for (const threads of [2, 3, 4]) {
      const { values, losses } = hurriedSteps(threads, batch);
      assert(losses.every((loss, k) => loss === alone.losses[k]), `losses, ${threads} threads`);
      assertEquals(values, alone.values, `${threads} threads`);
    }
  });
}

Deno.test("CompiledEngine starts other threads when there is something to share", () => {
  const network = networkOf("conv 4x3 relu, pool 2, softmax 10", [1, 12, 12]);
  const { Worker } = globalThis;
  let started = 0;
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      started++;
    }
  };
  const alone = new CompiledEngine(network, { batch: 8 });
  const engine = new CompiledEngine(network, { batch: 8, threads: 3, leastToShare: 4 });
  try {
    for (const [count, expected] of [[1, 0], [3, 0], [4, 2], [2, 2], [8, 2], [3, 2]]) {
      for (const one of [alone, engine]) {
        fillEngine(one, count);
        one.forward(count);
      }
      assertEquals(started, expected, `${count} images`);
      assertEquals(engine.probabilities, alone.probabilities, `${count} images`);
    }
  } finally {
    engine.close();
    globalThis.Worker = Worker;
  }
});
