import { type MapLayout, placesOf } from "../../lib/compiler/map_layout.ts";
import type { FunctionBuilder } from "../../lib/wasm/function_builder.ts";
import { instantiate, moduleWithMemory } from "../wasm/support.ts";

type TestModule = ReturnType<typeof moduleWithMemory>;

/** Where a pooling's kernels find their maps. */
export const [INPUT_AT, OUTPUT_AT, WINNERS_AT] = [0, 32_768, 49_152];

/**
 * What a pooling's kernels make of values and gradients in PyTorch's order.
 *
 * @param define Defines both kernels; the answers emit their calls. The gradients lie where the maps do.
 */
export function runPool(
  block: { input: MapLayout; output: MapLayout },
  define: (module: TestModule) => Record<"forward" | "backward", (f: FunctionBuilder) => void>,
  values: { input: Float32Array; outputGradient: Float32Array },
): { output: Float32Array; inputGradient: Float32Array } {
  const module = moduleWithMemory();
  const { forward, backward } = define(module);
  module.function("forward", { exported: true }, (f) => forward(f));
  module.function("backward", { exported: true }, (f) => backward(f));
  const exports = instantiate<
    { memory: WebAssembly.Memory; forward(): void; backward(): void }
  >(module);
  const floats = new Float32Array(exports.memory.buffer);
  const inputPlaces = placesOf(block.input);
  const outputPlaces = placesOf(block.output).map((place) => place + OUTPUT_AT / 4);
  for (const [i, place] of inputPlaces.entries()) floats[place] = values.input[i];
  exports.forward();
  const output = Float32Array.from(outputPlaces, (place) => floats[place]);
  for (const [i, place] of outputPlaces.entries()) floats[place] = values.outputGradient[i];
  exports.backward();
  return { output, inputGradient: Float32Array.from(inputPlaces, (place) => floats[place]) };
}
