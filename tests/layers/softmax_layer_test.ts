import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { crossEntropy } from "../../lib/layers/cross_entropy.ts";
import { softmax, SoftmaxLayer } from "../../lib/layers/softmax_layer.ts";
import { Random } from "../../lib/random.ts";
import { assertClose } from "../assert_close.ts";
import { numericGradient, valuesApart } from "../gradient_check.ts";
import { grid } from "../grid.ts";

Deno.test("softmax() turns logits into shares", () => {
  const logits = Float32Array.of(
    ...[0, Math.log(2), Math.log(5)],
    ...[7, 7, 7],
  );
  softmax(logits, 2, 3);
  assertClose(
    logits,
    grid(`
      0.125     0.25      0.625
      0.3333333 0.3333333 0.3333333
    `),
    1e-6,
  );
});

Deno.test("softmax() stays finite for logits of a thousand and minus a thousand", () => {
  const logits = grid(`
     1000 -1000    0
    -1000 -1000 -1000
     1000  1000  999
    -1000 -1001 -1000
  `);
  softmax(logits, 4, 3);
  const e = Math.E;
  assertClose(
    logits,
    [
      ...[1, 0, 0],
      ...[1 / 3, 1 / 3, 1 / 3],
      ...[e / (2 * e + 1), e / (2 * e + 1), 1 / (2 * e + 1)],
      ...[e / (2 * e + 1), 1 / (2 * e + 1), e / (2 * e + 1)],
    ],
    1e-6,
  );
});

Deno.test("softmax() leaves rows behind the batch alone", () => {
  const logits = grid(`
    1 1
    5 6
  `);
  softmax(logits, 1, 2);
  assertEquals(
    logits,
    grid(`
      0.5 0.5
      5   6
    `),
  );
});

Deno.test("SoftmaxLayer is a dense map and the softmax", () => {
  const layer = new SoftmaxLayer({ inputShape: [2], classes: 3 });
  layer.weight.value.set(grid(`
    1  0
    0  1
    1 -1
  `));
  layer.bias!.value.set(Float32Array.of(0, Math.log(3), 0));
  const output = new Float32Array(3).fill(NaN);
  // Logits 0, log 3, 0.
  layer.forward(grid("0 0"), output, 1);
  assertClose(output, [0.2, 0.6, 0.2], 1e-6);
  // Logits 1000, 1000 + log 3, 0.
  layer.forward(grid("1000 1000"), output, 1);
  assertClose(output, [0.25, 0.75, 0], 1e-4);
});

Deno.test("SoftmaxLayer takes the gradient of the logits, probability minus one-hot", () => {
  const layer = new SoftmaxLayer({ inputShape: [2], classes: 2 });
  layer.weight.value.set(grid(`
    1 2
    3 4
  `));
  const inputGradient = new Float32Array(2).fill(NaN);
  // Probabilities 0.25 and 0.75, label 0.
  layer.backward(grid("10 20"), grid("0.25 0.75"), grid("-0.75 0.75"), inputGradient, 1);
  assertEquals(
    layer.weight.gradient,
    grid(`
      -7.5 -15
       7.5  15
    `),
  );
  assertEquals(layer.bias!.gradient, grid("-0.75 0.75"));
  // 1.5 = 1*-0.75 + 3*0.75
  assertEquals(inputGradient, grid("1.5 1.5"));
});

for (const [inputShape, classes] of [[[5], 3], [[2, 2, 2], 4], [[4], 1]] as [number[], number][]) {
  for (const batch of [1, 4]) {
    const geometry = `${inputShape.join("x")} to ${classes}, batch ${batch}`;
    Deno.test(`SoftmaxLayer and crossEntropy() agree with differences: ${geometry}`, () => {
      const random = new Random(1, "softmax gradient check");
      const layer = new SoftmaxLayer({ inputShape, classes });
      const input = valuesApart(random, batch * layer.weight.shape[1]);
      for (const { value } of layer.parameters) value.set(value.map(() => random.uniform(-1, 1)));
      const labels = new Uint8Array(batch).map(() => random.below(classes));
      const output = new Float32Array(batch * classes);
      const logitGradient = new Float32Array(batch * classes);
      const inputGradient = new Float32Array(input.length);
      function loss(): number {
        layer.forward(input, output, batch);
        return crossEntropy(output, labels, logitGradient, { batch, classes });
      }

      loss();
      layer.backward(input, output, logitGradient, inputGradient, batch);
      assertClose(inputGradient, numericGradient(input, loss), 1e-3, "input gradient");
      for (const { name, value, gradient } of layer.parameters) {
        assertClose(gradient, numericGradient(value, loss), 1e-3, `${name} gradient`);
      }
    });
  }
}

Deno.test("SoftmaxLayer gives rows that sum to 1", () => {
  const random = new Random(1, "rows");
  const layer = new SoftmaxLayer({ inputShape: [50], classes: 10 });
  layer.weight.value.set(layer.weight.value.map(() => random.uniform(-3, 3)));
  const output = new Float32Array(20 * 10);
  layer.forward(new Float32Array(20 * 50).map(() => random.uniform(-3, 3)), output, 20);
  for (let n = 0; n < 20; n++) {
    const row = output.subarray(10 * n, 10 * n + 10);
    assert(row.every((probability) => probability >= 0 && probability <= 1));
    assertAlmostEquals(row.reduce((sum, probability) => sum + probability, 0), 1, 1e-6);
  }
});

Deno.test("SoftmaxLayer refuses what cannot be", () => {
  for (const classes of [0, 1.5, -10]) {
    assertThrows(
      () => new SoftmaxLayer({ inputShape: [3], classes }),
      RangeError,
      `Cannot create a softmax layer: classes must be a whole number of at least 1, got ${classes}`,
    );
  }
});
