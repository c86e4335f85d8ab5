import { assertEquals } from "@std/assert";
import { defineImageInput } from "../../lib/compiler/image_input.ts";
import { mapLayout, placesOf } from "../../lib/compiler/map_layout.ts";
import { Random } from "../../lib/random.ts";
import { instantiate, moduleWithMemory } from "../wasm/support.ts";

const INPUT_AT = 4096;

for (const [channels, height, width] of [[1, 1, 1], [1, 3, 8], [1, 5, 13], [1, 4, 28], [3, 4, 9]]) {
  for (const border of [0, 1, 2]) {
    const title = `${channels}x${height}x${width}, border ${border}`;
    Deno.test(`image_input brings each pixel to its place, and nothing else: ${title}`, () => {
      const layout = mapLayout([channels, height, width], { border, isImage: true });
      const module = moduleWithMemory();
      const imageInput = defineImageInput(module, layout);
      module.function(
        "run",
        { parameters: ["i32"], exported: true },
        (f, image) => f.call(imageInput, image, INPUT_AT),
      );
      const { memory, run } = instantiate<
        { memory: WebAssembly.Memory; run(image: number): void }
      >(module);
      const floats = new Float32Array(memory.buffer, INPUT_AT);
      floats.fill(-1);

      // Images begin at any byte.
      const first = 77;
      const random = new Random(1, title);
      const image = new Uint8Array(memory.buffer, first, channels * height * width);
      for (let i = 0; i < image.length; i++) image[i] = i < 2 ? i * 255 : random.below(256);
      run(first);

      const places = placesOf(layout);
      const expected = new Float32Array(floats.length).fill(-1);
      for (const [i, place] of places.entries()) {
        expected[place] = Math.fround(image[i] * Math.fround(1 / 255));
      }
      assertEquals(floats, expected);
    });
  }
}
