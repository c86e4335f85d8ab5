/**
 * A deterministic random generator with named streams.
 *
 * One seed governs everything that is random. Each use of chance draws from a stream of its own
 * ("weights", "shuffling", ...), so that a new use never shifts the numbers of an old one.
 * Only 32-bit integer arithmetic, `+ - * /` and `Math.sqrt` are involved: the same numbers on every
 * machine.
 */

const TWO_POW_MINUS_32 = 2 ** -32;

/**
 * Random numbers by xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", 2021): period 2^128 - 1, 32 bits a draw.
 *
 * @example Two generators of the same seed and stream agree
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new Random(7, "weights").uint32(), new Random(7, "weights").uint32());
 * ```
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /**
   * Starts the stream named `stream` of `seed`.
   *
   * @param seed A whole number, 0 to 2^53 - 1.
   * @param stream What the numbers are for, for example "shuffling".
   * @param index Which of many equal streams, for example an image's number; a whole number below 2^32.
   * @throws {RangeError} If `seed` is not a whole number in its range.
   */
  constructor(seed: number, stream: string, index = 0) {
    let state = hashIndex(hashStream(seed, stream), index);
    this.#a = state;
    this.#b = state = mix(state);
    this.#c = state = mix(state);
    // The all-zero state is the one from which xoshiro never leaves.
    this.#d = mix(state) | 1;
  }

  /** A whole number from 0 to 2^32 - 1, each equally likely. */
  uint32(): number {
    const product = Math.imul(this.#b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }

  /** A number in `[low, high)`, uniformly distributed, in steps of `(high - low) / 2^32`. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.uint32() * TWO_POW_MINUS_32);
  }

  /** A whole number from 0 to `count - 1`; the bias is below `count / 2^32`. */
  below(count: number): number {
    return Math.floor(this.uint32() * TWO_POW_MINUS_32 * count);
  }

  /**
   * A number with mean 0 and deviation 1, bell-shaped between -6 and 6: twelve uniform numbers added.
   * Unlike the usual transforms it needs neither logarithm nor cosine, whose last bits differ between
   * machines.
   */
  normal(): number {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += this.uint32() * TWO_POW_MINUS_32;
    return sum;
  }

  /** Puts `items` into a random order in place (Fisher and Yates, from the end). */
  shuffle(items: Uint32Array): void {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const item = items[last];
      items[last] = items[other];
      items[other] = item;
    }
  }
}

/**
 * 32 bits for the stream named `stream` of `seed`, from which `hashIndex` goes on: random numbers for
 * those who need a few in any order, and keep no generator.
 *
 * @throws {RangeError} If `seed` is not a whole number from 0 to 2^53 - 1.
 */
export function hashStream(seed: number, stream: string): number {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(
      `Cannot create a random generator: seed must be a whole number from 0 to 2^53 - 1, got ${seed}`,
    );
  }
  let state = mix(seed >>> 0);
  state = mix(state ^ Math.floor(seed * TWO_POW_MINUS_32));
  for (let i = 0; i < stream.length; i++) state = mix(state ^ stream.charCodeAt(i));
  return state;
}

/** 32 bits for number `index` of what `hash` stands for; others for each index below 2^32. */
export function hashIndex(hash: number, index: number): number {
  return mix(hash ^ index);
}

/** Scatters 32 bits so that each bit of the result depends on all: splitmix32's finalizer. */
function mix(state: number): number {
  let z = (state + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}
