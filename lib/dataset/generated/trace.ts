/** The way of the pen over the paper: a chain of short straight lines. */

/** How many straight lines lead from one point of a glyph to the next. */
const STEPS = 4;

/**
 * What four neighbouring points weigh at 1/4, 2/4, 3/4 and 1 of the way from the second to the
 * third: the Catmull-Rom spline, which passes each point in parallel to the line between its
 * neighbours.
 */
const WEIGHTS = Float64Array.from(
  [1, 2, 3, 4].flatMap((step) => {
    const t = step / STEPS;
    return [
      (-t + 2 * t * t - t * t * t) / 2,
      (2 - 5 * t * t + 3 * t * t * t) / 2,
      (t + 4 * t * t - 3 * t * t * t) / 2,
      (-t * t + t * t * t) / 2,
    ];
  }),
);

/** Points that the pen passes. Each image clears and draws it anew, in the same memory. */
export class Trace {
  /** Of each point, to the right. */
  readonly x: Float64Array;
  /** Of each point, downwards. */
  readonly y: Float64Array;
  /** 1 where a line leads to the point from the one before, 0 where the pen comes down. */
  readonly isLine: Uint8Array;
  /** The number of points. */
  length = 0;

  /** Makes room for glyphs of up to `points` points. */
  constructor(points: number) {
    // A glyph has fewer curves than points, and each curve adds one point more than its lines.
    const capacity = points * (STEPS + 1);
    this.x = new Float64Array(capacity);
    this.y = new Float64Array(capacity);
    this.isLine = new Uint8Array(capacity);
  }

  /** Removes all points. */
  clear(): void {
    this.length = 0;
  }

  /**
   * Adds a smooth curve through the points `first` to `last` of `x` and `y`, both included; there
   * must be two or more. Beyond both ends it is thought to go on bending as it did before.
   */
  addCurve(x: Float64Array, y: Float64Array, first: number, last: number): void {
    const isStraight = first + 1 === last;
    const x2 = isStraight ? 2 * x[last] - x[first] : x[first + 2];
    const y2 = isStraight ? 2 * y[last] - y[first] : y[first + 2];
    let x0 = continued(x2, x[first + 1], x[first]);
    let y0 = continued(y2, y[first + 1], y[first]);
    this.#add(x[first], y[first], 0);
    for (let k = first; k < last; k++) {
      const x3 = k + 2 <= last ? x[k + 2] : continued(x0, x[k], x[k + 1]);
      const y3 = k + 2 <= last ? y[k + 2] : continued(y0, y[k], y[k + 1]);
      for (let w = 0; w < 4 * STEPS; w += 4) {
        this.#add(
          WEIGHTS[w] * x0 + WEIGHTS[w + 1] * x[k] + WEIGHTS[w + 2] * x[k + 1] + WEIGHTS[w + 3] * x3,
          WEIGHTS[w] * y0 + WEIGHTS[w + 1] * y[k] + WEIGHTS[w + 2] * y[k + 1] + WEIGHTS[w + 3] * y3,
          1,
        );
      }
      x0 = x[k];
      y0 = y[k];
    }
  }

  #add(x: number, y: number, isLine: number): void {
    this.x[this.length] = x;
    this.y[this.length] = y;
    this.isLine[this.length++] = isLine;
  }
}

/** The value after `a`, `b`, `c` on the parabola through them, at equal steps. */
function continued(a: number, b: number, c: number): number {
  return a - 3 * b + 3 * c;
}
