import { assertEquals } from "@std/assert";
import { blocksOf, type PoolBlock } from "../../lib/compiler/block.ts";
import { mapLayout } from "../../lib/compiler/map_layout.ts";
import { definePoolBackward, definePoolForward } from "../../lib/compiler/pool.ts";
import { type Shape, shapeLength } from "../../lib/layers/layer.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { Random } from "../../lib/random.ts";
import { grid } from "../grid.ts";
import { INPUT_AT, OUTPUT_AT, runPool, WINNERS_AT } from "./run_pool.ts";

function poolBlock(text: string, shape: Shape, borders: [input: number, output: number]) {
  const [block] = blocksOf(new Network(parseArchitecture(`${text}, softmax 2`), shape), {
    isTraining: true,
  });
  if (block.kind !== "pool") throw new TypeError(`Not a pooling: ${block.kind}`);
  const [input, output] = [block.layer.inputShape, block.layer.outputShape].map((shape, i) =>
    mapLayout(shape, { border: borders[i] })
  );
  return { ...block, input, output };
}

function pool(block: PoolBlock, input: Float32Array, outputGradient: Float32Array) {
  return runPool(block, (module) => {
    const forward = definePoolForward(module, block, { isTraining: true });
    const backward = definePoolBackward(module, block);
    return {
      forward: (f) => f.call(forward, INPUT_AT, OUTPUT_AT, WINNERS_AT),
      backward: (f) => f.call(backward, WINNERS_AT, OUTPUT_AT, INPUT_AT),
    };
  }, { input, outputGradient });
}

Deno.test("pool finds the largest of negative values", () => {
  const block = poolBlock("pool 2", [1, 2, 4], [0, 0]);
  const { output, inputGradient } = pool(
    block,
    grid(`
      -5 -3 -1e-3 -2e-3
      -4 -6 -1e30 -3e-3
    `),
    grid("1 2"),
  );
  assertEquals(output, grid("-3 -1e-3"));
  assertEquals(
    inputGradient,
    grid(`
      0 1 2 0
      0 0 0 0
    `),
  );
});

Deno.test("pool lets the first of equals win, row by row", () => {
  const block = poolBlock("pool 3", [1, 3, 6], [0, 0]);
  const { inputGradient } = pool(
    block,
    grid(`
      0 0 7 0 0 0
      0 7 7 0 0 0
      7 0 0 0 0 0
    `),
    grid("1 2"),
  );
  assertEquals(
    inputGradient,
    grid(`
      0 0 1 2 0 0
      0 0 0 0 0 0
      0 0 0 0 0 0
    `),
  );
});

Deno.test("pool adds the gradients of overlapping windows", () => {
  const block = poolBlock("pool 2 stride 1", [1, 3, 3], [0, 0]);
  const { output, inputGradient } = pool(
    block,
    grid(`
      1 2 3
      4 9 5
      6 7 8
    `),
    grid("1 10 100 1000"),
  );
  assertEquals(output, grid("9 9 9 9"));
  assertEquals(inputGradient, grid("0 0 0 0 1111 0 0 0 0"));
});

for (const text of ["pool 2", "pool 2 stride 1", "pool 3 stride 2", "pool 1 stride 3", "pool 4"]) {
  for (const channels of [1, 4, 6]) {
    for (const borders of [[0, 0], [1, 2]] as const) {
      const title = `${text} on ${channels} channels, borders ${borders.join(" and ")}`;
      Deno.test(`pool computes what the layer does, ties included: ${title}`, () => {
        const block = poolBlock(text, [channels, 7, 9], [...borders]);
        const { inputShape, outputShape } = block.layer;
        const random = new Random(1, title);
        // Few different values, so that many are equal.
        const fill = (shape: Shape) =>
          Float32Array.from({ length: shapeLength(shape) }, () => random.below(9) - 6);
        const input = fill(inputShape);
        const outputGradient = fill(outputShape);
        const expected = new Float32Array(outputGradient.length);
        const expectedGradient = new Float32Array(input.length);
        block.layer.forward(input, expected, 1);
        block.layer.backward(input, expected, outputGradient, expectedGradient, 1);

        const { output, inputGradient } = pool(block, input, outputGradient);
        assertEquals(output, expected);
        assertEquals(inputGradient, expectedGradient);
      });
    }
  }
}
