/** A hand that writes no digit twice in the same way. */

import type { Random } from "../../random.ts";
import type { Glyph } from "./glyph.ts";
import type { Trace } from "./trace.ts";

/** Writes glyphs, each time bent, stretched, slanted and turned in another way. */
export class Hand {
  /** Where the points of the glyph come to lie this time. */
  readonly #x: Float64Array;
  readonly #y: Float64Array;

  /** Makes room for glyphs of up to `points` points. */
  constructor(points: number) {
    this.#x = new Float64Array(points);
    this.#y = new Float64Array(points);
  }

  /** Adds the curves of `glyph` to `trace`, in about the glyph's own unit. */
  write(glyph: Glyph, random: Random, trace: Trace): void {
    this.#placePoints(glyph, random);
    this.#moveEnds(glyph, random);
    for (const { first, last } of glyph.curves) trace.addCurve(this.#x, this.#y, first, last);
  }

  /** Moves each point a little by itself, then bends, stretches, slants and turns the whole. */
  #placePoints(glyph: Glyph, random: Random): void {
    const tremble = random.uniform(0.01, 0.11);

    const wedge = swing(random, 0.85); // wider at the foot than at the top
    const swell = swing(random, 0.5); // wider at the right than at the left
    const bow = swing(random, 0.5); // uprights bent like a bow ...
    const snake = swing(random, 0.6); // ... or like an S
    const sink = swing(random, 1); // taller below than above
    const lean = swing(random, 0.5); // taller at the right than at the left
    const sag = swing(random, 0.35); // level lines hang down or stand up in the middle

    const width = random.uniform(0.6, 1.35) + 0.5 * Math.max(0, random.uniform(-4, 1));
    const slant = 0.15 + swing(random, 0.75);
    // A turn by an angle whose half has the tangent `half`. Sine and cosine taken from it are the
    // same on every machine, other than those of `Math`.
    const half = swing(random, 0.15);
    const cos = (1 - half * half) / (1 + half * half);
    const sin = 2 * half / (1 + half * half);

    for (let k = 0; k < glyph.x.length; k++) {
      const x = glyph.x[k] + swing(random, tremble);
      const y = glyph.y[k] + swing(random, tremble);
      const bentX = x + wedge * x * y + swell * x * x + bow * y * y + snake * y * y * y;
      const bentY = y + lean * x * y + sink * y * y + sag * x * x;
      const slantedX = width * bentX - slant * bentY;
      this.#x[k] = cos * slantedX - sin * bentY;
      this.#y[k] = sin * slantedX + cos * bentY;
    }
  }

  /** Begins and ends each stroke a little early or late, in line with the point next to the end. */
  #moveEnds(glyph: Glyph, random: Random): void {
    for (const { first, last, starts, ends } of glyph.curves) {
      if (starts) this.#moveEnd(first, first + 1, swing(random, 0.5));
      if (ends) this.#moveEnd(last, last - 1, swing(random, 0.5));
    }
  }

  /** Moves a point away from its neighbour by `share` of their distance. */
  #moveEnd(point: number, neighbour: number, share: number): void {
    this.#x[point] += share * (this.#x[point] - this.#x[neighbour]);
    this.#y[point] += share * (this.#y[point] - this.#y[neighbour]);
  }
}

/** A number between `-size` and `size`, the likelier the nearer to 0. */
function swing(random: Random, size: number): number {
  return size * (random.uniform() - random.uniform());
}
