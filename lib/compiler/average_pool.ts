/**
 * Average pooling: any window, any stride, windows that overlap; the whole map as one window leaves a
 * vector.
 *
 *     output[y,x,c] = share * sum over u,v of input[y stride + u, x stride + v, c]
 *     inputGradient[y stride + u, x stride + v, c] += share * outputGradient[y,x,c]
 *     share = 1 / (window's places)
 *
 * Tile: one vector of channels of one window, small windows unrolled.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32x4, type I32, i32 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import type { AveragePoolBlock } from "./block.ts";
import type { ForwardFunction } from "./convolution_forward.ts";
import { VECTOR_BYTES } from "./map_layout.ts";

/** Windows of more places are looped over. */
const MOST_UNROLLED = 16;

/** Defines `<name>_forward(input, output, -)`. */
export function defineAveragePoolForward(
  module: ModuleBuilder,
  block: AveragePoolBlock,
): ForwardFunction {
  return module.function(
    `${block.name}_forward`,
    { parameters: ["i32", "i32", "i32"] },
    (f, from, to, _winners) => {
      eachWindow(f, block, ({ window, place }) => {
        const corner = f.keep(from.add(window));
        const sum = f.let(f32x4.const(0), "sum");
        eachTap(f, block, (offset) => sum.set(sum.add(f32x4.load(corner.add(offset)))));
        f.store(to.add(place), 0, sum.mul(shareOf(block)));
      });
    },
  );
}

/** Defines `<name>_backward(outputGradient, inputGradient)`. */
export function defineAveragePoolBackward(
  module: ModuleBuilder,
  block: AveragePoolBlock,
): WasmFunction<readonly ["i32", "i32"], readonly []> {
  return module.function(
    `${block.name}_backward`,
    { parameters: ["i32", "i32"] },
    (f, outputGradient, inputGradient) => {
      f.memory.fill(inputGradient, 0, block.input.lengthBytes);
      eachWindow(f, block, ({ window, place }) => {
        const corner = f.keep(inputGradient.add(window));
        const share = f.keep(f32x4.load(outputGradient.add(place)).mul(shareOf(block)));
        eachTap(f, block, (offset) => {
          const target = f.keep(corner.add(offset));
          f.store(target, 0, f32x4.load(target).add(share));
        });
      });
    },
  );
}

function shareOf({ window }: AveragePoolBlock): number {
  return 1 / (window.height * window.width);
}

/**
 * Visits every vector of channels of every window: the distances of the window's first value from the
 * input's beginning, and of its mean from the output's.
 */
function eachWindow(
  f: FunctionBuilder,
  { window: { stride }, input, output }: AveragePoolBlock,
  visit: (at: { window: I32; place: I32 }) => void,
): void {
  f.loop(0, output.height, 1, (y) => {
    f.loop(0, output.width, 1, (x) => {
      const window = y.mul(stride * input.rowBytes).add(x.mul(stride * input.placeBytes));
      const place = y.mul(output.rowBytes).add(x.mul(output.placeBytes));
      const [windowAt, placeAt] = [f.keep(window), f.keep(place)];
      f.loop(0, output.placeBytes, VECTOR_BYTES, (channels) => {
        visit({
          window: windowAt.add(channels).add(input.insideBytes),
          place: placeAt.add(channels).add(output.insideBytes),
        });
      });
    });
  });
}

/** Visits the places of a window: their distances from the first. */
function eachTap(
  f: FunctionBuilder,
  { window: { height, width }, input: { rowBytes, placeBytes } }: AveragePoolBlock,
  visit: (offset: I32) => void,
): void {
  if (height * width <= MOST_UNROLLED) {
    for (let u = 0; u < height; u++) {
      for (let v = 0; v < width; v++) visit(i32.const(u * rowBytes + v * placeBytes));
    }
    return;
  }
  f.loop(0, height * rowBytes, rowBytes, (row) => {
    f.loop(row, row.add(width * placeBytes), placeBytes, visit);
  });
}
