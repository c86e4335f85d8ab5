import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { I32 } from "../wasm/values.ts";
import { type MapLayout, VECTOR_BYTES } from "./map_layout.ts";

/**
 * Emits a run through all vectors inside a map's border: `visit` gets the distance of each from the
 * map's beginning, in bytes. For layouts whose channels are whole vectors.
 */
export function eachVector(
  f: FunctionBuilder,
  layout: MapLayout,
  visit: (offset: I32) => void,
): void {
  const { height, width, rowBytes, placeBytes, insideBytes } = layout;
  f.loop(0, height, 1, (y) => {
    const row = f.keep(y.mul(rowBytes).add(insideBytes));
    f.loop(row, row.add(width * placeBytes), VECTOR_BYTES, visit);
  });
}
