import { assert, assertEquals } from "@std/assert";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import type { Shape } from "../../lib/layers/layer.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { compareEngines, copyImages, copyOf } from "../engine/compare_engines.ts";
import { fillEngine } from "../engine/fill_engine.ts";
import { networkOf } from "./random_network.ts";

const CASES: [why: string, shape: Shape, architecture: string][] = [
  // The first layer's windows of 1 to 7 vectors: sums for four filters at once, or lists.
  ...[1, 2, 3, 4, 5, 7].map((size): [string, Shape, string] => [
    `one channel's windows of ${size}x${size}`,
    [1, 8, 9],
    `conv 6x${size} relu, softmax 3`,
  ]),
  ...[1, 2, 3, 5].map((size): [string, Shape, string] => [
    `one channel's windows of ${size}x${size} behind a pooling`,
    [1, 10, 9],
    `conv 6x${size} relu, pool 2, softmax 3`,
  ]),
  // Patches of 1 to 75 vectors: sums in one run and in several.
  ...[1, 4, 8, 12, 13].flatMap((channels) =>
    [1, 2, 3, 5].map((size): [string, Shape, string] => [
      `${channels} channels' windows of ${size}x${size}, and their gradients`,
      [1, 8, 9],
      `conv ${channels}x2 tanh, conv 5x${size} pad 1 relu, softmax 3`,
    ])
  ),
  ["gradients through borders", [1, 6, 7], "conv 4x3 pad 2, conv 5x3 pad 2, pool 2, softmax 3"],
  ["overlapping patches", [3, 9, 8], "conv 4x4 stride 2, conv 6x3 tanh, softmax 3"],
  ["places that no window covers", [3, 11, 11], "conv 4x1, conv 3x2 stride 3, softmax 3"],
  [
    "three convolutions in a row",
    [1, 9, 9],
    "conv 3x3, conv 9x3 tanh, conv 5x3 sigmoid, softmax 3",
  ],
  ["a pooling in front", [2, 9, 9], "pool 2 stride 1, conv 6x3 relu, pool 3 stride 2, softmax 3"],
];

for (const [index, [why, shape, architecture]] of CASES.entries()) {
  Deno.test(`convolution_backward agrees with the layer: ${why}`, () => {
    const network = networkOf(architecture, shape);
    assert(compareEngines(network, { batch: 4, count: 3, seed: index, momentum: 0.5 }));
  });
}

Deno.test("convolution_backward sums no gradient where a ReLU lets none through", () => {
  const network = networkOf("conv 4x3 relu, pool 2, conv 4x3 relu, softmax 3", [1, 10, 10]);
  // The first filters' biases keep two of them shut.
  network.parameters[1].parameter.value.set([-100, -100, 1, 1]);
  const optimizer = new SgdOptimizer();
  const plain = new PlainEngine(network, { batch: 4, optimizer });
  const compiled = new CompiledEngine(copyOf(network), { batch: 4, optimizer });
  fillEngine(plain, 1);
  copyImages(plain, compiled);
  plain.gradients(4);
  compiled.gradients(4);
  for (const engine of [plain, compiled]) {
    const [weight, bias] = engine.network.parameters.map(({ parameter }) => parameter.gradient);
    assertEquals([...weight.subarray(0, 18)], new Array(18).fill(0));
    assertEquals([...bias.subarray(0, 2)], [0, 0]);
    assert(weight.subarray(18).some((gradient) => gradient !== 0));
  }
});
