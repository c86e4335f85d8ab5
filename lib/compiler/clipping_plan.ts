import { VECTOR_BYTES } from "./map_layout.ts";
import type { MemoryPlan, Region } from "./memory_plan.ts";

/** Where lies what gradients are clipped with: see `clipped_update.ts`. */
export interface ClippingPlan {
  /** In the layout of the gradients: all bits set where a parameter lies, and none in the padding. */
  readonly mask: Region;
  /** The sum of the squared gradients of each chunk, in double precision. */
  readonly squares: Region;
}

/** Bytes of gradients whose squares are added up in single precision. */
export const CHUNK_BYTES = 256 * VECTOR_BYTES;

/** Bytes of a sum in double precision. */
export const SUM_BYTES = 8;

/** `lengthBytes` rounded up to whole chunks. */
export function wholeChunks(lengthBytes: number): number {
  return Math.ceil(lengthBytes / CHUNK_BYTES) * CHUNK_BYTES;
}

/** Takes room for the clipping of gradients of `gradientBytes`, whole chunks. */
export function reserveClipping(memory: MemoryPlan, gradientBytes: number): ClippingPlan {
  return {
    mask: memory.reserve("gradient mask", gradientBytes),
    squares: memory.reserve("squared gradients", gradientBytes / CHUNK_BYTES * SUM_BYTES),
  };
}
