import { assertEquals, assertThrows } from "@std/assert";
import { GlobalPoolingLayer } from "../../lib/layers/global_pooling_layer.ts";
import { assertLayerGradients } from "../gradient_check.ts";
import { grid } from "../grid.ts";
import { TWO_IMAGES } from "./pooling_cases.ts";

Deno.test("GlobalPoolingLayer keeps the mean of each map, and shares its gradient out", () => {
  const layer = new GlobalPoolingLayer({ inputShape: [2, 2, 2] });
  const input = TWO_IMAGES.slice();
  const output = new Float32Array(4).fill(NaN);
  layer.forward(input, output, 2);
  assertEquals(
    output,
    grid(`
       2.5 6.5
      -2.5 0.25
    `),
  );
  const inputGradient = new Float32Array(16).fill(NaN);
  layer.backward(
    input,
    output,
    grid(`
      4  8
      12 16
    `),
    inputGradient,
    2,
  );
  assertEquals(
    inputGradient,
    grid(`
      1 1 1 1
      2 2 2 2
      3 3 3 3
      4 4 4 4
    `),
  );
});

Deno.test("GlobalPoolingLayer does nothing backward where nobody asks", () => {
  const layer = new GlobalPoolingLayer({ inputShape: [1, 1, 2] });
  const input = grid("1 2");
  layer.backward(input, grid("1.5"), grid("1"), null, 1);
  assertEquals(input, grid("1 2"));
});

for (const inputShape of [[1, 1, 1], [3, 2, 5], [2, 7, 3]]) {
  for (const batch of [1, 3]) {
    const title = `${inputShape.join("x")}, batch ${batch}`;
    Deno.test(`GlobalPoolingLayer gradients agree with differences: ${title}`, () => {
      assertLayerGradients(new GlobalPoolingLayer({ inputShape }), { batch });
    });
  }
}

Deno.test("GlobalPoolingLayer leaves a vector", () => {
  const layer = new GlobalPoolingLayer({ inputShape: [16, 5, 4] });
  assertEquals(layer.outputShape, [16]);
  assertEquals([layer.multiplyAdds, layer.parameters.length], [0, 0]);
});

Deno.test("GlobalPoolingLayer refuses what has no rows", () => {
  assertThrows(
    () => new GlobalPoolingLayer({ inputShape: [16] }),
    TypeError,
    "Cannot create a global pooling layer: input must be [channels, height, width], got [16]",
  );
});
