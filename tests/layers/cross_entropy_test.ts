import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { crossEntropy, totalCrossEntropy } from "../../lib/layers/cross_entropy.ts";
import { assertClose } from "../assert_close.ts";
import { grid } from "../grid.ts";

const probabilities = grid(`
  0.5  0.25  0.25
  0.25 0.125 0.625
`);
const labels = Uint8Array.of(0, 1);

Deno.test("crossEntropy() is the mean of -log(probability of the label)", () => {
  const logitGradient = new Float32Array(6).fill(NaN);
  const loss = crossEntropy(probabilities, labels, logitGradient, { batch: 2, classes: 3 });
  // (log 2 + log 8) / 2 = 2 log 2
  assertAlmostEquals(loss, 2 * Math.LN2, 1e-12);
  // (probability - oneHot) / 2
  assertClose(
    logitGradient,
    grid(`
      -0.25   0.125  0.125
       0.125 -0.4375 0.3125
    `),
    1e-7,
  );
});

Deno.test("crossEntropy() with smoothed labels is as worked by hand", () => {
  const logitGradient = new Float32Array(6).fill(NaN);
  const sizes = { batch: 2, classes: 3, labelSmoothing: 0.375 };
  const loss = crossEntropy(probabilities, labels, logitGradient, sizes);
  // Targets 0.625 + 0.125 = 0.75 for the label, 0.125 for the others:
  // 0.75 log 2 + 0.125 (log 4 + log 4) = 1.25 log 2, and 0.75 log 8 + 0.125 (log 4 - log 0.625)
  const second = 2.5 * Math.LN2 - 0.125 * Math.log(0.625);
  assertAlmostEquals(loss, (1.25 * Math.LN2 + second) / 2, 1e-12);
  // (probability - target) / 2
  assertClose(
    logitGradient,
    grid(`
      -0.125   0.0625 0.0625
       0.0625 -0.3125 0.25
    `),
    1e-7,
  );
});

Deno.test("crossEntropy() with smoothed labels stays finite where a class has no probability", () => {
  const sizes = { batch: 1, classes: 2, labelSmoothing: 0.5 };
  const loss = crossEntropy(grid("1 0"), Uint8Array.of(0), new Float32Array(2), sizes);
  // -0.25 log(2^-126)
  assertAlmostEquals(loss, 0.25 * 126 * Math.LN2, 1e-9);
});

Deno.test("crossEntropy() looks at the first images of the batch only", () => {
  const logitGradient = new Float32Array(6).fill(7);
  const loss = crossEntropy(probabilities, labels, logitGradient, { batch: 1, classes: 3 });
  assertAlmostEquals(loss, Math.LN2, 1e-12);
  assertEquals(logitGradient, grid("-0.5 0.25 0.25 7 7 7"));
});

Deno.test("totalCrossEntropy() is the sum", () => {
  assertAlmostEquals(
    totalCrossEntropy(probabilities, labels, { batch: 2, classes: 3 }),
    4 * Math.LN2,
    1e-12,
  );
});

Deno.test("totalCrossEntropy() stays finite for a label that has no probability left", () => {
  const loss = totalCrossEntropy(grid("1 0"), Uint8Array.of(1), { batch: 1, classes: 2 });
  // -log(2^-126)
  assertAlmostEquals(loss, 126 * Math.LN2, 1e-9);
  assertEquals(totalCrossEntropy(grid("1 0"), Uint8Array.of(0), { batch: 1, classes: 2 }), 0);
});

Deno.test("totalCrossEntropy() is NaN where a probability is", () => {
  const wrong = Float32Array.of(NaN, 0.5);
  assert(Number.isNaN(totalCrossEntropy(wrong, Uint8Array.of(0), { batch: 1, classes: 2 })));
});
