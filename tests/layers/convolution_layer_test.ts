import { assertEquals, assertThrows } from "@std/assert";
import { ConvolutionLayer, type ConvolutionOptions } from "../../lib/layers/convolution_layer.ts";
import { shapeLength } from "../../lib/layers/layer.ts";
import { assertLayerGradients } from "../gradient_check.ts";
import { grid } from "../grid.ts";

/** Small whole numbers: every sum is exact, and so are the comparisons. */
interface Case {
  options: ConvolutionOptions;
  batch?: number;
  input: Float32Array;
  weight: Float32Array;
  bias?: Float32Array;
  output: Float32Array;
  outputGradient: Float32Array;
  weightGradient: Float32Array;
  biasGradient?: Float32Array;
  inputGradient: Float32Array;
}

function check(example: Case): void {
  const { options, batch = 1, input, outputGradient } = example;
  const layer = new ConvolutionLayer(options);
  layer.weight.value.set(example.weight);
  if (example.bias) layer.bias!.value.set(example.bias);

  const output = new Float32Array(batch * shapeLength(layer.outputShape)).fill(NaN);
  layer.forward(input, output, batch);
  assertEquals(output, example.output);

  const inputGradient = new Float32Array(input.length).fill(NaN);
  layer.backward(input, output, outputGradient, inputGradient, batch);
  assertEquals(layer.weight.gradient, example.weightGradient);
  assertEquals(layer.bias?.gradient, example.biasGradient);
  assertEquals(inputGradient, example.inputGradient);
}

Deno.test("ConvolutionLayer slides a 3x3 window over 4x4", () => {
  check({
    options: { inputShape: [1, 4, 4], filters: 1, size: 3 },
    input: grid(`
      1 2 3 0
      0 1 2 3
      3 0 1 2
      2 3 0 1
    `),
    weight: grid(`
      2 0 1
      0 1 2
      1 0 2
    `),
    bias: grid("3"),
    // 18 = 2*1 + 0*2 + 1*3 + 0*0 + 1*1 + 2*2 + 1*3 + 0*0 + 2*1 + 3
    output: grid(`
      18 19
       9 18
    `),
    outputGradient: grid(`
      1 -1
      0  2
    `),
    // The windows' inputs, each times its gradient: -1 = 0 * 1 + 2*-1 + 1*0 ...
    // 9 (below, left) = 3*1 + 0*-1 + 2*0 + 3*2
    weightGradient: grid(`
       1  3  9
      -1  1  3
       9 -1  1
    `),
    biasGradient: grid("2"),
    // The window at (0, 0), minus the one at (0, 1), plus twice the one at (1, 1).
    inputGradient: grid(`
      2 -2 1 -1
      0  5 1  0
      1 -1 4  2
      0  2 0  4
    `),
  });
});

Deno.test("ConvolutionLayer steps the input, not the output, by the stride", () => {
  check({
    options: { inputShape: [1, 5, 5], filters: 1, size: 3, stride: 2, bias: false },
    input: grid(`
      1 2 0 1 3
      0 1 1 2 0
      2 0 3 1 1
      1 1 0 2 2
      0 3 1 0 1
    `),
    // Horizontal Sobel: left columns minus right columns.
    weight: grid(`
      1 0 -1
      2 0 -2
      1 0 -1
    `),
    // -2 = (1 + 2*0 + 2) - (0 + 2*1 + 3),  1 = (0 + 2*1 + 3) - (3 + 2*0 + 1)
    output: grid(`
      -2  1
       0 -2
    `),
    outputGradient: grid(`
      1  2
      3 -1
    `),
    // 4 = 1*1 + 2*0 + 3*2 - 1*3
    weightGradient: grid(`
      4  3 14
      5  6 -1
      7 11  7
    `),
    // The middle row and column belong to two windows: -3 = -1*1 + 1*2 + -1*3 + 1*-1
    inputGradient: grid(`
      1 0  1 0 -2
      2 0  2 0 -4
      4 0 -3 0 -1
      6 0 -8 0  2
      3 0 -4 0  1
    `),
  });
});

