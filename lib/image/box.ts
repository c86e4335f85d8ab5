import type { Box } from "./grey_picture.ts";

/** The smallest box around several. */
export function unite(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** How many columns two boxes share; below 0 how many lie between them. */
export function sharedColumns(a: Box, b: Box): number {
  return Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
}

/** How many rows two boxes share; below 0 how many lie between them. */
export function sharedRows(a: Box, b: Box): number {
  return Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
}

/** The area that two boxes share as a part of what they cover together, 0..1. */
export function overlap(a: Box, b: Box): number {
  const shared = Math.max(0, sharedColumns(a, b)) * Math.max(0, sharedRows(a, b));
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** How far two boxes are from each other; 0 if they overlap. */
export function distance(a: Box, b: Box): number {
  return Math.hypot(Math.max(0, -sharedColumns(a, b)), Math.max(0, -sharedRows(a, b)));
}

/** A box as it lies in a picture that is `factor` times as large. */
export function enlarge({ x, y, width, height }: Box, factor: number): Box {
  return { x: x * factor, y: y * factor, width: width * factor, height: height * factor };
}
