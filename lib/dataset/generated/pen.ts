/** A round pen that writes into MNIST's box of 20x20 pixels. */

import type { Trace } from "./trace.ts";

/** The side of the box into which MNIST fits its digits, in pixels. */
export const BOX_SIDE = 20;

/** How a pen writes; lengths in pixels. */
export interface Pen {
  /** Half the width of the line in the middle of the writing. */
  radius: number;
  /** How much larger the radius is at the end of the writing than at its start. */
  growth: number;
  /** The width of the edge over which ink fades into paper. */
  softness: number;
  /** The ink inside the line, 0 to 255. */
  ink: number;
}

/**
 * Fits `trace` into the box, aspect kept, and draws it with `pen`.
 *
 * @param trace What to draw, in any unit; its points become pixels of the box.
 * @param pen What to draw with.
 * @param box Receives the ink, `[BOX_SIDE, BOX_SIDE]`, 0 to 255, not rounded; overwritten.
 */
export function inkTrace(trace: Trace, pen: Pen, box: Float64Array): void {
  fitTrace(trace, pen.radius);

  // First the box holds how deep inside the line each pixel's middle lies; outside it is negative.
  const edge = pen.softness / 2;
  box.fill(-edge);
  const growth = pen.growth / (trace.length - 1);
  let radius = pen.radius - pen.growth / 2;
  for (let k = 1; k < trace.length; k++) {
    if (trace.isLine[k] === 1) deepenLine(trace, k, radius, growth, edge, box);
    radius += growth;
  }

  const inkPerDepth = pen.ink / pen.softness;
  for (let p = 0; p < box.length; p++) {
    box[p] = Math.min((box[p] + edge) * inkPerDepth, pen.ink);
  }
}

/** Moves and scales the trace so that a line of `radius` around it touches the sides of the box. */
function fitTrace(trace: Trace, radius: number): void {
  const { x, y, length } = trace;
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (let k = 0; k < length; k++) {
    left = Math.min(left, x[k]);
    right = Math.max(right, x[k]);
    top = Math.min(top, y[k]);
    bottom = Math.max(bottom, y[k]);
  }
  const scale = (BOX_SIDE - 2 * radius) / Math.max(right - left, bottom - top);
  for (let k = 0; k < length; k++) {
    x[k] = (x[k] - (left + right) / 2) * scale + BOX_SIDE / 2;
    y[k] = (y[k] - (top + bottom) / 2) * scale + BOX_SIDE / 2;
  }
}

/**
 * Raises the pixels around the line from point `k - 1` to point `k` to their depth inside it, where
 * that is above `-edge`. The line's radius grows evenly from `radius` to `radius + growth`.
 */
function deepenLine(
  trace: Trace,
  k: number,
  radius: number,
  growth: number,
  edge: number,
  box: Float64Array,
): void {
  const x = trace.x[k - 1];
  const y = trace.y[k - 1];
  const dx = trace.x[k] - x;
  const dy = trace.y[k] - y;
  const lengthSquared = dx * dx + dy * dy;
  const perLengthSquared = lengthSquared > 0 ? 1 / lengthSquared : 0;

  const reach = Math.max(radius, radius + growth) + edge;
  // The middle of pixel 0 lies at 0.5.
  const left = Math.max(0, Math.ceil(Math.min(x, x + dx) - reach - 0.5));
  const right = Math.min(BOX_SIDE - 1, Math.floor(Math.max(x, x + dx) + reach - 0.5));
  const top = Math.max(0, Math.ceil(Math.min(y, y + dy) - reach - 0.5));
  const bottom = Math.min(BOX_SIDE - 1, Math.floor(Math.max(y, y + dy) + reach - 0.5));
  for (let row = top; row <= bottom; row++) {
    const py = row + 0.5 - y;
    for (let column = left; column <= right; column++) {
      const px = column + 0.5 - x;
      // Where the nearest point of the line lies: 0 at its start, 1 at its end.
      const along = Math.max(0, Math.min(1, (px * dx + py * dy) * perLengthSquared));
      const awayX = px - along * dx;
      const awayY = py - along * dy;
      const distanceSquared = awayX * awayX + awayY * awayY;
      if (distanceSquared >= reach * reach) continue;
      const depth = radius + along * growth - Math.sqrt(distanceSquared);
      const pixel = row * BOX_SIDE + column;
      if (depth > box[pixel]) box[pixel] = depth;
    }
  }
}
