import { assert, assertEquals } from "@std/assert";
import type { ActivationLayer } from "../../lib/layers/activation_layer.ts";
import { ReLULayer } from "../../lib/layers/relu_layer.ts";
import { SigmoidLayer } from "../../lib/layers/sigmoid_layer.ts";
import { TanhLayer } from "../../lib/layers/tanh_layer.ts";
import { assertClose } from "../assert_close.ts";
import { assertLayerGradients } from "../gradient_check.ts";
import { grid } from "../grid.ts";

/** Passes values forward, and gradients of 1 back. */
function pass(layer: ActivationLayer, input: Float32Array) {
  const output = new Float32Array(input.length).fill(NaN);
  const inputGradient = new Float32Array(input.length).fill(NaN);
  layer.forward(input, output, 1);
  layer.backward(input, output, new Float32Array(input.length).fill(1), inputGradient, 1);
  return { output, inputGradient };
}

Deno.test("ReLULayer cuts off what is negative", () => {
  const layer = new ReLULayer({ inputShape: [2, 1, 3] });
  const input = grid(`
    -2 0 3
    4 -0.5 1e-30
  `);
  const output = new Float32Array(6).fill(NaN);
  layer.forward(input, output, 1);
  assertEquals(
    output,
    grid(`
      0 0 3
      4 0 1e-30
    `),
  );
  const inputGradient = new Float32Array(6).fill(NaN);
  layer.backward(input, output, grid("1 2 3 4 5 6"), inputGradient, 1);
  // At zero the derivative is taken as 0, as PyTorch does.
  assertEquals(
    inputGradient,
    grid(`
      0 0 3
      4 0 6
    `),
  );
});

Deno.test("ReLULayer lets NaN through, so that it is found", () => {
  assert(Number.isNaN(pass(new ReLULayer({ inputShape: [1] }), grid("0").fill(NaN)).output[0]));
});

Deno.test("TanhLayer stays in -1..1 with the derivative 1 - output^2", () => {
  const { output, inputGradient } = pass(
    new TanhLayer({ inputShape: [5] }),
    grid("0 0.5 -0.5 1000 -1000"),
  );
  // tanh(1/2) = (e - 1) / (e + 1)
  const half = (Math.E - 1) / (Math.E + 1);
  assertClose(output, [0, half, -half, 1, -1], 1e-6);
  assertClose(inputGradient, [1, 1 - half ** 2, 1 - half ** 2, 0, 0], 1e-6);
});

Deno.test("SigmoidLayer stays in 0..1 with the derivative output * (1 - output)", () => {
  const { output, inputGradient } = pass(
    new SigmoidLayer({ inputShape: [5] }),
    Float32Array.of(0, Math.log(3), -Math.log(3), 1000, -1000),
  );
  // 1 / (1 + exp(-log 3)) = 1 / (1 + 1/3)
  assertClose(output, [0.5, 0.75, 0.25, 1, 0], 1e-6);
  assertClose(inputGradient, [0.25, 0.1875, 0.1875, 0, 0], 1e-6);
});

for (const Layer of [ReLULayer, TanhLayer, SigmoidLayer]) {
  for (const inputShape of [[9], [2, 3, 4]]) {
    for (const batch of [1, 3]) {
      const geometry = `${inputShape.join("x")}, batch ${batch}`;
      Deno.test(`${Layer.name} gradients agree with differences: ${geometry}`, () => {
        const layer = new Layer({ inputShape });
        assertEquals(layer.outputShape, inputShape);
        assertEquals([layer.parameters.length, layer.multiplyAdds], [0, 0]);
        assertLayerGradients(layer, { batch });
      });
    }
  }
}

Deno.test("ActivationLayer does nothing backward where nobody asks", () => {
  const input = grid("1 2");
  new ReLULayer({ inputShape: [2] }).backward(input, grid("1 2"), grid("1 1"), null, 1);
  assertEquals(input, grid("1 2"));
});
