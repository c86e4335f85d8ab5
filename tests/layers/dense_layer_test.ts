import { assertEquals, assertThrows } from "@std/assert";
import { DenseLayer, type DenseOptions } from "../../lib/layers/dense_layer.ts";
import { assertLayerGradients } from "../gradient_check.ts";
import { grid } from "../grid.ts";

Deno.test("DenseLayer connects every input with every output", () => {
  const layer = new DenseLayer({ inputShape: [3], units: 2 });
  layer.weight.value.set(grid(`
    1  2 3
    0 -1 4
  `));
  layer.bias!.value.set(grid("10 20"));
  const input = grid(`
    1 10 100
    2  0  -1
  `);
  const output = new Float32Array(4).fill(NaN);
  layer.forward(input, output, 2);
  // 331 = 1*1 + 2*10 + 3*100 + 10, 410 = 0*1 - 1*10 + 4*100 + 20
  assertEquals(
    output,
    grid(`
      331 410
        9  16
    `),
  );

  const inputGradient = new Float32Array(6).fill(NaN);
  const outputGradient = grid(`
    1 2
    3 0
  `);
  layer.backward(input, output, outputGradient, inputGradient, 2);
  // Output 0: image 0 once plus image 1 three times. Output 1: image 0 twice.
  assertEquals(
    layer.weight.gradient,
    grid(`
      7 10  97
      2 20 200
    `),
  );
  assertEquals(layer.bias!.gradient, grid("4 2"));
  // Image 0: row 0 once plus row 1 twice. Image 1: row 0 three times.
  assertEquals(
    inputGradient,
    grid(`
      1 0 11
      3 6  9
    `),
  );
});

Deno.test("DenseLayer without bias adds nothing", () => {
  const layer = new DenseLayer({ inputShape: [2], units: 1, bias: false });
  layer.weight.value.set([2, 3]);
  const output = new Float32Array(1);
  layer.forward(grid("5 7"), output, 1);
  assertEquals(output, grid("31"));
  assertEquals(layer.parameters, [layer.weight]);
});

Deno.test("DenseLayer reads maps in the order channel, row, column", () => {
  const layer = new DenseLayer({ inputShape: [2, 1, 2], units: 1 });
  layer.weight.value.set([1000, 100, 10, 1]);
  const output = new Float32Array(1);
  layer.forward(grid("1 2 3 4"), output, 1);
  assertEquals(output, grid("1234"));
});

const OPTIONS: DenseOptions[] = [
  { inputShape: [1], units: 1 },
  { inputShape: [7], units: 3 },
  { inputShape: [7], units: 3, bias: false },
  { inputShape: [2, 3, 2], units: 5 },
];

for (const options of OPTIONS) {
  const { inputShape, units, bias = true } = options;
  const geometry = `${inputShape.join("x")} to ${units}, ${bias ? "bias" : "no bias"}`;
  for (const batch of [1, 3]) {
    Deno.test(`DenseLayer gradients agree with differences: ${geometry}, batch ${batch}`, () => {
      assertLayerGradients(new DenseLayer(options), { batch });
    });
  }
}

Deno.test("DenseLayer describes itself", () => {
  const layer = new DenseLayer({ inputShape: [16, 13, 13], units: 10 });
  assertEquals(layer.outputShape, [10]);
  assertEquals(layer.parameters, [layer.weight, layer.bias!]);
  assertEquals(layer.weight.shape, [10, 2704]);
  assertEquals([layer.weight.fanIn, layer.weight.fanOut], [2704, 10]);
  assertEquals(layer.multiplyAdds, 27_040);
});

Deno.test("DenseLayer refuses what cannot be", () => {
  for (const units of [0, -1, 2.5, NaN]) {
    assertThrows(
      () => new DenseLayer({ inputShape: [3], units }),
      RangeError,
      `Cannot create a dense layer: units must be a whole number of at least 1, got ${units}`,
    );
  }
});
