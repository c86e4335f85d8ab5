/**
 * The outputs of Winograd's kernel: A' products A + bias, window by window, of which a pooling keeps the
 * largest. See `winograd_forward.ts`.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { type F32x4, f32x4, type I32 } from "../wasm/values.ts";
import type { ConvolutionBlock } from "./block.ts";
import type { ConvolutionForwardOptions } from "./convolution_forward.ts";
import { FLOAT_BYTES, type MapLayout, VECTOR_BYTES } from "./map_layout.ts";
import { emitTwoSided } from "./matrix_product.ts";
import { cornersOf, emitWinners } from "./winners.ts";
import type { WinogradLayout } from "./winograd_layout.ts";

/** What is known of a tile's windows and a group of filters. */
export interface WindowGroup {
  /** How many windows, and vectors of filters. */
  tile: number;
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
  const { tile, vectors } = group;
  const pointBytes = tile * vectors * VECTOR_BYTES;
  f.loop(0, tile, 1, (member) => {
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

/** Stores the largest of each 2x2 of a window's outputs. */
function emitPooledWindow(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  { matrices, filters, outputs }: WinogradLayout,
  at: Window,
): void {
  const { input, output } = block;
  const corners = cornersOf(block);
  const pools = outputs / 2;
  const top = f.keep(at.y.mul(pools));
  const left = f.keep(at.x.mul(pools));
  const place = top.mul(output.rowBytes).add(left.mul(output.placeBytes)).add(output.insideBytes);
  const target = f.keep(at.output.add(place));
  const winners = f.keep(
    at.winners.add(top.mul(output.width).add(left).mul(filters * FLOAT_BYTES)),
  );
  const patch = f.keep(
    top.mul(2 * input.rowBytes).add(left.mul(2 * input.placeBytes)),
  );
  const isInside = insideOf(output, { top, left, side: pools });
  for (let v = 0; v < at.vectors; v++) {
    const bias = at.bias && f.keep(f32x4.load(at.bias, v * VECTOR_BYTES));
    const sums: F32x4[][] = Array.from({ length: outputs }, () => []);
    emitTwoSided(f, {
      matrix: matrices.output,
      constant: at.constant,
      value: at.product(v),
      visit: (row, column, result) => {
        sums[row][column] = bias ? f.keep(result.add(bias)) : result;
      },
    });
    for (let y = 0; y < pools; y++) {
      for (let x = 0; x < pools; x++) {
        const emit = () =>
          emitWinners(f, corners.map((_, c) => [sums[2 * y + (c >> 1)][2 * x + (c & 1)]]), {
            ...at,
            corners,
            output: target.add(y * output.rowBytes + x * output.placeBytes + v * VECTOR_BYTES),
            winners: winners.add((y * output.width + x) * filters * FLOAT_BYTES + v * VECTOR_BYTES),
            patch: patch.add(2 * y * input.rowBytes + 2 * x * input.placeBytes),
          });
        const condition = isInside(y, x);
        if (condition) f.if(condition, emit);
        else emit();
      }
    }
  }
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
  const isInside = insideOf(output, { top, left, side: outputs });
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

/**
 * Emits whether a place of a window, whose first is at `top` and `left`, lies in the map; null where all
 * windows have it there.
 */
function insideOf(
  { height, width }: MapLayout,
  { top, left, side }: { top: I32; left: I32; side: number },
): (row: number, column: number) => I32 | null {
  const within = (index: number, first: I32, length: number) =>
    length % side === 0 || index < length % side ? null : first.ltU(length - index);
  return (row, column) => {
    const [rows, columns] = [within(row, top, height), within(column, left, width)];
    return rows && columns ? rows.and(columns) : rows ?? columns;
  };
}
