import { assertEquals, assertThrows } from "@std/assert";
import {
  AveragePoolingLayer,
  type AveragePoolingOptions,
} from "../../lib/layers/average_pooling_layer.ts";
import { shapeLength } from "../../lib/layers/layer.ts";
import { assertLayerGradients } from "../gradient_check.ts";
import { grid } from "../grid.ts";

interface Case {
  options: AveragePoolingOptions;
  batch?: number;
  input: Float32Array;
  output: Float32Array;
  outputGradient: Float32Array;
  inputGradient: Float32Array;
}

function check(example: Case): void {
  const { options, batch = 1, input } = example;
  const layer = new AveragePoolingLayer(options);
  const output = new Float32Array(batch * shapeLength(layer.outputShape)).fill(NaN);
  layer.forward(input, output, batch);
  assertEquals(output, example.output);

  const inputGradient = new Float32Array(input.length).fill(NaN);
  layer.backward(input, output, example.outputGradient, inputGradient, batch);
  assertEquals(inputGradient, example.inputGradient);
}

Deno.test("AveragePoolingLayer keeps the mean of each window, and shares its gradient out", () => {
  check({
    options: { inputShape: [1, 4, 4], size: 2 },
    input: grid(`
      1 2  5 3
      4 3  6 8

      9 1  0  2
      7 8  4 -4
    `),
    output: grid(`
      2.5  5.5
      6.25 0.5
    `),
    outputGradient: grid(`
       1 -2
      30  4
    `),
    inputGradient: grid(`
      0.25 0.25  -0.5 -0.5
      0.25 0.25  -0.5 -0.5

      7.5 7.5  1 1
      7.5 7.5  1 1
    `),
  });
});

Deno.test("AveragePoolingLayer adds the gradients of overlapping windows", () => {
  check({
    options: { inputShape: [1, 3, 3], size: 2, stride: 1 },
    input: grid(`
      1 2 3
      5 8 6
      7 0 2
    `),
    output: grid(`
      4 4.75
      5 4
    `),
    outputGradient: grid(`
       4   8
      40  80
    `),
    // The middle stands in all four windows.
    inputGradient: grid(`
       1  3  2
      11 33 22
      10 30 20
    `),
  });
});

Deno.test("AveragePoolingLayer leaves out what fills no window or lies between two", () => {
  check({
    options: { inputShape: [1, 3, 8], size: 2, stride: 3 },
    input: grid(`
      1 2 9 3 4 9 5 6
      1 2 9 3 4 9 5 6
      9 9 9 9 9 9 9 9
    `),
    output: grid("1.5 3.5 5.5"),
    outputGradient: grid("4 8 12"),
    inputGradient: grid(`
      1 1 0 2 2 0 3 3
      1 1 0 2 2 0 3 3
      0 0 0 0 0 0 0 0
    `),
  });
});

Deno.test("AveragePoolingLayer keeps channels and images apart", () => {
  check({
    options: { inputShape: [2, 2, 2], size: 2 },
    batch: 2,
    input: grid(`
      1 2
      3 4

      8 7
      6 5

      -1 -2
      -3 -4

      0 1
      0 0
    `),
    output: grid(`
       2.5 6.5
      -2.5 0.25
    `),
    outputGradient: grid(`
      4  8
      12 16
    `),
    inputGradient: grid(`
      1 1
      1 1

      2 2
      2 2

      3 3
      3 3

      4 4
      4 4
    `),
  });
});

Deno.test("AveragePoolingLayer does nothing backward where nobody asks", () => {
  const layer = new AveragePoolingLayer({ inputShape: [1, 2, 2], size: 2 });
  const input = grid("1 2 3 4");
  layer.backward(input, grid("2.5"), grid("1"), null, 1);
  assertEquals(input, grid("1 2 3 4"));
});

const OPTIONS: AveragePoolingOptions[] = [
  { inputShape: [1, 4, 4], size: 1 },
  { inputShape: [2, 4, 4], size: 2 },
  { inputShape: [1, 5, 7], size: 2 },
  { inputShape: [2, 6, 5], size: 3, stride: 1 },
  { inputShape: [1, 7, 6], size: 3, stride: 2 },
  { inputShape: [2, 7, 5], size: 2, stride: 3 },
  { inputShape: [1, 4, 4], size: 4 },
];

for (const options of OPTIONS) {
  const { inputShape, size, stride = size } = options;
  const geometry = `${size}x${size} over ${inputShape.join("x")}, stride ${stride}`;
  for (const batch of [1, 3]) {
    Deno.test(`AveragePoolingLayer gradients agree with differences: ${geometry}, batch ${batch}`, () => {
      assertLayerGradients(new AveragePoolingLayer(options), { batch });
    });
  }
}

Deno.test("AveragePoolingLayer describes itself", () => {
  const layer = new AveragePoolingLayer({ inputShape: [16, 26, 27], size: 2 });
  assertEquals(layer.outputShape, [16, 13, 13]);
  assertEquals([layer.stride, layer.multiplyAdds, layer.parameters.length], [2, 0, 0]);
});

Deno.test("AveragePoolingLayer refuses what cannot be", () => {
  const options = { inputShape: [1, 3, 4], size: 2 };
  const cases: [Partial<AveragePoolingOptions>, string][] = [
    [{ size: 4 }, "size must be at most 3, got 4"],
    [{ size: 0 }, "size must be a whole number of at least 1, got 0"],
    [{ stride: 0 }, "stride must be a whole number of at least 1, got 0"],
  ];
  for (const [wrong, message] of cases) {
    assertThrows(
      () => new AveragePoolingLayer({ ...options, ...wrong }),
      RangeError,
      `Cannot create an average pooling layer: ${message}`,
    );
  }
  assertThrows(
    () => new AveragePoolingLayer({ ...options, inputShape: [3, 4] }),
    TypeError,
    "Cannot create an average pooling layer: input must be [channels, height, width], got [3,4]",
  );
});
