import { assert, assertEquals } from "@std/assert";
import { activate, emitDerivative, paddingBias } from "../../lib/compiler/activation.ts";
import { mapLayout, placesOf } from "../../lib/compiler/map_layout.ts";
import type { Activation } from "../../lib/network/architecture.ts";
import { ReLULayer } from "../../lib/layers/relu_layer.ts";
import { SigmoidLayer } from "../../lib/layers/sigmoid_layer.ts";
import { TanhLayer } from "../../lib/layers/tanh_layer.ts";
import { f32x4, i32 } from "../../lib/wasm/values.ts";
import { assertClose } from "../assert_close.ts";
import { instantiate, moduleWithMemory } from "../wasm/support.ts";

const LAYERS = { relu: ReLULayer, tanh: TanhLayer, sigmoid: SigmoidLayer };

const INPUTS = Float32Array.of(0, -0, 1, -1, 0.3, -0.7, 5, -5, 40, -40, 1e-6, -1e30);

/** What the module makes of four sums at a time. */
function activated(activation: Activation | null, inputs: Float32Array): Float32Array {
  const module = moduleWithMemory();
  module.function("run", { parameters: ["i32"], exported: true }, (f, end) => {
    f.loop(0, end, 16, (at) => f.store(at, 0, activate(f, activation, f.keep(f32x4.load(at)))));
  });
  const { memory, run } = instantiate<{ memory: WebAssembly.Memory; run(end: number): void }>(
    module,
  );
  const floats = new Float32Array(memory.buffer);
  floats.set(inputs);
  run(Math.ceil(inputs.length / 4) * 16);
  return floats.slice(0, inputs.length);
}

for (const activation of ["relu", "tanh", "sigmoid"] as const) {
  Deno.test(`activate() computes what the layer does: ${activation}`, () => {
    const layer = new LAYERS[activation]({ inputShape: [INPUTS.length] });
    const expected = new Float32Array(INPUTS.length);
    layer.forward(INPUTS, expected, 1);
    const found = activated(activation, INPUTS);
    for (const [i, value] of expected.entries()) {
      assertClose([found[i]], [value], 1e-6, `${activation} of ${INPUTS[i]}`);
    }
    assert(Number.isNaN(activated(activation, Float32Array.of(NaN))[0]), "NaN stays");
  });

  Deno.test(`emitDerivative() goes back as the layer does: ${activation}`, () => {
    // A map with a border; whatever lies in the border must stay as it is.
    const layout = mapLayout([4, 3, 1], { border: 1 });
    const places = placesOf(layout);
    const gradientAt = layout.lengthBytes;
    const module = moduleWithMemory();
    module.function("run", { exported: true }, (f) => {
      const at = { output: i32.const(0), gradient: i32.const(gradientAt) };
      emitDerivative(f, activation, layout, at);
    });
    const { memory, run } = instantiate<{ memory: WebAssembly.Memory; run(): void }>(module);
    const floats = new Float32Array(memory.buffer).fill(7);
    const outputs = activated(activation, INPUTS);
    const outputGradient = INPUTS.map((_, i) => i % 2 === 0 ? 1.5 - i : 0);
    for (const [i, place] of places.entries()) {
      floats[place] = outputs[i];
      floats[gradientAt / 4 + place] = outputGradient[i];
    }
    run();

    const expected = new Float32Array(INPUTS.length);
    const layer = new LAYERS[activation]({ inputShape: [INPUTS.length] });
    layer.backward(INPUTS, outputs, outputGradient, expected, 1);
    assertClose([...places].map((place) => floats[gradientAt / 4 + place]), expected, 1e-6);
    const inside = new Set(places);
    for (let place = 0; place < layout.lengthBytes / 4; place++) {
      if (!inside.has(place)) assertEquals(floats[gradientAt / 4 + place], 7, `place ${place}`);
    }
  });
}

Deno.test("activate() changes nothing where there is no activation", () => {
  assertEquals(activated(null, INPUTS), INPUTS);
});

Deno.test("paddingBias() comes out of its activation as exactly zero", () => {
  for (const activation of [null, "relu", "tanh", "sigmoid"] as const) {
    assertEquals(activated(activation, Float32Array.of(paddingBias(activation)))[0], 0);
  }
});
