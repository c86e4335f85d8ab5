/**
 * Forward propagation of a 3x3 convolution and the pooling behind it, by Winograd's F(2x2, 3x3), whose
 * 2x2 outputs are the pooling's window.
 *
 *     products[point,window,f] = sum over c of weights[f,point,c] * inputs[point,window,c]
 *     output[window,f] = activation(max of the 2x2 of A' products A + bias[f])
 *
 * For a tile of windows the inputs are transformed, and then meet all groups of filters. Tile: five
 * windows (or four) x eight filters (four at the end, if they are enough), point by point: ten sums,
 * two vectors of weights, one input in all lanes, one product: 14 registers. Windows are counted
 * through the rows; the last tile begins early enough to be whole, and computes some of the windows of
 * the one before it again.
 *
 * Formulas and layouts of the transformed matrices in `winograd_layout.ts`, the others as in
 * `convolution_forward.ts`.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { type F32x4, f32x4, type I32, i32, select } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import type { ConvolutionBlock } from "./block.ts";
import type { ConvolutionForwardOptions } from "./convolution_forward.ts";
import { GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "./map_layout.ts";
import { cornersOf, emitWinners } from "./winners.ts";
import { emitWinogradInput } from "./winograd_input.ts";
import { POINTS, SIDE, WinogradLayout } from "./winograd_layout.ts";

/** `(input, output, winners, matrices)`: addresses of one image's maps, and of the tile's matrices. */
export type WinogradForwardFunction = WasmFunction<
  readonly ["i32", "i32", "i32", "i32"],
  readonly []
>;

/** Defines `<name>_forward` for the `winograd` kernel. */
export function defineWinogradForward(
  module: ModuleBuilder,
  block: ConvolutionBlock,
  options: ConvolutionForwardOptions,
): WinogradForwardFunction {
  const layout = new WinogradLayout(block);
  const { filters, tile, windows } = layout;
  const whole = Math.floor(filters / GROUP_FILTERS);
  return module.function(
    `${block.name}_forward`,
    { parameters: ["i32", "i32", "i32", "i32"] },
    (f, input, output, winners, matrices) => {
      const products = f.keep(matrices.add(layout.productsOffset));
      f.loop(0, windows, tile, (start) => {
        const latest = i32.const(windows - tile);
        const first = f.keep(select(start.ltS(latest), start, latest));
        emitWinogradInput(f, block, layout, { input, first, transformed: matrices });
        const emitGroup = (group: I32, vectors: number) => {
          const bytes = f.keep(group.mul(GROUP_FILTERS * FLOAT_BYTES));
          const weights = bytes.mul(POINTS * layout.channels).add(options.weights);
          emitProducts(f, layout, { vectors, transformed: matrices, weights, products });
          emitWindows(f, block, layout, {
            ...options,
            vectors,
            first,
            products,
            bias: f.keep(bytes.add(options.bias)),
            output: f.keep(output.add(bytes)),
            winners: f.keep(winners.add(bytes)),
          });
        };
        f.loop(0, whole, 1, (group) => emitGroup(group, GROUP_FILTERS / LANES));
        if (whole * GROUP_FILTERS < filters) emitGroup(i32.const(whole), 1);
      });
    },
  );
}

/** The products of a tile of windows and a group of filters, summed over the channels. */
function emitProducts(
  f: FunctionBuilder,
  { tile, channels }: WinogradLayout,
  at: { vectors: number; transformed: I32; weights: I32; products: I32 },
): void {
  const { vectors } = at;
  const input = f.let(at.transformed, "input");
  const weights = f.let(at.weights, "weights");
  const pointBytes = tile * vectors * VECTOR_BYTES;
  f.loop(at.products, at.products.add(POINTS * pointBytes), pointBytes, (products) => {
    const sums = Array.from(
      { length: tile },
      () => Array.from({ length: vectors }, () => f.let(f32x4.const(0))),
    );
    f.loop(0, channels, LANES, (_channels) => {
      for (let c = 0; c < LANES; c++) {
        const factors = Array.from(
          { length: vectors },
          (_, v) => f.keep(f32x4.load(weights, (c * vectors + v) * VECTOR_BYTES)),
        );
        for (const [window, row] of sums.entries()) {
          const x = f.keep(f32x4.load32Splat(input, window * VECTOR_BYTES + c * FLOAT_BYTES));
          for (const [v, sum] of row.entries()) sum.addProduct(x, factors[v]);
        }
      }
      input.set(input.add(tile * VECTOR_BYTES));
      weights.set(weights.add(LANES * vectors * VECTOR_BYTES));
    });
    for (const [index, sum] of sums.flat().entries()) f.store(products, index * VECTOR_BYTES, sum);
  });
}

/** The outputs of a tile of windows and a group of filters. */
function emitWindows(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  layout: WinogradLayout,
  group: {
    vectors: number;
    first: I32;
    products: I32;
    bias: I32;
    output: I32;
    winners: I32;
    isTraining: boolean;
    activate: ConvolutionForwardOptions["activate"];
  },
): void {
  const { input, output } = block;
  const { vectors } = group;
  const corners = cornersOf(block);
  const pointBytes = layout.productPointBytes(vectors);
  f.loop(0, layout.tile, 1, (member) => {
    const window = f.keep(group.first.add(member));
    const y = f.keep(window.divU(output.width));
    const x = f.keep(window.remU(output.width));
    const products = f.keep(group.products.add(member.mul(vectors * VECTOR_BYTES)));
    const sums = Array.from({ length: vectors }, (_, v) => {
      const bias = f.keep(f32x4.load(group.bias, v * VECTOR_BYTES));
      return emitOutputs(
        f,
        bias,
        (point) => f32x4.load(products, point * pointBytes + v * VECTOR_BYTES),
      );
    });
    const place = y.mul(output.rowBytes).add(x.mul(output.placeBytes)).add(output.insideBytes);
    emitWinners(f, corners.map((_, corner) => sums.map((outputs) => outputs[corner])), {
      ...group,
      corners,
      output: f.keep(group.output.add(place)),
      winners: f.keep(group.winners.add(window.mul(layout.filters * FLOAT_BYTES))),
      patch: f.keep(y.mul(2 * input.rowBytes).add(x.mul(2 * input.placeBytes))),
    });
  });
}

/** A' products A + bias: the four outputs of a window, row by row. */
function emitOutputs(
  f: FunctionBuilder,
  bias: F32x4,
  product: (point: number) => F32x4,
): F32x4[] {
  const rows = Array.from({ length: 2 }, (_, row) => {
    const columns = Array.from({ length: SIDE }, (_, column) => {
      const [first, second, third, last] = Array.from(
        { length: SIDE },
        (_, row) => product(row * SIDE + column),
      );
      const sum = row === 0 ? first.add(second).add(third) : second.sub(third).sub(last);
      // A takes the second column into both outputs, with the sign of plus.
      return f.keep(column === 1 ? sum.add(bias) : sum);
    });
    return [
      f.keep(columns[0].add(columns[1]).add(columns[2])),
      f.keep(columns[1].sub(columns[2]).sub(columns[3])),
    ];
  });
  return rows.flat();
}
