/** Smooth noise over the plane, the same for the same seed. */

/** A number in 0..1 that belongs to a place of whole numbers. */
export function hash(x: number, y: number, seed: number): number {
  let z = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(seed, 0x9e3779b9);
  z = Math.imul(z ^ (z >>> 15), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return ((z ^ (z >>> 16)) >>> 0) * 2 ** -32;
}

/** Value noise, -1..1, that changes over about a unit. */
export function smoothNoise(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const u = ease(x - column);
  const v = ease(y - row);
  const a = hash(column, row, seed);
  const b = hash(column + 1, row, seed);
  const c = hash(column, row + 1, seed);
  const d = hash(column + 1, row + 1, seed);
  const upper = a + u * (b - a);
  return 2 * (upper + v * (c + u * (d - c) - upper)) - 1;
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}
