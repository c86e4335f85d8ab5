import { AveragePoolingLayer } from "../../lib/layers/average_pooling_layer.ts";
import { grid } from "../grid.ts";
import { checkPooling, type PoolingExample, testPooling, TWO_IMAGES } from "./pooling_cases.ts";

function check(example: PoolingExample): void {
  checkPooling(AveragePoolingLayer, example);
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
    input: TWO_IMAGES,
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

testPooling(AveragePoolingLayer, "an average pooling layer");
