import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { hashIndex, hashStream, Random } from "../lib/random.ts";

function draw(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.uint32());
}

Deno.test("Random draws the numbers of xoshiro128** seeded by splitmix32", () => {
  // From a program of a few lines of Python that follows both definitions with unbounded integers and
  // gives 11520, 0, 5927040, 70819200, 2031721883, ... from the state 1, 2, 3, 4, as the authors' does.
  const cases: [Random, number[]][] = [
    [new Random(0, "weights"), [1519819563, 2965567010, 895764227, 421036537]],
    [new Random(1, "weights"), [1877614583, 3887861669, 3138983181, 447285374]],
    [new Random(1, "shuffling"), [2893528076, 2888973753, 2639972783, 2550965517]],
    [new Random(2 ** 53 - 1, "digits", 59_999), [396609789, 2393923192, 2951278636, 3666077475]],
  ];
  for (const [random, expected] of cases) assertEquals(draw(random, 4), expected);
});

Deno.test("Random starts another stream for another seed, name or index", () => {
  const starts = new Set<string>();
  let streams = 0;
  for (const seed of [0, 1, 2, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1]) {
    for (const name of ["", "weights", "shuffling", "weightt", "htiegws"]) {
      for (const index of [0, 1, 2, 59_999, 2 ** 31, 2 ** 32 - 1]) {
        starts.add(draw(new Random(seed, name, index), 2).join());
        streams++;
      }
    }
  }
  assertEquals(starts.size, streams);
});

Deno.test("hashStream() and hashIndex() make what Random starts from", () => {
  // As the first number of a generator is Math.imul(rotate(5 b, 7), 9), of which b is one hash further.
  const a = hashIndex(hashStream(1, "weights"), 0);
  const b = Math.imul(hashIndex(a, 0), 5);
  const first = Math.imul((b << 7) | (b >>> 25), 9) >>> 0;
  assertEquals(first, new Random(1, "weights").uint32());
});

Deno.test("hashIndex() gives every index another number, each bit set half of the time", () => {
  const hash = hashStream(7, "augmentation");
  const numbers = Array.from({ length: 20_000 }, (_, index) => hashIndex(hash, index));
  assertEquals(new Set(numbers).size, numbers.length);
  for (let bit = 0; bit < 32; bit++) {
    const count = numbers.filter((number) => (number >>> bit) & 1).length;
    assertAlmostEquals(count, 10_000, 2.5 * Math.sqrt(20_000));
  }
});

Deno.test("hashStream() differs by seed and name, and refuses what is no seed", () => {
  const hashes = [1, 2, 2 ** 32 + 1].flatMap((seed) =>
    ["augmentation", "shuffling"].map((stream) => hashStream(seed, stream))
  );
  assertEquals(new Set(hashes).size, 6);
  assertThrows(() => hashStream(0.5, "x"), RangeError, "seed must be a whole number");
});

Deno.test("Random refuses a seed that is not a whole number in its range", () => {
  for (const seed of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    assertThrows(
      () => new Random(seed, "weights"),
      RangeError,
      `Cannot create a random generator: seed must be a whole number from 0 to 2^53 - 1, got ${seed}`,
    );
  }
});

Deno.test("Random.uint32() sets each bit half of the time", () => {
  const random = new Random(1, "bits");
  const counts = new Array<number>(32).fill(0);
  const draws = 20_000;
  for (let k = 0; k < draws; k++) {
    const number = random.uint32();
    for (let bit = 0; bit < 32; bit++) counts[bit] += (number >>> bit) & 1;
  }
  // Five deviations of sqrt(draws) / 2.
  for (const count of counts) assertAlmostEquals(count, draws / 2, 2.5 * Math.sqrt(draws));
});

Deno.test("Random.uniform() fills its range evenly", () => {
  const random = new Random(1, "uniform");
  const counts = new Array<number>(10).fill(0);
  for (let k = 0; k < 10_000; k++) {
    const number = random.uniform(-2, 3);
    assert(number >= -2 && number < 3);
    counts[Math.floor(2 * (number + 2))]++;
  }
  // Five deviations of sqrt(10,000 * 0.1 * 0.9) = 30.
  for (const count of counts) assertAlmostEquals(count, 1000, 150);
  const unit = random.uniform();
  assert(unit >= 0 && unit < 1);
});

Deno.test("Random.below() gives every whole number below its count, equally often", () => {
  const random = new Random(1, "below");
  const counts = new Array<number>(7).fill(0);
  for (let k = 0; k < 7000; k++) counts[random.below(7)]++;
  assertEquals(counts.length, 7);
  for (const count of counts) assertAlmostEquals(count, 1000, 150);
  assertEquals(random.below(1), 0);
});

Deno.test("Random.normal() has mean 0, deviation 1, and two thirds within it", () => {
  const random = new Random(1, "normal");
  const numbers = Array.from({ length: 10_000 }, () => random.normal());
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const square = numbers.reduce((sum, number) => sum + number * number, 0) / numbers.length;
  assertAlmostEquals(mean, 0, 0.05);
  assertAlmostEquals(square, 1, 0.07);
  const within = numbers.filter((number) => Math.abs(number) < 1).length;
  assertAlmostEquals(within / numbers.length, 0.683, 0.03);
  assert(numbers.every((number) => Math.abs(number) <= 6));
});

Deno.test("Random.shuffle() gives every order equally often", () => {
  const random = new Random(1, "shuffle");
  const counts = new Map<string, number>();
  for (let k = 0; k < 24_000; k++) {
    const items = Uint32Array.of(1, 2, 3, 4);
    random.shuffle(items);
    counts.set(items.join(""), (counts.get(items.join("")) ?? 0) + 1);
  }
  assertEquals(counts.size, 24);
  // Five deviations of sqrt(1000).
  for (const count of counts.values()) assertAlmostEquals(count, 1000, 160);
});

Deno.test("Random.shuffle() keeps what is there", () => {
  const items = Uint32Array.from({ length: 1000 }, (_, i) => i);
  const random = new Random(1, "shuffle");
  random.shuffle(items);
  assert(items.some((item, place) => item !== place));
  assertEquals(items.toSorted(), Uint32Array.from({ length: 1000 }, (_, i) => i));
  random.shuffle(new Uint32Array(0));
});
