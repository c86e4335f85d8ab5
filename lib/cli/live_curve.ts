import type { Place } from "../plot/text_canvas.ts";

/** More points than a terminal has columns of dots. */
const MOST_POINTS = 512;

/**
 * A curve that grows for as long as a run lasts, and takes no more memory than at its beginning: when it
 * has many points, each two become their mean, and from then on so do twice as many new ones.
 */
export class LiveCurve {
  #points: Place[] = [];
  /** How many values a point is the mean of. */
  #stride = 1;
  /** The values that are not enough for a point yet. */
  #pending: Place[] = [];

  /** Adds a value. What is no finite number is left out. */
  add(x: number, y: number): void {
    if (!Number.isFinite(y)) return;
    this.#pending.push([x, y]);
    if (this.#pending.length < this.#stride) return;
    this.#points.push(meanOf(this.#pending));
    this.#pending = [];
    if (this.#points.length < MOST_POINTS) return;
    const pairs = Array.from(
      { length: MOST_POINTS / 2 },
      (_, k) => this.#points.slice(2 * k, 2 * k + 2),
    );
    this.#points = pairs.map(meanOf);
    this.#stride *= 2;
  }

  /** All of it so far, from left to right. */
  get points(): Place[] {
    return this.#pending.length === 0 ? this.#points : [...this.#points, meanOf(this.#pending)];
  }
}

function meanOf(points: readonly Place[]): Place {
  const sum = (k: 0 | 1) => points.reduce((sum, point) => sum + point[k], 0);
  return [sum(0) / points.length, sum(1) / points.length];
}
