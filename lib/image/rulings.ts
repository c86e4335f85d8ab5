/**
 * Lines that are printed on the paper: ruled, squared, a margin. A line is long, thin and nearly
 * straight; it may lean, bend a little, and be hidden where ink crosses it.
 */
import type { GreyPicture } from "./grey_picture.ts";

/** A printed line. */
export interface Ruling {
  /** Whether it runs from left to right; otherwise from top to bottom. */
  readonly isLevel: boolean;
  /** Where it begins along its direction. */
  readonly start: number;
  /** Its middle at `start`, `start + 1`, ... across its direction. */
  readonly places: Float32Array;
  /** Its width in pixels. */
  readonly width: number;
  /** Its density, 0..255. */
  readonly level: number;
}

/** Lines may lean by this much: eleven degrees. */
const MOST_SLOPE = 0.2;

/** No more lines than this are looked for in either direction. */
const MOST_LINES = 60;

/** A run of ink across a possible line. */
interface Run {
  readonly along: number;
  readonly middle: number;
  readonly length: number;
  readonly level: number;
}

/** A picture as it is walked through along one direction. */
interface View {
  readonly pixels: Uint8Array;
  readonly length: number;
  readonly breadth: number;
  readonly stepAlong: number;
  readonly stepAcross: number;
}

/**
 * Finds printed lines.
 *
 * @param density How much light each pixel takes away.
 * @param floor What less than is noise.
 */
export function findRulings(density: GreyPicture, floor: number): Ruling[] {
  return [true, false].flatMap((isLevel) => findAlong(viewOf(density, isLevel), isLevel, floor));
}

/** Takes lines out of a density, but leaves the strokes that cross them; `density` is changed. */
export function eraseRulings(
  density: GreyPicture,
  rulings: readonly Ruling[],
  floor: number,
): void {
  for (const ruling of rulings) erase(viewOf(density, ruling.isLevel), ruling, floor);
}

function viewOf({ width, height, pixels }: GreyPicture, isLevel: boolean): View {
  return isLevel
    ? { pixels, length: width, breadth: height, stepAlong: 1, stepAcross: width }
    : { pixels, length: height, breadth: width, stepAlong: width, stepAcross: 1 };
}

function findAlong(view: View, isLevel: boolean, floor: number): Ruling[] {
  const columns = findRuns(view, floor);
  const votes = new Votes(view, columns);
  const traces: Trace[] = [];
  for (let n = 0; n < 2 * MOST_LINES && traces.length < MOST_LINES; n++) {
    const line = votes.best();
    if (line === undefined) break;
    const trace = follow(view, columns, line);
    votes.remove(trace.runs.length > 0 ? trace.runs : [], line);
    if (trace.runs.length > 0) traces.push(trace);
  }
  return chooseLines(view, traces).map((trace) => ({
    isLevel,
    start: trace.start,
    places: trace.places,
    width: median(trace.runs.map((run) => run.length)),
    level: median(trace.runs.map((run) => run.level)),
  }));
}

/** In each column of the view the runs that are thin enough for a printed line. */
function findRuns(view: View, floor: number): Run[][] {
  const { pixels, length, breadth, stepAlong, stepAcross } = view;
  const thickest = Math.max(3, Math.min(length, breadth) / 40);
  const columns: Run[][] = [];
  for (let along = 0; along < length; along++) {
    const runs: Run[] = [];
    let i = along * stepAlong;
    let first = -1;
    let sum = 0;
    for (let across = 0; across <= breadth; across++, i += stepAcross) {
      const value = across < breadth ? pixels[i] : 0;
      if (value > floor) {
        if (first < 0) [first, sum] = [across, 0];
        sum += value;
      } else if (first >= 0) {
        const count = across - first;
        if (count <= thickest) {
          runs.push({ along, middle: (first + across - 1) / 2, length: count, level: sum / count });
        }
        first = -1;
      }
    }
    columns.push(runs);
  }
  return columns;
}

/** A straight line: where it is across the view in the view's middle, and how much it rises. */
interface Line {
  readonly middle: number;
  readonly slope: number;
}

/** Columns between two that vote: neighbours say the same. */
const VOTING_STEP = 3;

/** How far across the places lie that votes are counted for. */
const BIN = 2;

/** Counts for each line how many columns have a run on it (Hough's transform). */
class Votes {
  readonly #view: View;
  readonly #slopes: number[] = [];
  readonly #bins: number;
  readonly #counts: Int16Array;
  readonly #least: number;

  constructor(view: View, columns: readonly Run[][]) {
    this.#view = view;
    const steps = Math.ceil(MOST_SLOPE * view.length / 2 / BIN);
    for (let k = -steps; k <= steps; k++) this.#slopes.push(k * MOST_SLOPE / steps);
    this.#bins = Math.ceil(view.breadth / BIN) + 1;
    this.#counts = new Int16Array(this.#slopes.length * this.#bins);
    this.#least = 0.22 * view.length / VOTING_STEP;
    for (let along = 0; along < columns.length; along += VOTING_STEP) {
      for (const run of columns[along]) this.#add(run, 1);
    }
  }

