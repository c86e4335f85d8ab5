/**
 * Compares the optimizers, clipping, averages and smoothed labels with PyTorch's. `torch_optimizers.py`
 * beside this file makes the numbers:
 *
 *     python3 tests/engine/torch_optimizers.py > tests/fixtures/torch_optimizers.json
 */

import { assertAlmostEquals } from "@std/assert";
import { createEngine, type EngineKind } from "../../lib/engine/create_engine.ts";
import { Network } from "../../lib/network/network.ts";
import type { OptimizerRule } from "../../lib/network/optimizer_rule.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { createOptimizer } from "../../lib/training/create_optimizer.ts";
import torch from "../fixtures/torch_optimizers.json" with { type: "json" };
import { grid } from "../grid.ts";
import { assertTensors, fillParameters, loadImages, type TorchTensor } from "./torch_formulas.ts";

type Run = typeof torch.runs[number];

/** Trains as PyTorch did, and compares losses, parameters and averages. */
function compareWithTorch(run: Run, kind: EngineKind): void {
  const { architecture, batch, images, learningRate, clipNorm, averaging, labelSmoothing } = run;
  const network = new Network(parseArchitecture(architecture), [1, run.height, run.width]);
  fillParameters(network);
  const engine = createEngine(network, {
    ...{ kind, batch, clipNorm, averaging, labelSmoothing, threads: 2 },
    optimizer: createOptimizer(run.rule as OptimizerRule),
  });
  for (const [step, loss] of grid(run.losses).entries()) {
    loadImages(engine, Array.from({ length: batch }, (_, n) => (step * batch + n) % images));
    assertAlmostEquals(engine.step(batch, learningRate), loss, 1e-5 * loss, `loss of step ${step}`);
  }
  engine.sync();
  assertTensors(network, network.values, run.parameters);
  const averages = new Float32Array(network.valueCount);
  engine.readAverages(averages);
  const expected: TorchTensor[] = run.averages.length > 0 ? run.averages : run.parameters;
  assertTensors(network, averages, expected);
  engine.close();
}

for (const run of torch.runs) {
  const { rule, clipNorm, averaging, labelSmoothing } = run;
  const { kind, ...numbers } = rule;
  const options = Object.entries({ ...numbers, clipNorm, averaging, labelSmoothing })
    .filter(([, value]) => value).map(([name, value]) => `${name} ${value}`);
  const title = `10 steps of ${kind}, ${options.join(", ")}: ${run.architecture}`;
  for (const kind of ["plain", "compiled"] as const) {
    Deno.test(`${kind} engine agrees with PyTorch: ${title}`, () => compareWithTorch(run, kind));
  }
}