Deno.test("ConvolutionLayer surrounds the input by zeros", () => {
  check({
    options: { inputShape: [1, 3, 3], filters: 1, size: 3, padding: 1, bias: false },
    input: grid(`
      1 2 3
      4 5 6
      7 8 9
    `),
    weight: grid(`
      1 1 1
      1 1 1
      1 1 1
    `),
    // The sums of all neighbours: 12 = 1 + 2 + 4 + 5
    output: grid(`
      12 21 16
      27 45 33
      24 39 28
    `),
    outputGradient: grid(`
      1 1 1
      1 1 1
      1 1 1
    `),
    // Each weight meets the input but for a row or a column: the first 1 + 2 + 4 + 5
    weightGradient: grid(`
      12 21 16
      27 45 33
      24 39 28
    `),
    // How many windows see each input.
    inputGradient: grid(`
      4 6 4
      6 9 6
      4 6 4
    `),
  });
});

Deno.test("ConvolutionLayer combines stride and padding", () => {
  check({
    options: { inputShape: [1, 3, 3], filters: 1, size: 2, stride: 2, padding: 1 },
    input: grid(`
      1 2 3
      4 5 6
      7 8 9
    `),
    weight: grid(`
      1 2
      3 4
    `),
    bias: grid("1"),
    // The first window sees only 1, by its last weight: 5 = 4*1 + 1. The last sees 5 6 8 9.
    output: grid(`
       5 19
      37 78
    `),
    outputGradient: grid(`
        1   10
      100 1000
    `),
    // 5000 = 5*1000, 9731 = 1*1 + 3*10 + 7*100 + 9*1000
    weightGradient: grid(`
      5000 6400
      8020 9731
    `),
    biasGradient: grid("1111"),
    inputGradient: grid(`
        4   30   40
      200 1000 2000
      400 3000 4000
    `),
  });
});

Deno.test("ConvolutionLayer skips pixels where the stride exceeds the window", () => {
  check({
    options: { inputShape: [1, 4, 5], filters: 1, size: 1, stride: 3 },
    input: grid(`
      1 2 3 4 5
      6 7 8 9 1
      2 3 4 5 6
      7 8 9 1 2
    `),
    weight: grid("10"),
    bias: grid("0"),
    output: grid(`
      10 40
      70 10
    `),
    outputGradient: grid(`
      1 2
      3 4
    `),
    // 34 = 1*1 + 4*2 + 7*3 + 1*4
    weightGradient: grid("34"),
    biasGradient: grid("10"),
    inputGradient: grid(`
      10 0 0 20 0
       0 0 0  0 0
       0 0 0  0 0
      30 0 0 40 0
    `),
  });
});

Deno.test("ConvolutionLayer adds channels, keeps filters and images apart", () => {
  check({
    options: { inputShape: [2, 2, 2], filters: 2, size: 2 },
    batch: 2,
    input: grid(`
      1 2
      3 4

      0 1
      1 0

      0 0
      0 1

      2 2
      2 2
    `),
    weight: grid(`
      1 0
      0 1

      1 1
      1 1

      0 1
      1 0

     -1 0
      0 2
    `),
    bias: grid("10 20"),
    // Image 0: 17 = (1 + 4) + (0 + 1 + 1 + 0) + 10, 25 = (2 + 3) + (-0 + 2*0) + 20
    // Image 1: 19 = (0 + 1) + (2 + 2 + 2 + 2) + 10, 22 = (0 + 0) + (-2 + 2*2) + 20
    output: grid(`
      17 25
      19 22
    `),
    outputGradient: grid(`
      1  2
      3 -1
    `),
    // Filter 0: image 0 once plus image 1 three times. Filter 1: image 0 twice minus image 1.
    weightGradient: grid(`
      1 2
      3 7

      6 7
      7 6

      2 4
      6 7

     -2  0
      0 -2
    `),
    biasGradient: grid("4 1"),
    // Image 0: filter 0 once plus filter 1 twice. Image 1: filter 0 three times minus filter 1.
    inputGradient: grid(`
      1 2
      2 1

     -1 1
      1 5

      3 -1
     -1  3

      4 3
      3 1
    `),
  });
});

