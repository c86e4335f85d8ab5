/**
 * Compares training runs with PyTorch's. `torch_comparison.py` beside this file makes the numbers:
 *
 *     python3 tests/engine/torch_comparison.py > tests/fixtures/torch_comparison.json
 */

import { assert, assertAlmostEquals } from "@std/assert";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { assertClose } from "../assert_close.ts";
import torch from "../fixtures/torch_comparison.json" with { type: "json" };
import { grid } from "../grid.ts";
import { assertTensors, fillParameters, loadImages } from "./torch_formulas.ts";

type Run = typeof torch.runs[number];

/** Makes the engines that are compared: one that trains, and one that only answers. */
interface Engines {
  training(network: Network): Engine;
  answering(network: Network): Engine;
}

/** Trains as PyTorch did, and compares losses, parameters and the answers afterwards. */
function compareWithTorch(run: Run, engines: Engines): void {
  const { architecture, batch, images, learningRate } = run;
  const losses = grid(run.losses);
  const network = new Network(parseArchitecture(architecture), [1, run.height, run.width]);
  fillParameters(network);
  const initial = network.values.slice();
  const engine = engines.training(network);
  const found = losses.map((_, step) => {
    loadImages(engine, Array.from({ length: batch }, (_, n) => (step * batch + n) % images));
    return engine.step(batch, learningRate);
  });
  engine.sync();
  for (const [step, loss] of losses.entries()) {
    // A probability near 1, whose logarithm a loss is, cannot be told more finely than by 2^-23.
    assertAlmostEquals(found[step], loss, 1e-5 * loss + 2 ** -23, `loss of step ${step}`);
  }
  for (const answering of [engine, engines.answering(network)]) {
    loadImages(answering, Array.from({ length: batch }, (_, n) => n));
    answering.forward(batch);
    assertClose(answering.probabilities, grid(run.probabilities), 1e-5, "probabilities");
    answering.close();
  }

  assertTensors(network, network.values, run.parameters);
  for (const { name, parameter: { value }, offset } of network.parameters) {
    assert(value.some((number, i) => number !== initial[offset + i]), `${name} was trained`);
  }
}

for (const run of torch.runs) {
  const { architecture, batch, momentum } = run;
  const steps = grid(run.losses).length;
  const title = `agrees with PyTorch: ${steps} steps of ${architecture}, momentum ${momentum}`;

  const sgd = () => new SgdOptimizer({ momentum });
  Deno.test(`PlainEngine.step() ${title}`, () => {
    compareWithTorch(run, {
      training: (network) => new PlainEngine(network, { batch, optimizer: sgd() }),
      answering: (network) => new PlainEngine(network, { batch }),
    });
  });

  Deno.test(`CompiledEngine.step() ${title}`, () => {
    const threads = 2;
    compareWithTorch(run, {
      training: (network) => new CompiledEngine(network, { batch, optimizer: sgd(), threads }),
      answering: (network) => new CompiledEngine(network, { batch, threads }),
    });
  });
}