  /** The line with the most votes, if it has enough. */
  best(): Line | undefined {
    let most = 0;
    for (let i = 1; i < this.#counts.length; i++) {
      if (this.#counts[i] > this.#counts[most]) most = i;
    }
    if (this.#counts[most] < this.#least) return undefined;
    const slope = this.#slopes[Math.floor(most / this.#bins)];
    return { middle: (most % this.#bins) * BIN, slope };
  }

  /** Takes back the votes of a line's runs, and of the line itself whatever they are. */
  remove(runs: readonly Run[], line: Line): void {
    for (const run of runs) if (run.along % VOTING_STEP === 0) this.#add(run, -1);
    const k = this.#slopes.indexOf(line.slope);
    this.#counts[k * this.#bins + line.middle / BIN] = 0;
  }

  #add({ along, middle }: Run, vote: number): void {
    const from = along - this.#view.length / 2;
    for (let k = 0; k < this.#slopes.length; k++) {
      const bin = Math.round((middle - this.#slopes[k] * from) / BIN);
      if (bin >= 0 && bin < this.#bins) this.#counts[k * this.#bins + bin] += vote;
    }
  }
}

/** A line as it was followed through the picture. */
interface Trace {
  readonly start: number;
  readonly places: Float32Array;
  readonly runs: readonly Run[];
  readonly slope: number;
}

/** Follows a line from the middle to both sides, where it goes on and bends. */
function follow(view: View, columns: readonly Run[][], line: Line): Trace {
  const runs: Run[] = [];
  const places = new Float32Array(view.length);
  const middle = Math.floor(view.length / 2);
  const longestGap = 0.15 * view.length;
  const ends = [1, -1].map((step) => {
    let place = line.middle;
    let slope = line.slope * step;
    let last = middle;
    let along = middle;
    for (; along >= 0 && along < view.length; along += step) {
      const near = nearest(columns[along], place);
      if (near !== undefined && Math.abs(near.middle - place) <= 2 + near.length / 4) {
        const miss = near.middle - place;
        place += 0.15 * miss;
        slope += 0.004 * miss;
        runs.push(near);
        last = along;
      } else if (Math.abs(along - last) > longestGap && runs.length > 0) break;
      places[along] = place;
      place += slope;
    }
    return last;
  });
  const start = Math.min(...ends);
  const end = Math.max(...ends);
  return {
    start,
    places: places.slice(start, end + 1),
    runs: runs.filter((run) => run.along >= start && run.along <= end),
    slope: line.slope,
  };
}

function nearest(runs: readonly Run[], place: number): Run | undefined {
  let best: Run | undefined;
  for (const run of runs) {
    if (!best || Math.abs(run.middle - place) < Math.abs(best.middle - place)) best = run;
  }
  return best;
}

/** Lines that go through most of the picture, and shorter ones that are parallel to others. */
function chooseLines(view: View, traces: readonly Trace[]): Trace[] {
  const share = (trace: Trace) => trace.places.length / view.length;
  const cover = (trace: Trace) => trace.runs.length / trace.places.length;
  const solid = traces.filter((trace) => cover(trace) > 0.5);
  return solid.filter((trace) => {
    const { start, places } = trace;
    const reachesSide = start < 0.03 * view.length || start + places.length > 0.97 * view.length;
    if (share(trace) > (reachesSide ? 0.5 : 0.65)) return true;
    const family = solid.filter((other) =>
      other !== trace && Math.abs(other.slope - trace.slope) < 0.06 && share(other) > 0.3
    );
    return share(trace) > 0.3 && family.length >= 2;
  });
}

function erase(view: View, ruling: Ruling, floor: number): void {
  const { pixels, breadth, stepAlong, stepAcross } = view;
  const { start, places, width, level } = ruling;
  const half = width / 2 + 1;
  const dark = 1.6 * level + 10;
  for (let k = 0; k < places.length; k++) {
    const column = (start + k) * stepAlong;
    const from = Math.max(0, Math.round(places[k] - half));
    const to = Math.min(breadth - 1, Math.round(places[k] + half));
    const at = (across: number) =>
      across < 0 || across >= breadth ? 0 : pixels[column + across * stepAcross];
    const isInkAbove = at(from - 1) > floor && at(from - 2) > floor;
    const isInkBelow = at(to + 1) > floor && at(to + 2) > floor;
    // A stroke passes through.
    if (isInkAbove && isInkBelow) continue;
    for (let across = from; across <= to; across++) {
      const i = column + across * stepAcross;
      if (pixels[i] < dark) pixels[i] = 0;
    }
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
