import { assert, assertEquals } from "@std/assert";
import { mapLayout } from "../../lib/compiler/map_layout.ts";
import { emitWindowLoop, tapOffset, tapsInOrder, windowLoop } from "../../lib/compiler/window.ts";
import { f32, i32 } from "../../lib/wasm/values.ts";
import { instantiate, moduleWithMemory } from "../wasm/support.ts";
import { convolutionBlocks } from "./convolution_blocks.ts";

Deno.test("tapsInOrder() meets every weight of a window once", () => {
  for (const [title, { layer, input }] of convolutionBlocks()) {
    const taps = tapsInOrder(windowLoop(layer.size, input));
    const names = taps.map(({ u, v, c }) => `${u},${v},${c}`);
    assertEquals(new Set(names).size, names.length, title);
    const real = taps.filter(({ c }) => c < input.channels);
    assertEquals(real.length, layer.size ** 2 * input.channels, title);
    // Beside them at most the channels that pad the last vector.
    assert(taps.every(({ c }) => c < input.channelStride), title);
    assert(taps.every(({ u, v }) => u < layer.size && v < layer.size), title);
  }
});

Deno.test("windowLoop() unrolls what is short, and loops over rows, then channels, of what is long", () => {
  const loop = (size: number, channels: number) => {
    const { body, rows, channelGroups } = windowLoop(
      size,
      mapLayout([channels, 9, 9], { isImage: true }),
    );
    return [body.length, rows, channelGroups];
  };
  assertEquals(loop(3, 1), [9, 1, 1]);
  assertEquals(loop(5, 1), [25, 1, 1]);
  assertEquals(loop(7, 1), [7, 7, 1]);
  assertEquals(loop(3, 3), [27, 1, 1]);
  assertEquals(loop(5, 6), [30, 5, 1]);
  assertEquals(loop(3, 32), [12, 3, 8]);
  assertEquals(loop(1, 33), [4, 1, 9]);
});

Deno.test("emitWindowLoop() walks through map and weights in the order of the taps", () => {
  for (const [title, { layer, input }] of convolutionBlocks()) {
    if (layer.filters !== 1) continue;
    // Weights one float a tap, of value 1, 2, 3, ...; the answer is their product with the pixels.
    const loop = windowLoop(layer.size, input);
    const taps = tapsInOrder(loop);
    const weightsAt = input.lengthBytes;
    const module = moduleWithMemory();
    module.function("sum", { results: ["f32"], exported: true }, (f) => {
      const sum = f.let(f32.const(0), "sum");
      const at = { input, weightBytes: 4, pixel: i32.const(0), weights: i32.const(weightsAt) };
      emitWindowLoop(f, loop, at, (pixel, weights) => {
        for (const [index, tap] of loop.body.entries()) {
          const product = f32.load(pixel, tapOffset(tap, input)).mul(f32.load(weights, index * 4));
          sum.set(sum.add(product));
        }
      });
      return sum;
    });
    const { memory, sum } = instantiate<{ memory: WebAssembly.Memory; sum(): number }>(module);
    const floats = new Float32Array(memory.buffer);
    for (let i = 0; i < weightsAt / 4; i++) floats[i] = i % 7;
    for (const [index] of taps.entries()) floats[weightsAt / 4 + index] = index % 5;
    const expected = taps.reduce(
      (sum, tap, index) => sum + (tapOffset(tap, input) / 4 % 7) * (index % 5),
      0,
    );
    assertEquals(sum(), expected, title);
  }
});
