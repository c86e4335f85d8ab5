/**
 * The outputs of Winograd's kernel: A' products A + bias, window by window, of which a pooling keeps the
 * largest: at once, or, where windows of outputs cut those of the pooling, when all of them are there. See
 * `winograd_forward.ts`.
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
  /** Where the outputs that wait for a pooling are, those of the group's first filter. */
  sums: I32;
  /** The masks of the sums that have to be made zeros. */
  zeros: I32;
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
  const { columns, outputs, zeros } = layout;
  const pointBytes = tile * vectors * VECTOR_BYTES;
  f.loop(0, tile, 1, (member) => {
    const window = f.keep(group.first.add(member));
    const top = f.keep(window.divU(columns).mul(outputs));
    const left = f.keep(window.remU(columns).mul(outputs));
    const products = f.keep(group.products.add(member.mul(vectors * VECTOR_BYTES)));
    const masks = zeros && f.keep(group.zeros.add(zeros.offsetOf(top, left)));
    const emitOutputs = (v: number, visit: (row: number, column: number, sum: F32x4) => void) => {
      const bias = group.bias && f.keep(f32x4.load(group.bias, v * VECTOR_BYTES));
      emitTwoSided(f, {
        matrix: layout.matrices.output,
        constant: group.constant,
        value: (row, column) =>
          f32x4.load(products, (row * layout.side + column) * pointBytes + v * VECTOR_BYTES),
        visit: (row, column, result) => {
          const sum = zeros ? f.keep(result.and(zeros.load(masks!, row, column))) : result;
          visit(row, column, bias ? f.keep(sum.add(bias)) : sum);
        },
      });
    };
    const at = { ...group, top, left, emitOutputs };
    if (layout.sums) emitPlainWindow(f, layout.sums, layout, { ...at, output: group.sums });
    else if (block.isPooled) emitPooledWindow(f, block, layout, at);
    else emitPlainWindow(f, block.output, layout, at, group.activate);
  });
}

/** One window. */
interface Window extends WindowGroup {
  /** Its first row and column of the convolution's outputs. */
  top: I32;
  left: I32;
  /** Emits the outputs of a vector of filters, without the activation. */
  emitOutputs: (
    vector: number,
    visit: (row: number, column: number, sum: F32x4) => void,
  ) => void;
}

/** Stores the largest of each 2x2 of a window's outputs. */
function emitPooledWindow(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  { filters, outputs }: WinogradLayout,
  at: Window,
): void {
  const { input, output } = block;
  const corners = cornersOf(block);
  const pools = outputs / 2;
  const top = f.keep(at.top.shrU(1));
  const left = f.keep(at.left.shrU(1));
  const place = top.mul(output.rowBytes).add(left.mul(output.placeBytes)).add(output.insideBytes);
  const target = f.keep(at.output.add(place));
  const winners = f.keep(
    at.winners.add(top.mul(output.width).add(left).mul(filters * FLOAT_BYTES)),
  );
  const patch = f.keep(at.top.mul(input.rowBytes).add(at.left.mul(input.placeBytes)));
  const isInside = insideOf(output, { top, left, side: pools });
  for (let v = 0; v < at.vectors; v++) {
    const sums: F32x4[][] = Array.from({ length: outputs }, () => []);
    at.emitOutputs(v, (row, column, sum) => sums[row][column] = sum);
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
  output: MapLayout,
  { outputs }: WinogradLayout,
  at: Window,
  activate: WindowGroup["activate"] = (_f, sum) => sum,
): void {
  const place = at.top.mul(output.rowBytes).add(at.left.mul(output.placeBytes));
  const target = f.keep(at.output.add(place).add(output.insideBytes));
  const isInside = insideOf(output, { top: at.top, left: at.left, side: outputs });
  for (let v = 0; v < at.vectors; v++) {
    at.emitOutputs(v, (row, column, sum) => {
      const offset = row * output.rowBytes + column * output.placeBytes + v * VECTOR_BYTES;
      const store = () => f.store(target, offset, activate(f, sum));
      const condition = isInside(row, column);
      if (condition) f.if(condition, store);
      else store();
    });
  }
}

/** What is known of all outputs of an image that wait for a pooling. */
export interface Waiting extends Pick<WindowGroup, "sums" | "output" | "winners" | "isTraining"> {
  activate: WindowGroup["activate"];
  /** The bytes of a place's filters that are wanted, from and to. */
  first: I32;
  end: I32;
}

/** The pooling of outputs that waited for it. */
export function emitPooling(
  f: FunctionBuilder,
  block: ConvolutionBlock,
  sums: MapLayout,
  at: Waiting,
): void {
  const { input, output } = block;
  const corners = cornersOf(block);
  const places = cornersOf({ ...block, input: sums });
  const winners = f.let(at.winners, "winners");
  f.loop(0, output.height, 1, (y) => {
    f.loop(0, output.width, 1, (x) => {
      const source = f.keep(
        y.mul(2 * sums.rowBytes).add(x.mul(2 * sums.placeBytes)).add(at.sums),
      );
      const place = y.mul(output.rowBytes).add(x.mul(output.placeBytes));
      const target = f.keep(place.add(at.output).add(output.insideBytes));
      const patch = f.keep(y.mul(2 * input.rowBytes).add(x.mul(2 * input.placeBytes)));
      f.loop(at.first, at.end, VECTOR_BYTES, (filters) => {
        const from = f.keep(source.add(filters));
        emitWinners(f, places.map((place) => [f.keep(f32x4.load(from, place))]), {
          ...at,
          corners,
          output: target.add(filters),
          winners: winners.add(filters),
          patch,
        });
      });
      winners.set(winners.add(sums.placeBytes));
    });
  });
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
