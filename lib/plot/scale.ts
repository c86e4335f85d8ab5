/** Where values lie on an axis, and the round values that stand beside it. */

/** A value that is written at an axis. */
export interface Tick {
  readonly value: number;
  /** Such as "0.05" or "99.8%". */
  readonly label: string;
}

/** An axis. */
export interface Scale {
  /** The share of the axis below a value, 0 at its low end to 1 at its high end; not beyond. */
  position(value: number): number;
  /** Round values between the ends, in rising order of their positions. */
  readonly ticks: readonly Tick[];
  /** Whether equal ratios are equal lengths, and not equal differences. */
  readonly isLogarithmic: boolean;
}

/** Of values that differ by this factor or more, equal ratios are equal lengths. */
const LOG_RATIO = 4;

/** Multiples of a power of ten that are ticks, the sparsest first. */
const LOG_STEPS = [[1], [1, 3], [1, 2, 5], [1, 2, 3, 5, 7]];

/** The room between the outermost values and the ends of an axis, as a share of it. */
const MARGIN = 0.04;

/**
 * An axis from `low` to `high` on which equal differences are equal lengths, such as that of epochs.
 *
 * @param mostTicks At most so many, at least 2; few epochs have fewer.
 */
export function linearScale(low: number, high: number, mostTicks: number): Scale {
  const length = high > low ? high - low : 1;
  const step = roundStep(length / (mostTicks - 1));
  const ticks: Tick[] = [];
  // Counted, not added up: the errors of many sums would show in the labels.
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
    ticks.push({ value: k * step, label: (k * step).toFixed(decimalsOf(step)) });
  }
  return {
    ticks,
    isLogarithmic: false,
    position: (value) => clamp((value - low) / length),
  };
}

/**
 * An axis for losses: where they differ by much, equal ratios are equal lengths.
 *
 * @param losses What has to have room on it; what is no finite number is not looked at.
 * @param mostTicks At most so many, at least 3.
 */
export function lossScale(losses: Iterable<number>, mostTicks: number): Scale {
  return ratioScale(losses, {
    mostTicks,
    format: (value, step) => value.toFixed(decimalsOf(step)),
  });
}

/**
 * An axis for shares of right answers, by what is missing to all of them: from 99% to 99.5% it is as far
 * as from 90% to 95%, since either halves the number of mistakes.
 *
 * @param accuracies What has to have room on it, 0..1; what is no number is not looked at.
 * @param mostTicks At most so many, at least 3.
 */
export function accuracyScale(accuracies: Iterable<number>, mostTicks: number): Scale {
  const errors = ratioScale(Array.from(accuracies, (accuracy) => 1 - accuracy), {
    mostTicks,
    limit: 1,
    format: (error, step) => `${(100 - 100 * error).toFixed(decimalsOf(100 * step))}%`,
  });
  return {
    isLogarithmic: errors.isLogarithmic,
    ticks: errors.ticks.map(({ value, label }) => ({ value: 1 - value, label })).reverse(),
    position: (accuracy) => 1 - errors.position(1 - accuracy),
  };
}

/** What an axis for values of at least 0 is made of. */
interface RatioOptions {
  readonly mostTicks: number;
  /** No value can be larger. */
  readonly limit?: number;
  /** Writes a tick that is a multiple of `step`. */
  format(value: number, step: number): string;
}

function ratioScale(all: Iterable<number>, options: RatioOptions): Scale {
  const { mostTicks, limit = Infinity, format } = options;
  const values = Array.from(all).filter((value) => Number.isFinite(value) && value >= 0);
  // One by one: the arguments of a call are not as many as the steps of a long run.
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const least = values.reduce((a, b) => Math.min(a, b), most);
  if (most < LOG_RATIO * least || most === 0) {
    const margin = MARGIN * (most - least) || 0.1 * most || 0.5;
    const [low, high] = [Math.max(0, least - margin), Math.min(limit, most + margin)];
    const scale = linearScale(low, high, mostTicks);
    const { ticks } = scale;
    const step = ticks.length > 1 ? ticks[1].value - ticks[0].value : ticks[0]?.value ?? 1;
    return { ...scale, ticks: ticks.map(({ value }) => ({ value, label: format(value, step) })) };
  }
  // None at all has no place where ratios count: it gets the low end, and a name there.
  const hasZero = least === 0;
  const floor = hasZero
    ? values.reduce((a, b) => b > 0 ? Math.min(a, b) : a, most) / 2
    : least / (most / least) ** MARGIN;
  const ceiling = Math.min(limit, most * (most / floor) ** MARGIN);
  const length = Math.log(ceiling / floor);
  const zero = hasZero ? [{ value: 0, label: format(0, 1) }] : [];
  return {
    isLogarithmic: true,
    position: (value) => clamp(Math.log(Math.max(value, floor) / floor) / length),
    ticks: [...zero, ...logTicks(floor * (hasZero ? 1.5 : 1), ceiling, options)],
  };
}

function logTicks(low: number, high: number, { mostTicks, format }: RatioOptions): Tick[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.floor(Math.log10(high))];
  /** The ticks of every `stride`th power of ten. */
  const ticksOf = (steps: readonly number[], stride = 1) => {
    const ticks: Tick[] = [];
    for (let power = first; power <= last; power++) {
      if (power % stride !== 0) continue;
      for (const step of steps) {
        // Rounded as it is written, or 3 * 10 ** -1 would be 0.30000000000000004.
        const value = Number(`${step}e${power}`);
        if (value >= low && value <= high) {
          ticks.push({ value, label: format(value, Number(`1e${power}`)) });
        }
      }
    }
    return ticks;
  };
  const dense = LOG_STEPS.map((steps) => ticksOf(steps)).filter(({ length }) =>
    length <= mostTicks
  );
  if (dense.length > 0) return dense.at(-1)!;
  let stride = 2;
  while (ticksOf([1], stride).length > mostTicks) stride++;
  return ticksOf([1], stride);
}

/** The least of 1, 2, 5, 10, 20, 50, ... and 0.5, 0.2, 0.1, ... that is not below `length`. */
function roundStep(length: number): number {
  const power = Math.floor(Math.log10(length));
  const step = [1, 2, 5].find((step) => Number(`${step}e${power}`) >= length * (1 - 1e-9));
  return Number(step === undefined ? `1e${power + 1}` : `${step}e${power}`);
}

/** How many decimals a multiple of `step` needs. */
function decimalsOf(step: number): number {
  return Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
