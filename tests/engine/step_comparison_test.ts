/** Compares what both engines do with gradients: every rule, clipped or not, averaged, smoothed. */

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import type { Optimizer } from "../../lib/engine/optimizer.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import type { StepOptions } from "../../lib/engine/step_options.ts";
import type { Network } from "../../lib/network/network.ts";
import { AdamOptimizer } from "../../lib/training/adam_optimizer.ts";
import { AdamWOptimizer } from "../../lib/training/adamw_optimizer.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { networkOf } from "../compiler/random_network.ts";
import { assertNear, copyImages, copyOf } from "./compare_engines.ts";
import { fillEngine } from "./fill_engine.ts";

const STEPS = 12;

const OPTIMIZERS: [title: string, optimizer: Optimizer, learningRate: number][] = [
  ["sgd", new SgdOptimizer({ weightDecay: 0.05 }), 0.1],
  ["momentum", new SgdOptimizer({ momentum: 0.9 }), 0.02],
  ["nesterov", new SgdOptimizer({ momentum: 0.9, nesterov: true, weightDecay: 0.05 }), 0.02],
  ["adam", new AdamOptimizer(), 0.002],
  ["adam with decay", new AdamOptimizer({ beta2: 0.99, weightDecay: 0.05 }), 0.002],
  ["adamw", new AdamWOptimizer({ beta2: 0.99, weightDecay: 0.5 }), 0.002],
];

/** One divided by filters, one by images, one with batch normalizations; and how many images. */
const CASES: [text: string, batch: number][] = [
  ["conv 12x3 nobias tanh, pool 2, softmax 10", 6],
  ["conv 12x3 sigmoid, pool 2, softmax 3", 1],
  ["conv 9x3 tanh, pool 2, conv 6x3 pad 1 sigmoid, pool 2, dense 15 tanh, softmax 5", 6],
  [
    "conv 5x3 nobias, batchnorm tanh, conv 6x2 stride 2 tanh, dense 13 nobias, batchnorm, softmax 7",
    6,
  ],
];

/** Every combination of what there is beside the rule. */
const OTHERS: [title: string, options: StepOptions][] = [0, 0.2].flatMap((clipNorm) =>
  [0, 0.8].flatMap((averaging) =>
    [0, 0.1].map((labelSmoothing): [string, StepOptions] => [
      [
        ...(clipNorm > 0 ? ["clipped"] : []),
        ...(averaging > 0 ? ["averaged"] : []),
        ...(labelSmoothing > 0 ? ["smoothed"] : []),
      ].join(", "),
      { clipNorm, averaging, labelSmoothing },
    ])
  )
);

function readAverages(engine: Engine): Float32Array {
  const averages = new Float32Array(engine.network.valueCount);
  engine.readAverages(averages);
  return averages;
}

/** Trains a network on both engines, the last step with fewer images, and compares what comes out. */
function compareTraining(
  network: Network,
  { batch, learningRate, ...options }: StepOptions & { batch: number; learningRate: number },
  title: string,
): void {
  const plain = new PlainEngine(copyOf(network), { batch, ...options });
  const compiled = new CompiledEngine(copyOf(network), { batch, threads: 2, ...options });
  for (let step = 1; step <= STEPS; step++) {
    fillEngine(plain, step);
    copyImages(plain, compiled);
    const count = step === STEPS ? Math.ceil(batch / 2) : batch;
    const loss = plain.step(count, learningRate);
    const found = compiled.step(count, learningRate);
    assertAlmostEquals(found, loss, 1e-4 * Math.max(1, loss), `${title}: loss of step ${step}`);
  }
  compiled.sync();
  compiled.close();
  for (const [k, { name, parameter: { value } }] of plain.network.parameters.entries()) {
    assertNear(compiled.network.parameters[k].parameter.value, value, `${title}: ${name}`);
  }
  assertNear(readAverages(compiled), readAverages(plain), `${title}: averages`);
  const [expected, state] = [plain.state(), compiled.state()];
  assertEquals(state.steps, STEPS);
  assertEquals(Object.keys(state.tensors), Object.keys(expected.tensors));
  for (const [name, tensor] of Object.entries(expected.tensors)) {
    assertNear(state.tensors[name], tensor, `${title}: ${name}`, { tolerance: 1e-3 });
  }
}

for (const [name, optimizer, learningRate] of OPTIMIZERS) {
  for (const [others, options] of OTHERS) {
    const title = others === "" ? name : `${name}, ${others}`;
    Deno.test(`CompiledEngine.step() agrees with PlainEngine: ${title}`, () => {
      for (const [text, batch] of CASES) {
        const network = networkOf(text, [1, 12, 11]);
        const run = { batch, learningRate, optimizer, ...options };
        compareTraining(network, run, text);
      }
    });
  }
}

/** Values, averages and all moments after some steps. */
function trainedBytes(network: Network, threads: number, options: StepOptions): Float32Array[] {
  const engine = new CompiledEngine(copyOf(network), { batch: 10, threads, ...options });
  for (let step = 1; step <= STEPS; step++) {
    fillEngine(engine, step);
    engine.step(step === STEPS ? 7 : 10, 0.01);
  }
  engine.sync();
  engine.close();
  const { tensors } = engine.state();
  return [engine.network.values, readAverages(engine), ...Object.values(tensors)];
}

for (const [name, optimizer] of OPTIMIZERS) {
  for (const clipNorm of [0, 0.2]) {
    const title = clipNorm > 0 ? `${name}, clipped` : name;
    Deno.test(`CompiledEngine.step() has the same bytes on any number of threads: ${title}`, () => {
      const options = { optimizer, clipNorm, averaging: 0.8, labelSmoothing: 0.1 };
      for (const [text] of CASES) {
        const network = networkOf(text, [1, 12, 11]);
        const alone = trainedBytes(network, 1, options);
        assert(alone[0].some((value, i) => value !== network.values[i]), text);
        for (const threads of [2, 3, 8]) {
          assertEquals(trainedBytes(network, threads, options), alone, `${threads}, ${text}`);
        }
      }
    });
  }
}
