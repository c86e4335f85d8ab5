import { assertAlmostEquals, assertEquals } from "@std/assert";
import { BatchNormLayer, NORM_EPSILON } from "../../lib/layers/batch_norm_layer.ts";
import { assertClose } from "../assert_close.ts";
import { assertLayerGradients } from "../gradient_check.ts";

const PASS = { seed: 1, step: 0 };

/** A layer of two channels of two places each, with statistics and a scale of its own. */
function createLayer(): BatchNormLayer {
  const layer = new BatchNormLayer({ inputShape: [2, 1, 2] });
  layer.weight.value.set([2, -1]);
  layer.bias.value.set([10, 0]);
  layer.runningMean.value.set([1, 100]);
  layer.runningVariance.value.set([4, 25]);
  return layer;
}

/** Channel 0 has the values 1, 3, 5, 7 (mean 4, variance 5), channel 1 only sixes. */
const INPUT = Float32Array.of(1, 3, 6, 6, 5, 7, 6, 6);

Deno.test("BatchNormLayer takes the batch's own mean and variance in training", () => {
  const output = new Float32Array(8);
  createLayer().forward(INPUT, output, 2, PASS);
  const unit = 2 / Math.sqrt(5 + NORM_EPSILON);
  const expected = [10 - 3 * unit, 10 - unit, 0, 0, 10 + unit, 10 + 3 * unit, 0, 0];
  assertClose(output, Float32Array.from(expected), 1e-6, "output");
});

Deno.test("BatchNormLayer takes the running statistics when the network is used", () => {
  const output = new Float32Array(8);
  createLayer().forward(INPUT, output, 2);
  const [first, second] = [2 / Math.sqrt(4 + NORM_EPSILON), -1 / Math.sqrt(25 + NORM_EPSILON)];
  const expected = [0, 2, -94, -94, 4, 6, -94, -94].map((value, i) =>
    i % 4 < 2 ? 10 + first * value : second * value
  );
  assertClose(output, Float32Array.from(expected), 1e-6, "output");
});

Deno.test("BatchNormLayer moves its running statistics a tenth of the way to the batch's", () => {
  const layer = createLayer();
  layer.observe(INPUT, 2);
  assertAlmostEquals(layer.runningMean.value[0], 1 + 0.1 * (4 - 1), 1e-6);
  assertAlmostEquals(layer.runningMean.value[1], 100 + 0.1 * (6 - 100), 1e-4);
  // Unbiased: 20 / 3, where the batch's own variance is 20 / 4.
  assertAlmostEquals(layer.runningVariance.value[0], 4 + 0.1 * (20 / 3 - 4), 1e-6);
  assertAlmostEquals(layer.runningVariance.value[1], 25 * 0.9, 1e-5);
});

Deno.test("BatchNormLayer keeps its running variance where one value says nothing of it", () => {
  const layer = new BatchNormLayer({ inputShape: [1] });
  layer.runningVariance.value.fill(3);
  layer.observe(Float32Array.of(5), 1);
  assertAlmostEquals(layer.runningMean.value[0], 0.5, 1e-6);
  assertEquals(layer.runningVariance.value[0], 3);
});

Deno.test("BatchNormLayer has the gradients that differences show", () => {
  assertLayerGradients(new BatchNormLayer({ inputShape: [3, 2, 3] }), { batch: 4, pass: PASS });
  assertLayerGradients(new BatchNormLayer({ inputShape: [5] }), { batch: 6, pass: PASS });
});
