/** Ways to part digits that touch. */
import type { GreyPicture } from "./grey_picture.ts";
import { type InkPiece, trim } from "./ink_piece.ts";
import { strokeWidth } from "./stroke_width.ts";

/** How many ways are tried at least, and for a width of one height. */
const LEAST_WAYS = 7;
const WAYS_A_HEIGHT = 11;

/** The outermost ways begin at this share of the width. */
const OUTERMOST = 0.22;

/** How far a way may bend away from its column, in parts of the height. */
const BEND = 0.15;

/** What a step to the side costs, in pixels full of ink. */
const SLANT_COST = 0.05;

/** For each row the first column on the right of the way. */
type Way = Int32Array;

/** Ink parted in two. */
export interface Parting {
  readonly pair: readonly [left: InkPiece, right: InkPiece];
  /** How many strokes are cut: the ink along the way in stroke widths. */
  readonly crossed: number;
}

/**
 * Parts ink in two along ways from top to bottom that cross as little of it as possible, each near
 * another column.
 *
 * @returns For each way what lies on its left and on its right, and what it cuts. Ways that leave nothing on a
 * side, or are the same as another, are left out.
 */
export function partings(piece: InkPiece): Parting[] {
  const { width, height } = piece.ink;
  const found: Parting[] = [];
  const seen = new Set<string>();
  const stroke = Math.max(1, strokeWidth(piece.ink));
  const ways = Math.max(LEAST_WAYS, Math.round(WAYS_A_HEIGHT * width / height));
  for (let k = 0; k < ways; k++) {
    const column = width * (OUTERMOST + (1 - 2 * OUTERMOST) * k / (ways - 1));
    const way = findWay(piece.ink, column, Math.max(2, BEND * height));
    const key = way.join();
    if (seen.has(key)) continue;
    seen.add(key);
    const left = trim(piece, (row) => [0, way[row]]);
    const right = trim(piece, (row) => [way[row], width]);
    if (left === undefined || right === undefined) continue;
    found.push({ pair: [left, right], crossed: inkAlong(piece.ink, way) / stroke });
  }
  return found;
}

/** The cheapest way within `reach` of a column, row by row from the top (dynamic programming). */
function findWay({ width, height, pixels }: GreyPicture, column: number, reach: number): Way {
  const first = Math.max(1, Math.floor(column - reach));
  const last = Math.max(first, Math.min(width - 1, Math.ceil(column + reach)));
  const count = last - first + 1;
  let costs = new Float64Array(count);
  let next = new Float64Array(count);
  const steps = new Int8Array(count * height);
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < count; k++) {
      let least = costs[k];
      let step = 0;
      if (k > 0 && costs[k - 1] + SLANT_COST < least) {
        [least, step] = [costs[k - 1] + SLANT_COST, -1];
      }
      if (k + 1 < count && costs[k + 1] + SLANT_COST < least) {
        [least, step] = [costs[k + 1] + SLANT_COST, 1];
      }
      steps[y * count + k] = step;
      // Of ways through empty paper the one that stays near its column.
      const stray = 0.001 * Math.abs(first + k - column);
      next[k] = least + pixels[y * width + first + k] / 255 + stray;
    }
    [costs, next] = [next, costs];
  }
  const way = new Int32Array(height);
  let k = costs.indexOf(Math.min(...costs));
  for (let y = height - 1; y >= 0; y--) {
    way[y] = first + k;
    k += steps[y * count + k];
  }
  return way;
}

/** The ink along a way, in pixels full of it. */
function inkAlong({ width, pixels }: GreyPicture, way: Way): number {
  return way.reduce((sum, column, y) => sum + pixels[y * width + column], 0) / 255;
}
