/** Compares both engines on networks of any kind: each is the proof of the other. */

import { assert, assertGreater } from "@std/assert";
import { Network } from "../../lib/network/network.ts";
import { findArchitecture, PRESETS } from "../../lib/training/presets.ts";
import { networkOf, randomNetwork } from "../compiler/random_network.ts";
import { compareEngines } from "./compare_engines.ts";
import { fillNetwork } from "./fill_engine.ts";

const NETWORKS = 200;

/** What comes between a gradient and the optimizer: each module has other code for it. */
const CLIPPED = { clipNorm: 0.2, averaging: 0.9, labelSmoothing: 0.1 };

Deno.test(`CompiledEngine agrees with PlainEngine on ${NETWORKS} random networks`, () => {
  let compared = 0;
  let seed = 0;
  for (; compared < NETWORKS; seed++) {
    const batch = 1 + seed % 33;
    const wasCompared = compareEngines(randomNetwork(seed), {
      batch,
      count: seed % 3 === 0 ? Math.ceil(batch / 2) : batch,
      seed,
      momentum: seed % 2 === 0 ? 0 : 0.9,
      step: seed % 5 < 2 ? CLIPPED : {},
      threads: seed % 10 === 0 ? 2 : 1,
    });
    if (wasCompared) compared++;
  }
  assertGreater(compared, 0.95 * seed, "Too many networks were left out to call them random");
});

/** Every kind of layer, in all sensible neighbourhoods. */
const TEXTS = [
  "conv 8x3 same nobias, batchnorm relu, dropout 0.25, avgpool 2, conv 12x3 relu, globalpool, " +
  "dropout 0.5, softmax 5",
  "dropout 0.1, conv 9x3 tanh, dropout 0.2, pool 2, conv 10x3 same relu, pool 2, dropout 0.3, " +
  "dense 20 sigmoid, dropout 0.4, dropout 0.5, dense 14 relu, dropout 0.6, softmax 13",
  "avgpool 3 stride 2, batchnorm, conv 5x2 sigmoid, avgpool 3 stride 1, dropout 0.5, batchnorm tanh, " +
  "dense 30, dropout 0.5, batchnorm relu, softmax 4",
  "globalpool, dropout 0.5, softmax 3",
];

for (const text of TEXTS) {
  Deno.test(`CompiledEngine agrees with PlainEngine on ${text}`, () => {
    for (const threads of [1, 2, 3]) {
      const network = networkOf(text, [2, 14, 13]);
      const run = { batch: 21, count: 20, seed: 1, threads, momentum: 0.9 };
      assert(compareEngines(network, { ...run, step: threads === 2 ? CLIPPED : {} }));
    }
  });
}

for (const { name } of PRESETS) {
  Deno.test(`CompiledEngine agrees with PlainEngine on the preset ${name}`, () => {
    const network = new Network(findArchitecture(name));
    fillNetwork(network, 1);
    assert(compareEngines(network, { batch: 6, count: 5, seed: 1 }));
    assert(compareEngines(network, { batch: 6, count: 5, seed: 1, step: CLIPPED }));
  });
}
