/** Compares both engines on networks of any kind: each is the proof of the other. */

import { assert, assertGreater } from "@std/assert";
import { Network } from "../../lib/network/network.ts";
import { findArchitecture, PRESETS } from "../../lib/training/presets.ts";
import { randomNetwork } from "../compiler/random_network.ts";
import { compareEngines } from "./compare_engines.ts";
import { fillNetwork } from "./fill_engine.ts";

const NETWORKS = 200;

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
      threads: seed % 10 === 0 ? 2 : 1,
    });
    if (wasCompared) compared++;
  }
  assertGreater(compared, 0.95 * seed, "Too many networks were left out to call them random");
});

for (const { name } of PRESETS) {
  Deno.test(`CompiledEngine agrees with PlainEngine on the preset ${name}`, () => {
    const network = new Network(findArchitecture(name));
    fillNetwork(network, 1);
    assert(compareEngines(network, { batch: 6, count: 5, seed: 1 }));
  });
}
