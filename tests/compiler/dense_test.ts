import { assert } from "@std/assert";
import type { Activation } from "../../lib/network/architecture.ts";
import { compareEngines } from "../engine/compare_engines.ts";
import { networkOf } from "./random_network.ts";

const ACTIVATIONS: readonly (Activation | "")[] = ["", "relu", "tanh", "sigmoid"];

// Narrow up to twelve outputs; wide ones in tiles of up to ten vectors.
for (const units of [1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 16, 17, 39, 40, 41, 84, 85, 120]) {
  Deno.test(`dense agrees with the layer: ${units} units`, () => {
    for (const [index, activation] of ACTIVATIONS.entries()) {
      const layer = `dense ${units} ${index % 2 === 0 ? "" : "nobias "}${activation}`.trim();
      const network = networkOf(`${layer}, ${layer}, softmax 3`, [1, 3, 5]);
      assert(compareEngines(network, { batch: 6, count: 5, seed: units, momentum: 0.9 }));
    }
  });
}

for (const classes of [1, 2, 4, 9, 12, 13, 26, 64]) {
  Deno.test(`dense agrees with the layer: ${classes} classes`, () => {
    const network = networkOf(`conv 3x2 tanh, softmax ${classes}`, [1, 4, 6]);
    assert(compareEngines(network, { batch: 6, count: 6, seed: classes }));
  });
}

for (const threads of [1, 2, 5]) {
  Deno.test(`dense agrees with the layer on ${threads} threads, with fewer inputs than those`, () => {
    const network = networkOf("dense 14 tanh, dense 3 sigmoid, softmax 2", [1, 1, 2]);
    assert(compareEngines(network, { batch: 9, count: 9, seed: 1, threads }));
  });
}
