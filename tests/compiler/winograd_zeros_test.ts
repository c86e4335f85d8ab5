import { assertEquals } from "@std/assert";
import { mapLayout, placesOf } from "../../lib/compiler/map_layout.ts";
import { ZeroMasks } from "../../lib/compiler/winograd_zeros.ts";
import { Random } from "../../lib/random.ts";
import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { i32 } from "../../lib/wasm/values.ts";

const SIZE = 3;

/** What the masks say of the sums of a map `[channels][height][width]`, row by row. */
function masksOf(
  map: Float32Array,
  [channels, height, width]: readonly [number, number, number],
): boolean[][] {
  const [rows, columns] = [height - SIZE + 1, width - SIZE + 1];
  const layout = mapLayout([channels, height, width]);
  const zeros = new ZeroMasks(layout, { rows, columns, size: SIZE });
  const masks = layout.lengthBytes;
  const loaded = masks + zeros.lengthBytes;

  const module = new ModuleBuilder({ memory: { import: ["test", "memory"], minimumPages: 1 } });
  module.function("run", { exported: true }, (f) => {
    zeros.emit(f, { input: i32.const(0), masks: i32.const(masks) });
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        // Half of the way in the address, the rest in the offset.
        const [top, left] = [y >> 1, x >> 1];
        const mask = f.keep(zeros.offsetOf(i32.const(top), i32.const(left)).add(masks));
        f.store(i32.const(loaded + (y * columns + x) * 16), 0, zeros.load(mask, y - top, x - left));
      }
    }
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const compiled = new WebAssembly.Module(module.toBytes());
  const { exports } = new WebAssembly.Instance(compiled, { test: { memory } });
  const floats = new Float32Array(memory.buffer);
  for (const [i, place] of placesOf(layout).entries()) floats[place] = map[i];
  (exports.run as () => void)();

  const words = new Int32Array(memory.buffer, loaded, rows * columns * 4);
  for (let i = 0; i < words.length; i++) assertEquals(words[i], words[i - i % 4], "all lanes");
  return Array.from({ length: rows }, (_, y) =>
    Array.from({ length: columns }, (_, x) => {
      const word = words[(y * columns + x) * 4];
      assertEquals(word, word === 0 ? 0 : -1, "all bits or none");
      return word !== 0;
    }));
}

for (const shape of [[1, 3, 6], [4, 6, 6], [5, 7, 9], [8, 12, 13], [13, 4, 22]] as const) {
  const [channels, height, width] = shape;

  Deno.test(`ZeroMasks find the sums of zeros of a map of ${shape.join("x")}`, () => {
    const random = new Random(1, "few pixels");
    const map = Float32Array.from(
      { length: channels * height * width },
      () => random.uniform() < 0.3 / (channels * SIZE) ? random.uniform(-1, 1) : 0,
    );
    const sees = (y: number, x: number) => {
      for (let c = 0; c < channels; c++) {
        for (let u = 0; u < SIZE; u++) {
          for (let v = 0; v < SIZE; v++) {
            if (map[(c * height + y + u) * width + x + v] !== 0) return true;
          }
        }
      }
      return false;
    };
    const expected = Array.from(
      { length: height - SIZE + 1 },
      (_, y) => Array.from({ length: width - SIZE + 1 }, (_, x) => sees(y, x)),
    );
    assertEquals(masksOf(map, shape), expected);
    assertEquals(new Set(expected.flat()).size, 2, "some see something and some do not");
  });
}
