/**
 * The outputs of Winograd's kernel: A' products A + bias, window by window, of which a pooling keeps the
 * largest. See `winograd_forward.ts`.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, f32x4, type I32 } from "../wasm/values.ts";
import type { ConvolutionBlock } from "./block.ts";
import type { ConvolutionForwardOptions } from "./convolution_forward.ts";
import { FLOAT_BYTES, VECTOR_BYTES } from "./map_layout.ts";
import { emitTwoSided } from "./matrix_product.ts";
import { cornersOf, emitWinners } from "./winners.ts";
import type { WinogradLayout } from "./winograd_layout.ts";

/** What is known of a tile's windows and a group of filters. */
export interface WindowGroup {
  vectors: number;
  /** Emits an entry of a matrix, without its sign, in all lanes. */
  constant: (magnitude: number) => F32x4;
  /** The tile's first window. */
  first: I32;
  products: I32;
  bias: I32 | null;
  output: I32;
  winners: I32;
  isTraining: boolean;
  activate: ConvolutionForwardOptions["activate"];
}

/** The outputs of a tile of windows and a group of filters. */
export function emitWindows(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  layout: WinogradLayout,
  group: WindowGroup,
): void {
  const { vectors } = group;
  const pointBytes = layout.productPointBytes(vectors);
  f.loop(0, layout.tile, 1, (member) => {
    const window = f.keep(group.first.add(member));
    const y = f.keep(window.divU(layout.columns));
    const x = f.keep(window.remU(layout.columns));
    const products = f.keep(group.products.add(member.mul(vectors * VECTOR_BYTES)));
    const product = (v: number) => (row: number, column: number) =>
      f32x4.load(products, (row * layout.side + column) * pointBytes + v * VECTOR_BYTES);
    const at = { ...group, window, y, x, product };
    if (block.isPooled) emitPooledWindow(f, block, layout, at);
    else emitPlainWindow(f, block, layout, at);
  });
}

/** One window, its place, and its products by vector, row and column. */
interface Window extends WindowGroup {
  window: I32;
  y: I32;
  x: I32;
  product: (vector: number) => (row: number, column: number) => F32x4;
}

/** Stores the largest of a window's 2x2. */
function emitPooledWindow(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  { matrices, filters }: WinogradLayout,
  at: Window,
): void {
  const { input, output } = block;
  const corners = cornersOf(block);
  const sums: F32x4[][] = corners.map(() => []);
  for (let v = 0; v < at.vectors; v++) {
    const bias = at.bias && f.keep(f32x4.load(at.bias, v * VECTOR_BYTES));
    emitTwoSided(f, {
      matrix: matrices.output,
      constant: at.constant,
      value: at.product(v),
      visit: (row, column, result) => {
        sums[2 * row + column].push(bias ? f.keep(result.add(bias)) : result);
      },
    });
  }
  const { y, x } = at;
  const place = y.mul(output.rowBytes).add(x.mul(output.placeBytes)).add(output.insideBytes);
  emitWinners(f, sums, {
    ...at,
    corners,
    output: f.keep(at.output.add(place)),
    winners: f.keep(at.winners.add(at.window.mul(filters * FLOAT_BYTES))),
    patch: f.keep(y.mul(2 * input.rowBytes).add(x.mul(2 * input.placeBytes))),
  });
}

/** Stores all outputs of a window that lie in the map. */
function emitPlainWindow(
  f: FunctionBuilder,
  { output }: ConvolutionBlock,
  { matrices, outputs }: WinogradLayout,
  at: Window,
): void {
  const top = f.keep(at.y.mul(outputs));
  const left = f.keep(at.x.mul(outputs));
  const place = top.mul(output.rowBytes).add(left.mul(output.placeBytes)).add(output.insideBytes);
  const target = f.keep(at.output.add(place));
  const isInside = (row: number, column: number): I32 | null => {
    const rows = row < output.height % outputs || output.height % outputs === 0
      ? null
      : top.ltU(output.height - row);
    const columns = column < output.width % outputs || output.width % outputs === 0
      ? null
      : left.ltU(output.width - column);
    return rows && columns ? rows.and(columns) : rows ?? columns;
  };
  for (let v = 0; v < at.vectors; v++) {
    const bias = at.bias && f.keep(f32x4.load(at.bias, v * VECTOR_BYTES));
    emitTwoSided(f, {
      matrix: matrices.output,
      constant: at.constant,
      value: at.product(v),
      visit: (row, column, result) => {
        const offset = row * output.rowBytes + column * output.placeBytes + v * VECTOR_BYTES;
        const sum = bias ? f.keep(result.add(bias)) : result;
        const store = () => f.store(target, offset, at.activate(f, sum));
        const condition = isInside(row, column);
        if (condition) f.if(condition, store);
        else store();
      },
    });
  }
}
