import { MaxPoolingLayer } from "../../lib/layers/max_pooling_layer.ts";
import { grid } from "../grid.ts";
import { checkPooling, type PoolingExample, testPooling, TWO_IMAGES } from "./pooling_cases.ts";

function check(example: PoolingExample): void {
  checkPooling(MaxPoolingLayer, example);
}

Deno.test("MaxPoolingLayer keeps the largest of each window", () => {
  check({
    options: { inputShape: [1, 4, 4], size: 2 },
    input: grid(`
      1 2  5 3
      4 3  6 8

      9 1  0 2
      7 8  4 3
    `),
    output: grid(`
      4 8
      9 4
    `),
    outputGradient: grid(`
       1 -2
      30  4
    `),
    inputGradient: grid(`
       0 0  0  0
       1 0  0 -2

      30 0  0  0
       0 0  4  0
    `),
  });
});

Deno.test("MaxPoolingLayer finds the largest of a window that is negative throughout", () => {
  check({
    options: { inputShape: [1, 2, 4], size: 2 },
    input: grid(`
      -5 -2  -200000 -300000
      -3 -4  -400000 -100000
    `),
    output: grid("-2 -100000"),
    outputGradient: grid("7 8"),
    inputGradient: grid(`
      0 7  0 0
      0 0  0 8
    `),
  });
});

Deno.test("MaxPoolingLayer gives the gradient to exactly one of equal values, the first", () => {
  check({
    options: { inputShape: [1, 2, 6], size: 2 },
    input: grid(`
      0 0  1 3  -1 -2
      0 0  3 3  -2 -1
    `),
    output: grid("0 3 -1"),
    outputGradient: grid("5 6 7"),
    inputGradient: grid(`
      5 0  0 6  7 0
      0 0  0 0  0 0
    `),
  });
});

Deno.test("MaxPoolingLayer adds the gradients of overlapping windows", () => {
  check({
    options: { inputShape: [1, 3, 4], size: 2, stride: 1 },
    input: grid(`
      1 2 3 4
      5 9 6 7
      8 0 2 1
    `),
    output: grid(`
      9 9 7
      9 9 7
    `),
    outputGradient: grid(`
       1   2   4
      10  20  40
    `),
    // 9 wins four windows, 7 two.
    inputGradient: grid(`
      0  0  0  0
      0 33  0 44
      0  0  0  0
    `),
  });
  // Windows of three, two apart: one column in common.
  check({
    options: { inputShape: [1, 3, 5], size: 3, stride: 2 },
    input: grid(`
      0 1 2 1 0
      1 2 9 2 8
      0 1 2 1 0
    `),
    output: grid("9 9"),
    outputGradient: grid("3 4"),
    inputGradient: grid(`
      0 0 0 0 0
      0 0 7 0 0
      0 0 0 0 0
    `),
  });
});

Deno.test("MaxPoolingLayer skips what lies between windows", () => {
  check({
    options: { inputShape: [1, 3, 5], size: 1, stride: 2 },
    input: grid(`
      1 9 2 9 3
      9 9 9 9 9
      4 9 5 9 6
    `),
    output: grid(`
      1 2 3
      4 5 6
    `),
    outputGradient: grid(`
      10 20 30
      40 50 60
    `),
    inputGradient: grid(`
      10 0 20 0 30
       0 0  0 0  0
      40 0 50 0 60
    `),
  });
});

Deno.test("MaxPoolingLayer leaves out rows and columns that fill no window", () => {
  check({
    options: { inputShape: [1, 3, 5], size: 2 },
    input: grid(`
      1 2  4 3  9
      0 1  2 1  9

      9 9  9 9  9
    `),
    output: grid("2 4"),
    outputGradient: grid("5 6"),
    inputGradient: grid(`
      0 5  6 0  0
      0 0  0 0  0

      0 0  0 0  0
    `),
  });
});

Deno.test("MaxPoolingLayer keeps channels and images apart", () => {
  check({
    options: { inputShape: [2, 2, 2], size: 2 },
    batch: 2,
    input: TWO_IMAGES,
    output: grid(`
       4 8
      -1 1
    `),
    outputGradient: grid(`
      1 2
      3 4
    `),
    inputGradient: grid(`
      0 0
      0 1

      2 0
      0 0

      3 0
      0 0

      0 4
      0 0
    `),
  });
});

testPooling(MaxPoolingLayer, "a max pooling layer");