const OPTIONS: ConvolutionOptions[] = [
  { inputShape: [1, 5, 5], filters: 1, size: 1 },
  { inputShape: [1, 5, 5], filters: 2, size: 3 },
  { inputShape: [1, 5, 5], filters: 2, size: 3, bias: false },
  { inputShape: [1, 5, 5], filters: 1, size: 5 },
  { inputShape: [3, 4, 4], filters: 2, size: 2 },
  { inputShape: [2, 3, 6], filters: 2, size: 2 },
  { inputShape: [2, 6, 3], filters: 1, size: 3, bias: false },
  { inputShape: [1, 6, 6], filters: 2, size: 3, stride: 2 },
  { inputShape: [2, 7, 5], filters: 2, size: 2, stride: 3 },
  { inputShape: [2, 5, 5], filters: 1, size: 1, stride: 2 },
  { inputShape: [2, 4, 4], filters: 2, size: 3, padding: 1 },
  { inputShape: [1, 4, 4], filters: 2, size: 5, padding: 2, bias: false },
  { inputShape: [1, 3, 3], filters: 1, size: 2, padding: 4 },
  { inputShape: [1, 2, 2], filters: 2, size: 4, padding: 1 },
  { inputShape: [2, 5, 4], filters: 3, size: 3, stride: 2, padding: 1 },
  { inputShape: [1, 5, 6], filters: 2, size: 2, stride: 3, padding: 2, bias: false },
  { inputShape: [2, 4, 5], filters: 2, size: 4, stride: 4, padding: 3 },
];

for (const options of OPTIONS) {
  const { inputShape, filters, size, stride = 1, padding = 0, bias = true } = options;
  const geometry = `${filters} filters ${size}x${size} over ${inputShape.join("x")}, ` +
    `stride ${stride}, padding ${padding}, ${bias ? "bias" : "no bias"}`;
  for (const batch of [1, 3]) {
    Deno.test(`ConvolutionLayer gradients agree with differences: ${geometry}, batch ${batch}`, () => {
      assertLayerGradients(new ConvolutionLayer(options), { batch });
    });
  }
}

Deno.test("ConvolutionLayer describes itself", () => {
  const layer = new ConvolutionLayer({ inputShape: [6, 14, 14], filters: 16, size: 5, stride: 2 });
  // (14 - 5) / 2 + 1 = 5.5: five windows, and a row left over.
  assertEquals(layer.outputShape, [16, 5, 5]);
  assertEquals(layer.parameters, [layer.weight, layer.bias!]);
  assertEquals(layer.weight.shape, [16, 6, 5, 5]);
  assertEquals([layer.weight.fanIn, layer.weight.fanOut], [6 * 25, 16 * 25]);
  assertEquals(layer.bias!.shape, [16]);
  assertEquals(layer.multiplyAdds, 16 * 6 * 25 * 5 * 5);
  const bare = new ConvolutionLayer({ inputShape: [1, 5, 5], filters: 1, size: 3, bias: false });
  assertEquals(bare.parameters, [bare.weight]);
});

Deno.test("ConvolutionLayer refuses what cannot be", () => {
  const options = { inputShape: [1, 3, 4], filters: 1, size: 2 };
  const cases: [Partial<ConvolutionOptions>, string][] = [
    [{ size: 5 }, "size must be at most 3, got 5"],
    [{ size: 4 }, "size must be at most 3, got 4"],
    [{ inputShape: [1, 4, 3], size: 4 }, "size must be at most 3, got 4"],
    [{ size: 6, padding: 1 }, "size must be at most 5, got 6"],
    [{ size: 0 }, "size must be a whole number of at least 1, got 0"],
    [{ filters: 0 }, "filters must be a whole number of at least 1, got 0"],
    [{ filters: 1.5 }, "filters must be a whole number of at least 1, got 1.5"],
    [{ stride: 0 }, "stride must be a whole number of at least 1, got 0"],
    [{ padding: -1 }, "padding must be a whole number of at least 0, got -1"],
  ];
  for (const [wrong, message] of cases) {
    assertThrows(
      () => new ConvolutionLayer({ ...options, ...wrong }),
      RangeError,
      `Cannot create a convolution layer: ${message}`,
    );
  }
  assertThrows(
    () => new ConvolutionLayer({ ...options, inputShape: [10] }),
    TypeError,
    "Cannot create a convolution layer: input must be [channels, height, width], got [10]",
  );
});
