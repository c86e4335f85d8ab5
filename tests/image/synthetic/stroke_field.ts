import type { Trace } from "../../../lib/dataset/generated/trace.ts";
import { thin } from "./thinning.ts";

/** How much finer than MNIST's pixels the fields are. */
const FINENESS = 8;
const SIDE = 28;
const FINE_SIDE = SIDE * FINENESS;

/** A digit's shape, from which a pen of any width can write it again at any size. */
export interface StrokeField {
  /** `[224, 224]`: how far each place is from the middle line of the strokes, in pixels of 28. */
  readonly fromLine: Float32Array;
  /** `[224, 224]`: how far outside the outline each place is, negative inside. */
  readonly fromOutline: Float32Array;
  /** The extent of the outline, in pixels of 28. */
  readonly box: { left: number; top: number; right: number; bottom: number };
}

/** Makes the shape of an image of 28x28 pixels, 0 ground to 255 ink. */
export function strokeField(image: Uint8Array): StrokeField {
  const fine = enlarge(image);
  const mask = Uint8Array.from(fine, (value) => value >= 110 ? 1 : 0);
  const line = thin(mask, FINE_SIDE, FINENESS);
  const outside = distanceTo(mask, 1);
  const inside = distanceTo(mask, 0);
  const box = { left: SIDE, top: SIDE, right: 0, bottom: 0 };
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    const [x, y] = [(i % FINE_SIDE) / FINENESS, Math.floor(i / FINE_SIDE) / FINENESS];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return {
    fromLine: distanceTo(line, 1),
    fromOutline: outside.map((value, i) => value > 0 ? value : -inside[i]),
    box,
  };
}

/** A pen's half width is less than this, in pixels of 28. */
const PEN_REACH = 3;

/** Makes the shape of a drawing, in pixels of 28, whose lines have no width of their own. */
export function strokeFieldOf({ x, y, isLine, length }: Trace): StrokeField {
  const fromLine = new Float32Array(FINE_SIDE * FINE_SIDE).fill(PEN_REACH);
  const near = (place: number) => Math.max(0, Math.min(FINE_SIDE, Math.round(place * FINENESS)));
  for (let k = 1; k < length; k++) {
    if (isLine[k] === 0) continue;
    const [dx, dy] = [x[k] - x[k - 1], y[k] - y[k - 1]];
    const lengthSquared = dx * dx + dy * dy || 1;
    const right = near(Math.max(x[k], x[k - 1]) + PEN_REACH);
    const bottom = near(Math.max(y[k], y[k - 1]) + PEN_REACH);
    for (let row = near(Math.min(y[k], y[k - 1]) - PEN_REACH); row < bottom; row++) {
      for (let column = near(Math.min(x[k], x[k - 1]) - PEN_REACH); column < right; column++) {
        const ax = (column + 0.5) / FINENESS - x[k - 1];
        const ay = (row + 0.5) / FINENESS - y[k - 1];
        const along = Math.max(0, Math.min(1, (ax * dx + ay * dy) / lengthSquared));
        const i = row * FINE_SIDE + column;
        fromLine[i] = Math.min(fromLine[i], Math.hypot(ax - along * dx, ay - along * dy));
      }
    }
  }
  const [xs, ys] = [x.subarray(0, length), y.subarray(0, length)];
  const box = {
    ...{ left: Math.min(...xs), right: Math.max(...xs) },
    ...{ top: Math.min(...ys), bottom: Math.max(...ys) },
  };
  return { fromLine, fromOutline: fromLine, box };
}

/** A field's value between its places, by linear interpolation; far outside it is large. */
export function sampleField(field: Float32Array, x: number, y: number): number {
  const u = x * FINENESS - 0.5;
  const v = y * FINENESS - 0.5;
  if (u < 0 || v < 0 || u >= FINE_SIDE - 1 || v >= FINE_SIDE - 1) return 99;
  const column = Math.floor(u);
  const row = Math.floor(v);
  const i = row * FINE_SIDE + column;
  const [du, dv] = [u - column, v - row];
  const upper = field[i] + du * (field[i + 1] - field[i]);
  const below = i + FINE_SIDE;
  const lower = field[below] + du * (field[below + 1] - field[below]);
  return upper + dv * (lower - upper);
}

