/**
 * Max pooling on its own: any window, any stride, windows that overlap.
 *
 *     output[y,x,c] = max over u,v of input[y stride + u, x stride + v, c]
 *
 * Tile: one vector of channels of one window. In training the winner's place in the input is stored as
 * a byte offset, `[y][x][channels]`; the first of equals wins. Going back, the gradient is added to
 * the winner's place, lane by lane.
 */

import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32, f32x4, i32, i32x4 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import type { PoolBlock } from "./block.ts";
import type { ForwardFunction } from "./convolution_forward.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "./map_layout.ts";

/** Defines `<name>_forward(input, output, winners)`. */
export function definePoolForward(
  module: ModuleBuilder,
  { name, layer: { size, stride }, input, output }: PoolBlock,
  options: { isTraining: boolean },
): ForwardFunction {
  return module.function(
    `${name}_forward`,
    { parameters: ["i32", "i32", "i32"] },
    (f, from, to, winners) => {
      f.loop(0, output.height, 1, (y) => {
        f.loop(0, output.width, 1, (x) => {
          const window = f.keep(
            y.mul(stride * input.rowBytes).add(x.mul(stride * input.placeBytes)).add(
              input.insideBytes,
            ),
          );
          const place = f.keep(y.mul(output.rowBytes).add(x.mul(output.placeBytes)));
          const winner = f.keep(y.mul(output.width).add(x).mul(output.placeBytes));
          f.loop(0, output.placeBytes, VECTOR_BYTES, (channels) => {
            const corner = f.keep(window.add(channels));
            const largest = f.let(f32x4.load(from.add(corner)));
            const best = f.let(i32x4.const(0));
            f.loop(0, size, 1, (u) => {
              const row = f.keep(u.mul(input.rowBytes));
              f.loop(row, row.add(size * input.placeBytes), input.placeBytes, (offset) => {
                const value = f.keep(f32x4.load(from.add(corner).add(offset)));
                best.set(i32x4.splat(offset).bitselect(best, value.gt(largest)));
                largest.set(largest.pmax(value));
              });
            });
            f.store(to.add(place).add(channels), output.insideBytes, largest);
            if (options.isTraining) {
              f.store(winners.add(winner).add(channels), 0, best.add(i32x4.splat(window)));
            }
          });
        });
      });
    },
  );
}

/** Defines `<name>_backward(winners, outputGradient, inputGradient)`. */
export function definePoolBackward(
  module: ModuleBuilder,
  { name, input, output }: PoolBlock,
): WasmFunction<readonly ["i32", "i32", "i32"], readonly []> {
  return module.function(
    `${name}_backward`,
    { parameters: ["i32", "i32", "i32"] },
    (f, winners, outputGradient, inputGradient) => {
      f.memory.fill(inputGradient, 0, input.lengthBytes);
      f.loop(0, output.height, 1, (y) => {
        f.loop(0, output.width, 1, (x) => {
          const place = f.keep(
            y.mul(output.rowBytes).add(x.mul(output.placeBytes)).add(output.insideBytes),
          );
          const winner = f.keep(y.mul(output.width).add(x).mul(output.placeBytes));
          f.loop(0, output.placeBytes, VECTOR_BYTES, (channels) => {
            for (let lane = 0; lane < LANES; lane++) {
              const gradient = f.keep(
                f32.load(outputGradient.add(place).add(channels), lane * FLOAT_BYTES),
              );
              const offset = i32.load(winners.add(winner).add(channels), lane * FLOAT_BYTES);
              const target = f.keep(inputGradient.add(offset).add(channels));
              const sum = f32.load(target, lane * FLOAT_BYTES).add(gradient);
              f.store(target, lane * FLOAT_BYTES, sum);
            }
          });
        });
      });
    },
  );
}
