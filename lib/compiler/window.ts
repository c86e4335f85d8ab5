/**
 * How the inner loop of a convolution runs through a window's weights: what it unrolls and what it
 * loops over, and the order in which packed weights lie because of that.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { I32 } from "../wasm/values.ts";
import { FLOAT_BYTES, LANES, type MapLayout } from "./map_layout.ts";

/** A weight of a window: row, column and channel. */
export interface Tap {
  readonly u: number;
  readonly v: number;
  readonly c: number;
}

/** A run through all taps of a window. */
export interface WindowLoop {
  /** The taps of one round, all unrolled. */
  readonly body: readonly Tap[];
  /** Rounds by row, and inside them by groups of channels. */
  readonly rows: number;
  readonly channelGroups: number;
}

/** The most taps that one round unrolls: with eight sums a tap makes some twenty instructions. */
const MOST_TAPS = 32;

/** Plans the run through a window of `size` x `size` places of a map. */
export function windowLoop(size: number, input: MapLayout): WindowLoop {
  const { channels, channelStride } = input;
  const all = (u: number, channelCount: number): Tap[] => {
    const taps: Tap[] = [];
    for (let v = 0; v < size; v++) {
      for (let c = 0; c < channelCount; c++) taps.push({ u, v, c });
    }
    return taps;
  };
  if (size * size * channels <= MOST_TAPS) {
    const body = Array.from({ length: size }, (_, u) => all(u, channels)).flat();
    return { body, rows: 1, channelGroups: 1 };
  }
  if (size * channels <= MOST_TAPS) return { body: all(0, channels), rows: size, channelGroups: 1 };
  // Channels in fours; those that pad the last four are zeros in the map and in the weights.
  return {
    body: all(0, Math.min(LANES, channelStride)),
    rows: size,
    channelGroups: Math.ceil(channelStride / LANES),
  };
}

/** All taps in the order in which the run meets them; padding channels included. */
export function tapsInOrder({ body, rows, channelGroups }: WindowLoop): Tap[] {
  const taps: Tap[] = [];
  for (let row = 0; row < rows; row++) {
    for (let group = 0; group < channelGroups; group++) {
      for (const { u, v, c } of body) taps.push({ u: u + row, v, c: c + group * LANES });
    }
  }
  return taps;
}

/** Where a tap lies in a map, counted from the window's first place, in bytes. */
export function tapOffset({ u, v, c }: Tap, input: MapLayout): number {
  return u * input.rowBytes + v * input.placeBytes + c * FLOAT_BYTES;
}

/**
 * Emits the run: calls `round` for the unrolled body, with the addresses to which the body's offsets
 * are added.
 *
 * @param at.pixel The window's first place in the map.
 * @param at.weights The packed weights of the window.
 * @param weightBytes Bytes of packed weights for one tap.
 */
export function emitWindowLoop(
  f: FunctionBuilder,
  loop: WindowLoop,
  options: { input: MapLayout; weightBytes: number; pixel: I32; weights: I32 },
  round: (pixel: I32, weights: I32) => void,
): void {
  const { input, weightBytes } = options;
  const bodyBytes = loop.body.length * weightBytes;
  if (loop.rows === 1 && loop.channelGroups === 1) return round(options.pixel, options.weights);
  const pixel = f.let(options.pixel, "pixel");
  const weights = f.let(options.weights, "weights");
  const groupBytes = LANES * FLOAT_BYTES;
  f.loop(0, loop.rows, 1, (_row) => {
    f.loop(0, loop.channelGroups, 1, (_group) => {
      round(pixel, weights);
      weights.set(weights.add(bodyBytes));
      if (loop.channelGroups > 1) pixel.set(pixel.add(groupBytes));
    });
    const walked = loop.channelGroups > 1 ? loop.channelGroups * groupBytes : 0;
    pixel.set(pixel.add(input.rowBytes - walked));
  });
}
