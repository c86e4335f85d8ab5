import { assert } from "@std/assert";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import type { Shape } from "../../lib/layers/layer.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { assertNear, compareEngines, copyImages, copyOf } from "../engine/compare_engines.ts";
import { fillEngine } from "../engine/fill_engine.ts";
import { networkOf } from "./random_network.ts";

const CASES: [why: string, shape: Shape, architecture: string][] = [
  // Four positions at once: rows of 1 to 9 places leave every rest.
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((width): [string, Shape, string] => [
    `a row of ${width} places`,
    [1, 5, width + 2],
    "conv 8x3 relu, softmax 3",
  ]),
  // Eight filters at once, or four.
  ...[1, 3, 4, 5, 8, 9, 12, 13, 16, 17].map((filters): [string, Shape, string] => [
    `${filters} filters`,
    [2, 7, 8],
    `conv ${filters}x3 tanh, pool 2, conv ${filters}x2 sigmoid, softmax 4`,
  ]),
  // Unrolled whole, by row, and by channels, with and without channels that pad a vector.
  ...[1, 2, 4, 7, 8, 33, 36].flatMap((channels) =>
    [1, 2, 5].map((size): [string, Shape, string] => [
      `windows of ${channels}x${size}x${size}`,
      [channels, 7, 7],
      `conv 5x${size} relu, softmax 3`,
    ])
  ),
  ["a stride that leaves places out", [3, 9, 11], "conv 6x2 stride 3, softmax 3"],
  ["a stride and a pooling", [3, 12, 11], "conv 6x3 stride 2 tanh, pool 2, softmax 3"],
  ["a border wider than the window", [2, 4, 5], "conv 5x2 pad 3, softmax 3"],
  [
    "an odd row and column that fill no window of the pooling",
    [1, 7, 9],
    "conv 4x3, pool 2, softmax 3",
  ],
  ["no bias", [1, 7, 9], "conv 5x3 nobias sigmoid, conv 6x3 nobias, pool 2, softmax 3"],
  ["an image of one window", [5, 4, 4], "conv 3x4, softmax 2"],
];

for (const [index, [why, shape, architecture]] of CASES.entries()) {
  Deno.test(`convolution_forward agrees with the layer: ${why}`, () => {
    const network = networkOf(architecture, shape);
    assert(compareEngines(network, { batch: 3, count: 3, seed: index }));
  });
}

Deno.test("convolution_forward lets the first of equals win, row by row", () => {
  // Each output is a pixel, and half of all pixels are equal; which of them wins shows in the gradients
  // of the weights of their neighbours, which are zero.
  const network = networkOf("conv 5x2 nobias, pool 2, softmax 3", [1, 9, 9]);
  const { value } = network.parameters[0].parameter;
  value.fill(0);
  for (let filter = 0; filter < 5; filter++) value[filter * 4 + filter % 4] = 1;
  const optimizer = new SgdOptimizer();
  const plain = new PlainEngine(network, { batch: 8, optimizer });
  const compiled = new CompiledEngine(copyOf(network), { batch: 8, optimizer });
  fillEngine(plain, 1);
  for (let i = 0; i < plain.images.length; i++) plain.images[i] = plain.images[i] < 128 ? 0 : 255;
  copyImages(plain, compiled);
  plain.gradients(8);
  compiled.gradients(8);
  assertNear(compiled.network.gradients, network.gradients, "gradients");
});
