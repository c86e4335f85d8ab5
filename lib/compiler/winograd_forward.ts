/**
 * Forward propagation of a convolution by Winograd's method, where the kernel of `convolution_forward.ts`
 * needs 2 to 5 times the products: by windows of 2x2, 4x4 or 5x5 outputs, with a pooling or without.
 *
 *     products[point,window,f] = sum over c of weights[f,point,c] * inputs[point,window,c]
 *     output[window,f] = activation(A' products A + bias[f])
 *     output[window,f] = activation(max of each 2x2 of A' products A + bias[f])
 *
 * For a tile of windows the inputs are transformed, and then meet all groups of filters. Tile: five
 * windows (or four) x eight filters (four at the end, if they are enough), point by point: ten sums,
 * two vectors of weights, one input in all lanes, one product: 14 registers. Windows are counted
 * through the rows; the last tile begins early enough to be whole, and computes some of the windows of
 * the one before it again. Where a window reaches over the map's edge, it reads zeros there (see
 * `block.ts`), and stores nothing.
 *
 * Formulas in `winograd_matrices.ts`, layouts of the transformed matrices in `winograd_layout.ts`, the
 * others as in `convolution_forward.ts`.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32x4, type I32, i32, select } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import type { ConvolutionBlock } from "./block.ts";
import type { ConvolutionForwardOptions } from "./convolution_forward.ts";
import { GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "./map_layout.ts";
import { WinogradLayout } from "./winograd_layout.ts";
import { emitPooling, emitWindows, type WindowGroup } from "./winograd_output.ts";
import { emitWindowTransform } from "./winograd_transform.ts";

/**
 * `(input, output, winners, matrices, first, end)`: addresses of one image's maps and of the tile's
 * matrices, and which of the groups of filters to compute.
 */
export type WinogradForwardFunction = WasmFunction<
  readonly ["i32", "i32", "i32", "i32", "i32", "i32"],
  readonly []
>;

/** Defines `<name>_forward` by Winograd's method. */
export function defineWinogradForward(
  module: ModuleBuilder,
  block: ConvolutionBlock,
  options: ConvolutionForwardOptions,
): WinogradForwardFunction {
  const layout = WinogradLayout.forward(block);
  const { filters, tile, windows, rest } = layout;
  const constant = (magnitude: number) => layout.constant(options.weights, magnitude);
  layout.constants.define(module, options.weights + layout.weightBytes);
  const whole = Math.floor(filters / GROUP_FILTERS);
  return module.function(
    `${block.name}_forward`,
    { parameters: ["i32", "i32", "i32", "i32", "i32", "i32"] },
    (f, input, output, winners, matrices, firstGroup, endGroup) => {
      const endWhole = f.keep(select(endGroup.ltS(whole), endGroup, i32.const(whole)));
      const products = f.keep(matrices.add(layout.productsOffset));
      const sums = f.keep(matrices.add(layout.sumsOffset));
      const zeros = f.keep(matrices.add(layout.zerosOffset));
      layout.zeros?.emit(f, { input, masks: zeros });
      const emitTile = (first: I32, tile: number) => {
        emitInputs(f, block, layout, { input, first, tile, transformed: matrices, constant });
        const emitGroup = (group: I32, vectors: number) => {
          const bytes = f.keep(group.mul(GROUP_FILTERS * FLOAT_BYTES));
          const weights = group.mul(layout.groupBytes).add(options.weights);
          emitProducts(f, layout, { tile, vectors, transformed: matrices, weights, products });
          emitWindows(f, block, layout, {
            ...options,
            constant,
            tile,
            vectors,
            first,
            products,
            sums: sums.add(bytes),
            zeros,
            bias: options.bias === null ? null : f.keep(bytes.add(options.bias)),
            output: f.keep(output.add(bytes)),
            winners: f.keep(winners.add(bytes)),
          });
        };
        f.loop(firstGroup, endWhole, 1, (group) => emitGroup(group, GROUP_FILTERS / LANES));
        if (whole * GROUP_FILTERS === filters) return;
        f.if(endGroup.gtS(whole), () => emitGroup(i32.const(whole), 1));
      };
      f.loop(0, windows - rest, tile, (start) => {
        const latest = i32.const(windows - rest - tile);
        emitTile(f.keep(select(start.ltS(latest), start, latest)), tile);
      });
      if (rest > 0) emitTile(i32.const(windows - rest), rest);
      if (!layout.sums) return;
      const end = f.keep(endGroup.mul(GROUP_FILTERS * FLOAT_BYTES));
      emitPooling(f, block, layout.sums, {
        ...options,
        sums,
        output,
        winners,
        first: firstGroup.mul(GROUP_FILTERS * FLOAT_BYTES),
        end: select(end.ltS(filters * FLOAT_BYTES), end, i32.const(filters * FLOAT_BYTES)),
      });
    },
  );
}

