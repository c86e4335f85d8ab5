import { assertEquals } from "@std/assert";
import {
  defineAveragePoolBackward,
  defineAveragePoolForward,
} from "../../lib/compiler/average_pool.ts";
import { type AveragePoolBlock, blocksOf } from "../../lib/compiler/block.ts";
import { mapLayout } from "../../lib/compiler/map_layout.ts";
import { type Layer, type Shape, shapeLength } from "../../lib/layers/layer.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { Random } from "../../lib/random.ts";
import { assertClose } from "../assert_close.ts";
import { grid } from "../grid.ts";
import { INPUT_AT, OUTPUT_AT, runPool } from "./run_pool.ts";

/** A pooling as the compiler sees it, with borders of its own, and as a layer. */
function averageBlock(
  text: string,
  shape: Shape,
  [inputBorder, outputBorder]: readonly number[],
): { block: AveragePoolBlock; layer: Layer } {
  const network = new Network(parseArchitecture(`${text}, softmax 2`), shape);
  const [block] = blocksOf(network, { isTraining: true });
  if (block.kind !== "average") throw new TypeError(`Not an average pooling: ${block.kind}`);
  const [{ layer }] = network.layers;
  const input = mapLayout(layer.inputShape, { border: inputBorder });
  const output = mapLayout(layer.outputShape, { border: outputBorder });
  return { block: { ...block, input, output }, layer };
}

function pool(block: AveragePoolBlock, input: Float32Array, outputGradient: Float32Array) {
  return runPool(block, (module) => {
    const forward = defineAveragePoolForward(module, block);
    const backward = defineAveragePoolBackward(module, block);
    return {
      forward: (f) => f.call(forward, INPUT_AT, OUTPUT_AT, 0),
      backward: (f) => f.call(backward, OUTPUT_AT, INPUT_AT),
    };
  }, { input, outputGradient });
}

Deno.test("average keeps the means of windows, and adds the gradients of those that overlap", () => {
  const { block } = averageBlock("avgpool 2 stride 1", [1, 3, 3], [0, 0]);
  const { output, inputGradient } = pool(
    block,
    grid(`
      1 2 3
      5 8 6
      7 0 2
    `),
    grid(`
       4  8
      40 80
    `),
  );
  assertEquals(
    output,
    grid(`
      4 4.75
      5 4
    `),
  );
  assertEquals(
    inputGradient,
    grid(`
       1  3  2
      11 33 22
      10 30 20
    `),
  );
});

Deno.test("average makes a vector of whole maps", () => {
  const { block } = averageBlock("globalpool", [2, 1, 4], [0, 0]);
  const { output, inputGradient } = pool(block, grid("1 2 3 4 0 0 0 -8"), grid("4 8"));
  assertEquals(output, grid("2.5 -2"));
  assertEquals(inputGradient, grid("1 1 1 1 2 2 2 2"));
});

const TEXTS = [
  ...["avgpool 1", "avgpool 1 stride 3", "avgpool 2", "avgpool 2 stride 1", "avgpool 3 stride 2"],
  ...["avgpool 4", "avgpool 5", "avgpool 6 stride 1", "globalpool"],
];

for (const text of TEXTS) {
  for (const channels of [1, 4, 6]) {
    for (const borders of [[0, 0], [1, text === "globalpool" ? 0 : 2]]) {
      const title = `${text} on ${channels} channels, borders ${borders.join(" and ")}`;
      Deno.test(`average computes what the layer does: ${title}`, () => {
        const { block, layer } = averageBlock(text, [channels, 7, 9], borders);
        const random = new Random(1, title);
        const fill = (shape: Shape) =>
          Float32Array.from({ length: shapeLength(shape) }, () => random.uniform(-1, 1));
        const input = fill(layer.inputShape);
        const outputGradient = fill(layer.outputShape);
        const expected = new Float32Array(outputGradient.length);
        const expectedGradient = new Float32Array(input.length);
        layer.forward(input, expected, 1);
        layer.backward(input, expected, outputGradient, expectedGradient, 1);

        const { output, inputGradient } = pool(block, input, outputGradient);
        assertClose(output, expected, 1e-6, "output");
        assertClose(inputGradient, expectedGradient, 1e-6, "input gradient");
      });
    }
  }
}
