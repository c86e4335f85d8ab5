import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { oddsOfTwo, qualityOfParts } from "../../lib/image/odds_of_two.ts";

/** Two digits that touch, that the network is sure are one. */
const PAIR = { aspect: 0.9, parts: 0.98, whole: 0.99, likely: 0.98, crossed: 0.8, lower: 0.92 };

Deno.test("oddsOfTwo adds up what speaks for two digits", () => {
  const even = { aspect: 1, parts: 0.5, whole: 0.5, likely: 0.5, crossed: 1, lower: 1 };
  assertAlmostEquals(oddsOfTwo(even), -5.94 + 3.76 - 1.25 + 11.31);
});

Deno.test("oddsOfTwo falls with the strokes that are cut and with a low part", () => {
  assert(oddsOfTwo(PAIR) > 3);
  // A 0 is cut in two places, a 7 into a bar and a stroke.
  assert(oddsOfTwo({ ...PAIR, crossed: 2 }) < 3);
  assert(oddsOfTwo({ ...PAIR, lower: 0.6 }) < 3);
});

Deno.test("oddsOfTwo rises with the parts and falls with the whole", () => {
  assert(oddsOfTwo({ ...PAIR, parts: 0.5 }) < oddsOfTwo(PAIR));
  assert(oddsOfTwo({ ...PAIR, whole: 0.6 }) > oddsOfTwo(PAIR));
  assert(oddsOfTwo({ ...PAIR, likely: 0.1 }) > oddsOfTwo(PAIR));
  // Nothing is surer than one in ten thousand.
  assert(Number.isFinite(oddsOfTwo({ ...PAIR, parts: 1, whole: 0, likely: 0 })));
});

Deno.test("qualityOfParts forgives a wide part that it cannot be read, but not that it can", () => {
  assertEquals(qualityOfParts([0.9, 0.5], false), 0.45);
  assertEquals(qualityOfParts([1, 0.1], true), 0.7);
  // A wide 0 that reads well counts for as much as a narrow one.
  assertEquals(qualityOfParts([1, 0.99], true), 0.99);
});
