import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { CalibrationTally } from "../../lib/training/calibration.ts";
import { Random } from "../../lib/random.ts";

/** Answers: how probable, and whether right. */
function calibrationOf(...answers: [probability: number, isCorrect: boolean][]) {
  const tally = new CalibrationTally();
  for (const [probability, isCorrect] of answers) tally.add(probability, isCorrect);
  return tally.summarize();
}

Deno.test("CalibrationTally weighs each bin's gap by its answers", () => {
  // Worked by hand: 0.95, 0.96, 0.97 and 1 share a bin, of which three are right: |3 - 3.88| = 0.88.
  // 0.5 lies in the eighth, from above 7/15 to 8/15: |0 - 0.5|. Of five: (0.88 + 0.5) / 5.
  const { error, confidence, bins } = calibrationOf(
    [0.95, true],
    [0.96, true],
    [0.97, false],
    [1, true],
    [0.5, false],
  );
  assertAlmostEquals(error, 1.38 / 5);
  assertAlmostEquals(confidence, 4.38 / 5);
  assertEquals(bins.map(({ count }) => count), [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4]);
  assertAlmostEquals(bins[14].confidence, 3.88 / 4);
  assertEquals([bins[14].accuracy, bins[7].accuracy], [3 / 4, 0]);
  assertEquals([bins[0].confidence, bins[0].accuracy], [NaN, NaN]);
  assertEquals([bins[7].above, bins[7].upTo], [7 / 15, 8 / 15]);
});

Deno.test("CalibrationTally puts a probability at an edge into the bin below", () => {
  for (let bin = 0; bin < 15; bin++) {
    const { bins } = calibrationOf([(bin + 1) / 15, true], [bin / 15 + 1e-6, true]);
    assertEquals(bins[bin].count, 2, `bin ${bin}`);
  }
  // What rounding has made of one.
  assertEquals(calibrationOf([1 + 1e-7, true]).bins[14].count, 1);
});

Deno.test("CalibrationTally finds no error in answers that are right as often as they say", () => {
  const random = new Random(1, "answers");
  const tally = new CalibrationTally();
  for (let n = 0; n < 200_000; n++) {
    const probability = random.uniform(0.1, 1);
    tally.add(probability, random.uniform() < probability);
  }
  const { error } = tally.summarize();
  assert(error < 0.01, `${error}`);
});

Deno.test("CalibrationTally says how much too sure answers are", () => {
  const tally = new CalibrationTally();
  for (let n = 0; n < 100; n++) tally.add(0.99, n < 80);
  assertAlmostEquals(tally.summarize().error, 0.19);
});

Deno.test("CalibrationTally has no error to tell where a probability is no number", () => {
  assertEquals(calibrationOf([NaN, false], [0.9, true]).error, NaN);
});
