/**
 * An image's bytes, 0 to 255, as floats from 0 to 1 in the first block's layout.
 *
 *     input[y,x,c] = image[c,y,x] / 255
 *
 * One channel without padding: eight pixels at a time, row by row inside the border (all rows at once if there is
 * none). Else pixel by pixel.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32, f32x4, i16x8, type I32, i32, i32x4 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import { FLOAT_BYTES, type MapLayout, VECTOR_BYTES } from "./map_layout.ts";

const SCALE = 1 / 255;

/** Pixels that are converted at once. */
const TILE = 8;

/** Defines `image_input(image, input)`. */
export function defineImageInput(
  module: ModuleBuilder,
  layout: MapLayout,
): WasmFunction<readonly ["i32", "i32"], readonly []> {
  const { channels, channelStride, height, width, border, rowBytes, placeBytes, insideBytes } =
    layout;
  return module.function("image_input", { parameters: ["i32", "i32"] }, (f, image, input) => {
    if (channelStride === 1) {
      const isOneRun = border === 0;
      const rows = isOneRun ? 1 : height;
      const length = isOneRun ? height * width : width;
      f.loop(0, rows, 1, (y) => {
        const from = f.keep(image.add(y.mul(width)));
        const to = f.keep(input.add(y.mul(rowBytes)).add(insideBytes));
        emitRun(f, { from, to, length });
      });
      return;
    }
    f.loop(0, channels, 1, (c) => {
      f.loop(0, height, 1, (y) => {
        f.loop(0, width, 1, (x) => {
          const pixel = i32.load8U(image.add(c.mul(height).add(y).mul(width)).add(x));
          const to = input.add(y.mul(rowBytes)).add(x.mul(placeBytes)).add(c.mul(FLOAT_BYTES));
          f.store(to, insideBytes, f32.convertI32U(pixel).mul(SCALE));
        });
      });
    });
  });
}

/** Converts `length` neighbouring pixels. */
function emitRun(f: FunctionBuilder, run: { from: I32; to: I32; length: number }): void {
  const { from, to, length } = run;
  const whole = length - length % TILE;
  f.loop(0, whole, TILE, (x) => {
    const pixels = f.keep(i16x8.load8x8U(from.add(x)));
    const target = f.keep(to.add(x.mul(FLOAT_BYTES)));
    const halves = [i32x4.extendLowI16x8U(pixels), i32x4.extendHighI16x8U(pixels)];
    for (const [half, integers] of halves.entries()) {
      const floats = f32x4.convertI32x4U(integers);
      f.store(target, half * VECTOR_BYTES, floats.mul(SCALE));
    }
  });
  for (let x = whole; x < length; x++) {
    f.store(to, x * FLOAT_BYTES, f32.convertI32U(i32.load8U(from, x)).mul(SCALE));
  }
}
