import { assert, assertEquals } from "@std/assert";
import { compileNetwork } from "../../lib/compiler/compile.ts";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import type { Shape } from "../../lib/layers/layer.ts";
import { findArchitecture } from "../../lib/training/presets.ts";
import { Network } from "../../lib/network/network.ts";
import { assertNear, copyImages, copyOf } from "../engine/compare_engines.ts";
import { fillEngine, fillNetwork } from "../engine/fill_engine.ts";
import { networkOf } from "./random_network.ts";

function preset(name: string): Network {
  const network = new Network(findArchitecture(name));
  fillNetwork(network, 1);
  return network;
}

function usefulThreads(network: Network, batch: number, isTraining = false): number {
  return compileNetwork(network, { batch, threads: 8, isTraining, arithmetic: "exact" })
    .usefulThreads;
}

const NETWORKS: [text: string, shape: Shape][] = [
  // Rows of a direct convolution, outputs of a wide dense map.
  ["conv 12x5 relu, dense 200 tanh, dense 30, softmax 10", [1, 20, 20]],
  // Filters of Winograd's, in groups of which the last is half of one; a pooling between, alone.
  ["conv 20x3 same relu, pool 3 stride 2, conv 28x3 same relu, pool 2, softmax 10", [4, 24, 25]],
  // The last block is divided: the probabilities are a step of their own.
  ["conv 16x3 relu, pool 2, softmax 100", [1, 28, 28]],
  // What cannot be divided comes first, and in the middle.
  ["pool 1, conv 32x3 same, dropout 0.5, globalpool, dense 20 relu, softmax 5", [4, 20, 20]],
];

Deno.test("An answer to one image has the same bytes on any number of threads", () => {
  const networks = [preset("keras"), preset("lenet5")];
  for (const [text, shape] of NETWORKS) networks.push(networkOf(text, shape));
  for (const network of networks) {
    const useful = usefulThreads(network, 1);
    assert(useful > 1, `${useful} threads`);
    const plain = new PlainEngine(network, { batch: 1 });
    fillEngine(plain, 1);
    plain.forward(1);
    const answers = [1, 2, 3, 8].map((threads) => {
      const engine = new CompiledEngine(copyOf(network), { batch: 1, threads });
      copyImages(plain, engine);
      // The second answer finds everything as the first has left it.
      for (let call = 0; call < 2; call++) engine.forward(1);
      const probabilities = engine.probabilities.slice();
      engine.close();
      return probabilities;
    });
    assertNear(answers[0], plain.probabilities, "probabilities");
    for (const answer of answers.slice(1)) assertEquals(answer, answers[0]);
  }
});

Deno.test("compileNetwork() finds work for several threads in one image of a large network", () => {
  assertEquals(usefulThreads(preset("article"), 1), 1);
  assertEquals(usefulThreads(preset("lenet5"), 1), 2);
  assertEquals(usefulThreads(preset("keras"), 1), 4);
  // Of several images each thread takes some.
  assertEquals(usefulThreads(preset("keras"), 3), 3);
  assertEquals(usefulThreads(preset("keras"), 1, true), 1);
});