/** The inputs of a tile of windows. */
function emitInputs(
  f: FunctionBuilder,
  { input: map }: ConvolutionBlock,
  layout: WinogradLayout,
  at: Pick<WindowGroup, "first" | "tile" | "constant"> & { input: I32; transformed: I32 },
): void {
  const { columns, outputs, matrices } = layout;
  const { tile } = at;
  f.loop(0, tile, 1, (member) => {
    const window = f.keep(at.first.add(member));
    const y = window.divU(columns).mul(outputs * map.rowBytes);
    const x = window.remU(columns).mul(outputs * map.placeBytes);
    emitWindowTransform(f, {
      matrix: matrices.input,
      constant: at.constant,
      map,
      window: f.keep(at.input.add(y).add(x)),
      target: at.transformed.add(member.mul(VECTOR_BYTES)),
      pointBytes: layout.inputPointBytes(tile),
      stepBytes: tile * VECTOR_BYTES,
    });
  });
}

/**
 * The products of a tile of windows and a group of filters, summed over the channels. The first window's
 * four channels are loaded at once and spread from there: every load costs a check of its bounds.
 */
function emitProducts(
  f: FunctionBuilder,
  layout: WinogradLayout,
  at: Pick<WindowGroup, "tile" | "vectors" | "products"> & { transformed: I32; weights: I32 },
): void {
  const { points, realChannels: channels } = layout;
  const { tile, vectors } = at;
  const input = f.let(at.transformed, "input");
  const weights = f.let(at.weights, "weights");
  const pointBytes = tile * vectors * VECTOR_BYTES;
  f.loop(at.products, at.products.add(points * pointBytes), pointBytes, (products) => {
    const sums = Array.from(
      { length: tile },
      () => Array.from({ length: vectors }, () => f.let(f32x4.const(0))),
    );
    const emitChannels = (count: number) => {
      const first = f.keep(f32x4.load(input));
      for (let c = 0; c < count; c++) {
        const factors = Array.from(
          { length: vectors },
          (_, v) => f.keep(f32x4.load(weights, (c * vectors + v) * VECTOR_BYTES)),
        );
        for (const [window, row] of sums.entries()) {
          const x = f.keep(
            window === 0
              ? first.shuffle(first, c, c, c, c)
              : f32x4.load32Splat(input, window * VECTOR_BYTES + c * FLOAT_BYTES),
          );
          for (const [v, sum] of row.entries()) sum.addProduct(x, factors[v]);
        }
      }
      input.set(input.add(tile * VECTOR_BYTES));
      weights.set(weights.add(LANES * vectors * VECTOR_BYTES));
    };
    const rest = channels % LANES;
    f.loop(0, channels - rest, LANES, (_channels) => emitChannels(LANES));
    // The channels that pad the last four are zeros.
    if (rest > 0) emitChannels(rest);
    for (const [index, sum] of sums.flat().entries()) f.store(products, index * VECTOR_BYTES, sum);
    const walked = layout.channels * vectors * VECTOR_BYTES;
    weights.set(weights.add(layout.weightPointBytes(vectors * LANES) - walked));
  });
}
