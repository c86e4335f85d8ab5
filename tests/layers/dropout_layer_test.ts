import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { DropoutLayer } from "../../lib/layers/dropout_layer.ts";
import { draw, stepKey } from "../../lib/layers/dropout_mask.ts";
import { assertLayerGradients } from "../gradient_check.ts";
import { grid } from "../grid.ts";

const PASS = { seed: 1, step: 0 };

/** What a layer multiplies by: its answer to ones. */
function maskOf(layer: DropoutLayer, batch = 1, pass = PASS): Float32Array {
  const length = batch * layer.inputShape[0];
  const output = new Float32Array(length).fill(NaN);
  layer.forward(new Float32Array(length).fill(1), output, batch, pass);
  return output;
}

Deno.test("DropoutLayer leaves out what its numbers say, and scales what it keeps", () => {
  const layer = new DropoutLayer({ inputShape: [1, 2, 3], probability: 0.2, index: 4 });
  const input = grid(`
    1 2 3
    4 5 6

    1 2 3
    4 5 6
  `);
  const output = new Float32Array(12).fill(NaN);
  layer.forward(input, output, 2, { seed: 9, step: 5 });

  const key = draw(stepKey({ seed: 9, step: 5 }), 4);
  const expected = input.map((value, i) => {
    const number = draw(draw(key, Math.floor(i / 6)), i % 6) / 2 ** 32;
    return number < 0.2 ? 0 : value * Math.fround(1.25);
  });
  assertEquals(output, expected);
  assert(output.includes(0) && output.includes(1.25 * 4), "something is left out, something kept");
});

Deno.test("DropoutLayer does nothing when the network is used", () => {
  const layer = new DropoutLayer({ inputShape: [3], probability: 0.9 });
  const output = new Float32Array(6);
  layer.forward(grid("1 2 3 4 5 6"), output, 2);
  assertEquals(output, grid("1 2 3 4 5 6"));
});

Deno.test("DropoutLayer keeps the share that it should, and with it the mean", () => {
  for (const probability of [0.001, 0.1, 0.25, 0.5, 0.8, 0.999]) {
    const layer = new DropoutLayer({ inputShape: [40_000], probability });
    const mask = maskOf(layer, 5);
    const share = mask.filter((value) => value === 0).length / mask.length;
    const deviation = Math.sqrt(probability * (1 - probability) / mask.length);
    assert(Math.abs(share - probability) < 4 * deviation, `${probability}: ${share}`);
    const kept = mask.filter((value) => value !== 0);
    assert(kept.every((value) => value === Math.fround(1 / (1 - probability))));
  }
});

Deno.test("DropoutLayer leaves out the same in the same pass, and else something else", () => {
  const create = (index: number) =>
    new DropoutLayer({ inputShape: [100], probability: 0.5, index });
  const mask = maskOf(create(0));
  assertEquals(maskOf(create(0)), mask);
  assertNotEquals(maskOf(create(1)), mask);
  assertNotEquals(maskOf(create(0), 1, { seed: 1, step: 1 }), mask);
  assertNotEquals(maskOf(create(0), 1, { seed: 2, step: 0 }), mask);
  const two = maskOf(create(0), 2);
  assertEquals(two.subarray(0, 100), mask, "an image's mask does not depend on the others");
  assertNotEquals(two.subarray(100), mask);
});

Deno.test("DropoutLayer passes nothing back to what it left out", () => {
  const layer = new DropoutLayer({ inputShape: [100], probability: 0.5 });
  const ones = new Float32Array(100).fill(1);
  const inputGradient = new Float32Array(100).fill(NaN);
  layer.backward(ones, ones, ones, inputGradient, 1, PASS);
  assertEquals(inputGradient, maskOf(layer));
  layer.backward(ones, ones, ones, null, 1, PASS);
});

for (const inputShape of [[7], [3, 2, 5]]) {
  for (const pass of [PASS, undefined]) {
    const title = `${inputShape.join("x")}${pass ? " in training" : ""}`;
    Deno.test(`DropoutLayer gradients agree with differences: ${title}`, () => {
      assertLayerGradients(new DropoutLayer({ inputShape, probability: 0.3 }), { batch: 3, pass });
    });
  }
}

Deno.test("DropoutLayer describes itself", () => {
  const layer = new DropoutLayer({ inputShape: [16, 5, 5], probability: 0.5 });
  assertEquals(layer.outputShape, [16, 5, 5]);
  assertEquals([layer.probability, layer.index, layer.multiplyAdds], [0.5, 0, 0]);
  assertEquals(layer.parameters.length, 0);
});

Deno.test("DropoutLayer refuses what cannot be", () => {
  for (const probability of [0, 1, -0.5, 1.5, NaN]) {
    assertThrows(
      () => new DropoutLayer({ inputShape: [3], probability }),
      RangeError,
      `Cannot create a dropout layer: probability must be between 0 and 1, got ${probability}`,
    );
  }
  assertThrows(
    () => new DropoutLayer({ inputShape: [3], probability: 0.5, index: -1 }),
    RangeError,
    "Cannot create a dropout layer: index must be a whole number of at least 0, got -1",
  );
});
