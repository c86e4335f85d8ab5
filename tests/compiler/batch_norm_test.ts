import { assert, assertEquals } from "@std/assert";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import type { Shape } from "../../lib/layers/layer.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { assertNear, compareEngines, copyImages, copyOf } from "../engine/compare_engines.ts";
import { fillEngine } from "../engine/fill_engine.ts";
import { networkOf } from "./random_network.ts";

/** Normalizations first and last, of maps and of vectors, with borders, padding channels, all activations. */
const NETWORKS: readonly [string, Shape][] = [
  ["dense 7, batchnorm, softmax 3", [1, 5, 5]],
  ["batchnorm, softmax 3", [2, 4, 5]],
  ["conv 5x3, batchnorm relu, pool 2, softmax 4", [1, 9, 9]],
  ["conv 8x3 pad 1 nobias, pool 2, batchnorm relu, conv 9x3 pad 1, pool 2, softmax 4", [1, 12, 12]],
  [
    "conv 5x3 nobias, pool 2, batchnorm relu, conv 21x3 pad 1, batchnorm tanh, dense 14 relu, " +
    "softmax 3",
    [1, 12, 12],
  ],
  [
    "batchnorm sigmoid, conv 6x3 stride 2 pad 1, batchnorm sigmoid, conv 7x2 pad 1, pool 2, " +
    "dense 9, batchnorm relu, dense 6 relu, softmax 5",
    [1, 11, 10],
  ],
  ["conv 9x3 relu, conv 10x3, pool 2, batchnorm, batchnorm, softmax 12", [3, 9, 9]],
];

for (const [text, shape] of NETWORKS) {
  Deno.test(`CompiledEngine normalizes batches as PlainEngine does: ${text}`, () => {
    for (const [batch, count, threads] of [[6, 5, 1], [17, 17, 2], [9, 9, 3], [3, 3, 1]]) {
      const network = networkOf(text, shape);
      assert(compareEngines(network, { batch, count, seed: 3, threads, momentum: 0.9 }));
    }
  });

  Deno.test(`CompiledEngine has the same bits on any number of threads: ${text}`, () => {
    const [first, ...others] = [1, 2, 3, 8].map((threads) => {
      const network = networkOf(text, shape);
      const engine = new CompiledEngine(network, {
        batch: 13,
        threads,
        optimizer: new SgdOptimizer(),
      });
      try {
        for (let step = 0; step < 3; step++) {
          fillEngine(engine, step);
          engine.step(13 - step, 0.05);
        }
        engine.sync();
      } finally {
        engine.close();
      }
      return network.values;
    });
    for (const values of others) assertEquals(values, first);
  });
}

Deno.test("CompiledEngine keeps a running variance where a batch has one value a channel", () => {
  const network = networkOf("dense 6 tanh, batchnorm, softmax 3", [1, 3, 3]);
  const options = { batch: 1, optimizer: new SgdOptimizer() };
  const plain = new PlainEngine(network, options);
  const compiled = new CompiledEngine(copyOf(network), options);
  fillEngine(plain, 1);
  copyImages(plain, compiled);
  for (const engine of [plain, compiled]) {
    engine.step(1, 0.1);
    engine.sync();
  }
  assertNear(compiled.network.values, network.values, "values");
});