/** Cubic B-splines through the pixels' middles: smooth, so that no stairs are left. */
function enlarge(image: Uint8Array): Float32Array {
  const wide = new Float32Array(SIDE * FINE_SIDE);
  for (let y = 0; y < SIDE; y++) {
    const weights = splineThrough(image.subarray(y * SIDE, (y + 1) * SIDE));
    for (let x = 0; x < FINE_SIDE; x++) wide[y * FINE_SIDE + x] = spline(weights, x);
  }
  const fine = new Float32Array(FINE_SIDE * FINE_SIDE);
  for (let x = 0; x < FINE_SIDE; x++) {
    const column = Float32Array.from({ length: SIDE }, (_, k) => wide[k * FINE_SIDE + x]);
    const weights = splineThrough(column);
    for (let y = 0; y < FINE_SIDE; y++) fine[y * FINE_SIDE + x] = spline(weights, y);
  }
  return fine;
}

/** By how much a weight tells on the next. */
const POLE = Math.sqrt(3) - 2;

/**
 * The weights of the splines whose sum goes through the values (Unser, Aldroubi and Eden, "B-spline signal
 * processing", 1993). With the values themselves for weights the sum is a blur that fills small loops.
 */
function splineThrough(values: ArrayLike<number>): Float64Array {
  const weights = Float64Array.from(values);
  for (let k = 1; k < weights.length; k++) weights[k] += POLE * weights[k - 1];
  let next = 0;
  for (let k = weights.length - 1; k >= 0; k--) {
    next = POLE * (next - weights[k]);
    weights[k] = 6 * next;
  }
  return weights;
}

function spline(weights: Float64Array, place: number): number {
  const at = (k: number) => weights[k] ?? 0;
  const position = (place + 0.5) / FINENESS - 0.5;
  const k = Math.floor(position);
  const t = position - k;
  const s = 1 - t;
  return (s ** 3 * at(k - 1) + (3 * t ** 3 - 6 * t * t + 4) * at(k) +
    (3 * s ** 3 - 6 * s * s + 4) * at(k + 1) + t ** 3 * at(k + 2)) / 6;
}

/** Distance to the nearest place of `value`, in pixels of 28 (Felzenszwalb and Huttenlocher). */
function distanceTo(mask: Uint8Array, value: number): Float32Array {
  const squared = Float64Array.from(mask, (here) => here === value ? 0 : 1e9);
  const line = new Float64Array(FINE_SIDE);
  for (const [step, stride] of [[1, FINE_SIDE], [FINE_SIDE, 1]]) {
    for (let k = 0; k < FINE_SIDE; k++) {
      for (let i = 0; i < FINE_SIDE; i++) line[i] = squared[k * stride + i * step];
      const nearest = lowerEnvelope(line);
      for (let i = 0; i < FINE_SIDE; i++) squared[k * stride + i * step] = nearest[i];
    }
  }
  return Float32Array.from(squared, (value) => Math.sqrt(value) / FINENESS);
}

/** For each place the least of `heights[k] + (k - place)^2`. */
function lowerEnvelope(heights: Float64Array): Float64Array {
  const count = heights.length;
  const owners = new Int32Array(count);
  const starts = new Float64Array(count + 1);
  let last = 0;
  starts[0] = -Infinity;
  starts[1] = Infinity;
  for (let k = 1; k < count; k++) {
    const meet = (o: number) => (heights[k] + k * k - heights[o] - o * o) / (2 * k - 2 * o);
    while (last > 0 && meet(owners[last]) <= starts[last]) last--;
    const start = meet(owners[last]);
    owners[++last] = k;
    starts[last] = start;
    starts[last + 1] = Infinity;
  }
  const least = new Float64Array(count);
  for (let place = 0, o = 0; place < count; place++) {
    while (starts[o + 1] < place) o++;
    least[place] = heights[owners[o]] + (owners[o] - place) ** 2;
  }
  return least;
}
