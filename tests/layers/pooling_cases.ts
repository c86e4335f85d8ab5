/** What holds for all layers that pool windows. */

import { assertEquals, assertThrows } from "@std/assert";
import { shapeLength } from "../../lib/layers/layer.ts";
import type { PoolingLayer, PoolingOptions } from "../../lib/layers/pooling_layer.ts";
import { assertLayerGradients } from "../gradient_check.ts";
import { grid } from "../grid.ts";

/** A pooling layer's class. */
export type PoolingClass = new (options: PoolingOptions) => PoolingLayer;

/** A pooling worked out by hand. */
export interface PoolingExample {
  options: PoolingOptions;
  batch?: number;
  input: Float32Array;
  output: Float32Array;
  outputGradient: Float32Array;
  inputGradient: Float32Array;
}

/** Compares both ways through a layer with an example. */
export function checkPooling(Pooling: PoolingClass, example: PoolingExample): void {
  const { options, batch = 1, input } = example;
  const layer = new Pooling(options);
  const output = new Float32Array(batch * shapeLength(layer.outputShape)).fill(NaN);
  layer.forward(input, output, batch);
  assertEquals(output, example.output);

  const inputGradient = new Float32Array(input.length).fill(NaN);
  layer.backward(input, output, example.outputGradient, inputGradient, batch);
  assertEquals(inputGradient, example.inputGradient);
}

const OPTIONS: PoolingOptions[] = [
  { inputShape: [1, 4, 4], size: 1 },
  { inputShape: [2, 4, 4], size: 2 },
  { inputShape: [1, 5, 7], size: 2 },
  { inputShape: [2, 6, 5], size: 3, stride: 1 },
  { inputShape: [1, 7, 6], size: 3, stride: 2 },
  { inputShape: [2, 7, 5], size: 2, stride: 3 },
  { inputShape: [1, 4, 4], size: 4 },
];

/** Two images of two channels of 2x2 values. */
export const TWO_IMAGES = grid(`
  1 2
  3 4

  8 7
  6 5

  -1 -2
  -3 -4

  0 1
  0 0
`);

/** Defines the tests that all pooling layers pass; `owner` as error messages call them. */
export function testPooling(Pooling: PoolingClass, owner: string): void {
  const { name } = Pooling;

  Deno.test(`${name} does nothing backward where nobody asks`, () => {
    const layer = new Pooling({ inputShape: [1, 2, 2], size: 2 });
    const input = grid("1 2 3 4");
    const output = new Float32Array(1);
    layer.forward(input, output, 1);
    layer.backward(input, output, grid("1"), null, 1);
    assertEquals(input, grid("1 2 3 4"));
  });

  for (const options of OPTIONS) {
    const { inputShape, size, stride = size } = options;
    const geometry = `${size}x${size} over ${inputShape.join("x")}, stride ${stride}`;
    for (const batch of [1, 3]) {
      Deno.test(`${name} gradients agree with differences: ${geometry}, batch ${batch}`, () => {
        assertLayerGradients(new Pooling(options), { batch });
      });
    }
  }

  Deno.test(`${name} describes itself`, () => {
    const layer = new Pooling({ inputShape: [16, 26, 27], size: 2 });
    assertEquals(layer.outputShape, [16, 13, 13]);
    assertEquals([layer.stride, layer.multiplyAdds, layer.parameters.length], [2, 0, 0]);
  });

  Deno.test(`${name} refuses what cannot be`, () => {
    const options = { inputShape: [1, 3, 4], size: 2 };
    const cases: [Partial<PoolingOptions>, string][] = [
      [{ size: 4 }, "size must be at most 3, got 4"],
      [{ size: 0 }, "size must be a whole number of at least 1, got 0"],
      [{ stride: 0 }, "stride must be a whole number of at least 1, got 0"],
    ];
    for (const [wrong, message] of cases) {
      assertThrows(
        () => new Pooling({ ...options, ...wrong }),
        RangeError,
        `Cannot create ${owner}: ${message}`,
      );
    }
    assertThrows(
      () => new Pooling({ ...options, inputShape: [3, 4] }),
      TypeError,
      `Cannot create ${owner}: input must be [channels, height, width], got [3,4]`,
    );
  });
}
