import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";

import { activate } from "../../lib/compiler/activation.ts";
import { blocksOf, type ConvolutionBlock } from "../../lib/compiler/block.ts";
import { placesOf } from "../../lib/compiler/map_layout.ts";
import { PatchLayout } from "../../lib/compiler/patch_layout.ts";
import { defineWinogradForward } from "../../lib/compiler/winograd_forward.ts";
import { WinogradLayout } from "../../lib/compiler/winograd_layout.ts";
import { defineWinogradPack } from "../../lib/compiler/winograd_pack.ts";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import type { Shape } from "../../lib/layers/layer.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { Random } from "../../lib/random.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { compareEngines } from "../engine/compare_engines.ts";
import { fillEngine, fillNetwork } from "../engine/fill_engine.ts";
import { networkOf } from "./random_network.ts";

/** A convolution and its pooling, with the kernel that computes both. */
class Subject {
  readonly network: Network;
  readonly block: ConvolutionBlock;
  readonly module: ModuleBuilder;
  readonly #memory = new WebAssembly.Memory({ initial: 32 });
  readonly #places: Record<"patches" | "packed" | "bias" | "input" | "output" | "winners", number>;
  readonly #matrices: number;

  constructor(architecture: string, shape: Shape, isTraining = true) {
    this.network = new Network(parseArchitecture(`${architecture}, pool 2, softmax 2`), shape);
    fillNetwork(this.network, 1);
    this.block = blocksOf(this.network, { isTraining })[0] as ConvolutionBlock;
    assert(this.block.winograd);
    const { input, output, activation } = this.block;
    const layout = WinogradLayout.forward(this.block);
    let end = 64;
    const take = (bytes: number) => {
      const place = end;
      end = Math.ceil((end + bytes) / 64) * 64;
      return place;
    };
    this.#places = {
      patches: take(new PatchLayout(this.block).lengthBytes),
      packed: take(layout.packedBytes),
      bias: take(layout.filters * 4),
      input: take(input.lengthBytes),
      output: take(output.lengthBytes),
      winners: take(output.height * output.width * layout.filters * 4),
    };
    this.#matrices = take(layout.matrixBytes);
    assertLess(end, this.#memory.buffer.byteLength);

    this.module = new ModuleBuilder({ memory: { import: ["test", "memory"], minimumPages: 32 } });
    const pack = defineWinogradPack(this.module, this.block, this.#places);
    const forward = defineWinogradForward(this.module, this.block, {
      weights: this.#places.packed,
      bias: this.#places.bias,
      isTraining,
      activate: (f, sum) => activate(f, activation, sum),
    });
    this.module.function("run", { exported: true }, (f) => {
      f.loop(0, this.block.layer.filters, 1, (filter) => f.call(pack, filter));
      const { input, output, winners } = this.#places;
      f.call(forward, input, output, winners, this.#matrices, 0, layout.groups);
    });
  }

  /** What the kernel makes of an image: outputs and winners `[filters][height][width]`. */
  run(image: Float32Array): { output: number[]; winners: number[] } {
    const { block } = this;
    const floats = new Float32Array(this.#memory.buffer);
    const words = new Int32Array(this.#memory.buffer);
    const { patches, bias, input, output, winners } = this.#places;
    const { weight } = block.layer;
    const layout = new PatchLayout(block);
    const [filters, channels, size] = weight.shape;
    for (let f = 0, index = 0; f < filters; f++) {
      for (let c = 0; c < channels; c++) {
        for (let u = 0; u < size; u++) {
          for (let v = 0; v < size; v++) {
            floats[patches / 4 + layout.placeOf(f, u, v, c)] = weight.value[index++];
          }
        }
      }
    }
    if (block.layer.bias) floats.set(block.layer.bias.value, bias / 4);
    for (const [i, place] of placesOf(block.input).entries()) floats[input / 4 + place] = image[i];
    const module = new WebAssembly.Module(this.module.toBytes());
    const { exports } = new WebAssembly.Instance(module, { test: { memory: this.#memory } });
    (exports.run as () => void)();

    const windows = block.output.height * block.output.width;
    const paddedFilters = WinogradLayout.forward(block).filters;
    return {
      output: Array.from(placesOf(block.output), (place) => floats[output / 4 + place]),
      winners: Array.from({ length: filters * windows }, (_, index) => {
        const [f, window] = [Math.floor(index / windows), index % windows];
        return words[winners / 4 + window * paddedFilters + f];
      }),
    };
  }

  /** What the layers make of it, with the places of the patches of the largest sums. */
  expect(image: Float32Array): { output: number[]; winners: number[] } {
    const { layers } = this.network;
    const { input, output, layer: { filters } } = this.block;
    const maps = [image];
    for (const { layer } of layers.slice(0, -1)) {
      const map = new Float32Array(layer.outputShape.reduce((product, axis) => product * axis));
      layer.forward(maps[maps.length - 1], map, 1);
      maps.push(map);
    }
    const sums = maps[1];
    const [, height, width] = layers[0].layer.outputShape;
    const winners: number[] = [];
    for (let f = 0; f < filters; f++) {
      for (let y = 0; y < output.height; y++) {
        for (let x = 0; x < output.width; x++) {
          const corners = [[0, 0], [0, 1], [1, 0], [1, 1]].map(([down, right]) => ({
            sum: sums[(f * height + 2 * y + down) * width + 2 * x + right],
            place: (2 * y + down) * input.rowBytes + (2 * x + right) * input.placeBytes,
          }));
          winners.push(corners.reduce((best, next) => next.sum > best.sum ? next : best).place);
        }
      }
    }
    return { output: [...maps[maps.length - 1]], winners };
  }
}

const BLOCKS: [architecture: string, shape: Shape][] = [
  ["conv 8x3 relu", [8, 4, 4]], // one window
  ["conv 4x3", [9, 4, 7]], // two, and filters that fill half a group
  ["conv 13x3 nobias tanh", [10, 6, 6]], // four
  ["conv 16x3 pad 1 sigmoid", [8, 3, 11]], // five in a row
  ["conv 9x3 pad 1 relu", [11, 4, 7]], // six: two tiles that overlap
  ["conv 20x3 pad 2 relu", [12, 9, 8]],
  ["conv 7x3 nobias", [17, 13, 12]],
  ["conv 64x3 relu", [32, 13, 13]],
  ["conv 8x5 relu", [8, 6, 6]], // one window of a larger one
  ["conv 6x5 pad 2 tanh", [5, 7, 9]],
  ["conv 16x5 relu", [6, 14, 14]],
  // Windows of 5x5, which cut the pooling's, that reach over the end, or come in two tiles.
  ["conv 13x3 nobias", [5, 12, 13]],
  ["conv 7x3 pad 1 relu", [4, 14, 10]],
  ["conv 20x3 tanh", [8, 12, 22]],
];

for (const [architecture, shape] of BLOCKS) {
  Deno.test(`defineWinogradForward of "${architecture}" on ${shape.join("x")} is the layers'`, () => {
    const random = new Random(1, "input");
    const image = Float32Array.from(
      { length: shape[0] * shape[1] * shape[2] },
      () => random.uniform(-1, 1),
    );
    for (const isTraining of [true, false]) {
      const subject = new Subject(architecture, shape, isTraining);
      const { output, winners } = subject.run(image);
      const expected = subject.expect(image);
      assertEquals(output.length, expected.output.length);
      for (const [i, value] of output.entries()) {
        assertAlmostEquals(value, expected.output[i], 1e-5);
      }
      if (isTraining) assertEquals(winners, expected.winners);
      else assertEquals(new Set(winners), new Set([0]));
    }
  });
}

Deno.test("defineWinogradForward prefers the first of equal sums", () => {
  for (const ink of [0, 0.3, 1]) {
    const subject = new Subject("conv 9x3 relu", [8, 8, 8]);
    const image = new Float32Array(8 * 8 * 8).fill(ink);
    const { rowBytes, placeBytes } = subject.block.input;
    const first = [0, 1, 2].flatMap((y) =>
      [0, 1, 2].map((x) => 2 * y * rowBytes + 2 * x * placeBytes)
    );
    assertEquals(subject.run(image).winners, Array.from({ length: 9 }, () => first).flat());
  }
});

Deno.test("defineWinogradForward makes exact zeros of zeros in training, whatever lies beside them", () => {
  const cases: [architecture: string, shape: Shape][] = [
    ["conv 16x3 nobias relu", [4, 8, 8]], // windows of 2x2
    ["conv 16x3 nobias relu", [4, 14, 14]], // of 4x4
    ["conv 9x3 nobias relu", [5, 12, 12]], // of 5x5
    ["conv 16x5 nobias relu", [4, 16, 16]],
  ];
  for (const [architecture, shape] of cases) {
    const random = new Random(1, "few pixels");
    const image = Float32Array.from(
      { length: shape[0] * shape[1] * shape[2] },
      () => random.uniform() < 0.01 ? random.uniform(-1, 1) : 0,
    );
    const zerosOf = (outputs: number[]) => [...outputs.keys()].filter((i) => outputs[i] === 0);
    const subject = new Subject(architecture, shape);
    const zeros = zerosOf(subject.expect(image).output);
    assert(zeros.length > 50);
    assertEquals(zerosOf(subject.run(image).output), zeros);
  }
});

Deno.test("defineWinogradForward has ten sums in its innermost loop", () => {
  const { module } = new Subject("conv 16x3 relu", [16, 14, 14]);
  const forward = module.functions.find(({ name }) => name === "conv1_forward")!;
  // For each of four channels 2 loads of weights, 4 of inputs, one spread out of the four that a load
  // brings, 10 products and 10 sums.
  const innermost = forward.loops.map(({ vectorInstructions }) => vectorInstructions);
  assert(innermost.includes(1 + 4 * 27), `vector instructions: ${innermost}`);
});

Deno.test("WinogradLayout computes five windows at once, or four where fewer are computed twice", () => {
  const cases: [height: number, width: number, windows: number, tile: number, rest: number][] = [
    [6, 6, 1, 1, 0],
    [6, 10, 2, 2, 0],
    [10, 10, 4, 4, 0],
    [10, 14, 6, 4, 0],
    [10, 18, 8, 4, 0],
    // A last tile of three or four is one of its own.
    [14, 14, 9, 5, 4],
    [14, 18, 12, 4, 0],
    [6, 54, 13, 5, 3],
    [22, 22, 25, 5, 0],
    [30, 30, 49, 5, 4],
  ];
  for (const [height, width, ...expected] of cases) {
    const { block } = new Subject("conv 8x3", [4, height, width], false);
    const { outputs, windows, tile, rest } = WinogradLayout.forward(block);
    assertEquals([outputs, windows, tile, rest], [4, ...expected]);
  }
});

const NETWORKS: [architecture: string, shape: Shape][] = [
  ["conv 32x3 relu, pool 2, conv 64x3 relu, pool 2, softmax 10", [1, 28, 28]],
  ["conv 6x5 pad 2 relu, pool 2, conv 16x5 relu, pool 2, softmax 10", [1, 28, 28]],
  ["conv 9x3 relu, pool 2, conv 12x3 relu, pool 2, softmax 10", [1, 15, 17]],
  ["conv 8x3 tanh, conv 13x3 pad 1 tanh, pool 2, softmax 10", [1, 11, 12]],
  ["conv 12x5 sigmoid, conv 5x3 nobias, pool 2, dense 14 relu, softmax 7", [1, 12, 9]],
  ["conv 10x3 stride 2, conv 24x3 pad 2 relu, pool 2, softmax 13", [1, 14, 13]],
  ["conv 8x3 pad 1, pool 3 stride 1, conv 4x3 pad 1 tanh, pool 2, softmax 3", [2, 9, 8]],
  ["conv 9x3, pool 2, conv 10x3 pad 1, pool 2, conv 11x3 pad 1, pool 2, softmax 4", [1, 19, 19]],
  ["conv 20x3 relu, pool 2, softmax 10", [9, 8, 9]],
  ["conv 6x3 relu, conv 14x3 relu, pool 2, softmax 4", [1, 16, 14]],
  ["conv 16x3 sigmoid, pool 2, conv 8x1 tanh, softmax 5", [8, 10, 10]],
  ["conv 8x1, conv 17x3 relu, pool 2, conv 6x2 relu, pool 2, softmax 6", [3, 12, 13]],
  ["pool 2 stride 1, conv 8x3 nobias tanh, pool 2, dense 50 tanh, softmax 10", [8, 9, 9]],
  ["conv 8x2 stride 2, conv 21x3 pad 1 relu, pool 2, softmax 20", [1, 9, 20]],
  // Without a pooling: windows of 4x4 that fill the map, or reach over its end by one to three places.
  ["conv 4x3, softmax 3", [4, 6, 6]],
  ["conv 7x3 pad 1 tanh, softmax 3", [5, 4, 7]],
  ["conv 12x3 pad 2 tanh, softmax 3", [7, 7, 8]],
  ...["", "pad 1 ", "pad 2 "].flatMap((padding) =>
    [[9, 9], [10, 12], [11, 13]].map(([height, width]): [string, Shape] => [
      `conv 5x3 tanh, conv 9x3 ${padding}tanh, conv 12x3 pad 1 nobias, pool 3, softmax 4`,
      [1, height, width],
    ])
  ),
  ["conv 16x3 same relu, conv 20x3 same relu, pool 2, conv 24x3 same relu, softmax 10", [
    1,
    12,
    12,
  ]],
  [
    "conv 8x3 same nobias, batchnorm relu, conv 12x3 same nobias, batchnorm relu, pool 2, " +
    "conv 12x3 same nobias, batchnorm relu, conv 6x3 same, batchnorm tanh, pool 2, softmax 5",
    [1, 14, 15],
  ],
];

for (const [index, [architecture, shape]] of NETWORKS.entries()) {
  Deno.test(`Winograd's kernels train "${architecture}" on ${shape.join("x")} as the layers do`, () => {
    const network = networkOf(architecture, shape);
    assert(compareEngines(network, { batch: 10, count: 9, seed: index, momentum: 0.5 }));
  });
}

Deno.test("Winograd's kernels train to the same bytes on any number of threads", () => {
  const text = "conv 8x3 same relu, conv 12x3 same relu, pool 2, conv 10x5 relu, pool 2, softmax 5";
  const trainedBy = (threads: number) => {
    const network = networkOf(text, [1, 16, 15]);
    const engine = new CompiledEngine(network, {
      batch: 12,
      threads,
      optimizer: new SgdOptimizer(),
    });
    for (let step = 1; step <= 5; step++) {
      fillEngine(engine, step);
      engine.step(step === 5 ? 5 : 12, 0.02);
    }
    engine.sync();
    engine.close();
    return network.values;
  };
  const alone = trainedBy(1);
  for (const threads of [2, 3, 8]) assertEquals(trainedBy(threads), alone, `${threads} threads`);
});
