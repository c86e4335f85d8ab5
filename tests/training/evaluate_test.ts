import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { confidenceInterval, evaluate } from "../../lib/training/evaluate.ts";

/** Two pixels and three classes, with logits that can be told from the pixels: 5a, 5b and 0. */
function createEngine(batch: number): PlainEngine {
  const network = new Network(parseArchitecture("softmax 3"), [1, 1, 2]);
  network.values.set([
    ...[5, 0],
    ...[0, 5],
    ...[0, 0],
  ]);
  return new PlainEngine(network, { batch });
}

const images = {
  count: 5,
  height: 1,
  width: 2,
  images: Uint8Array.of(
    ...[255, 0], // 0, nearly certain
    ...[0, 255], // 1, nearly certain
    ...[51, 0], // 0: logits 1, 0, 0
    ...[255, 0], // 0, nearly certain
    ...[0, 51], // 1
  ),
  labels: Uint8Array.of(0, 0, 2, 1, 1),
};

const CERTAIN = Math.exp(5) / (Math.exp(5) + 2);
const LIKELY = Math.E / (Math.E + 2);

for (const batch of [1, 2, 5, 8]) {
  Deno.test(`evaluate() counts right and wrong answers, ${batch} images at a time`, async () => {
    const evaluation = await evaluate(createEngine(batch), images);
    const { accuracy, correct, total, loss, confusion, mistakes, calibration } = evaluation;
    assertEquals({ accuracy, correct, total }, { accuracy: 2 / 5, correct: 2, total: 5 });
    assertEquals(confusion, [
      // Read as 0, 1, 2
      [1, 1, 0],
      [1, 1, 0],
      [1, 0, 0],
    ]);
    const rest = (1 - CERTAIN) / 2;
    const lossSum = -Math.log(CERTAIN) - 2 * Math.log(rest) - Math.log((1 - LIKELY) / 2) -
      Math.log(LIKELY);
    assertAlmostEquals(loss, lossSum / 5, 1e-6);
    // The most confident first, of equally confident ones that with the smaller number.
    assertEquals(mistakes.map(({ index, label, predicted }) => [index, label, predicted]), [
      [1, 0, 1],
      [3, 1, 0],
      [2, 2, 0],
    ]);
    for (const [place, probability] of [CERTAIN, CERTAIN, LIKELY].entries()) {
      assertAlmostEquals(mistakes[place].probability, probability, 1e-6);
    }
    // One of three that are nearly certain is right, and one of two that are likely.
    assertEquals(calibration.bins[14].count, 3);
    const gap = Math.abs(1 - 3 * CERTAIN) + Math.abs(1 - 2 * LIKELY);
    assertAlmostEquals(calibration.error, gap / 5, 1e-6);
  });
}

Deno.test("evaluate() refuses to judge by no images", async () => {
  const none = {
    ...images,
    count: 0,
    images: new Uint8Array(0),
    labels: new Uint8Array(0),
  };
  await assertRejects(
    () => evaluate(createEngine(1), none),
    RangeError,
    "Cannot evaluate: expected at least one image, got none",
  );
});

Deno.test("evaluate() ends with the reason of its signal", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(() => evaluate(createEngine(1), images, { signal }), Error, "enough");
});

Deno.test("confidenceInterval() is Wilson's", () => {
  const cases = [
    // Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    // By hand, z^2 = 3.8415: all of 10 right, low end 1 / (1 + z^2 / 10); half of 4 right,
    // 1/2 -+ sqrt(z^2 (1/16 + z^2/64)) / (1 + z^2 / 4)
    [10, 10, 1 / 1.38415, 1],
    [2, 4, 0.15004, 0.84996],
  ];
  for (const [correct, total, low, high] of cases) {
    const interval = confidenceInterval(correct, total);
    assertAlmostEquals(interval[0], low, 6e-5, `low end of ${correct}/${total}`);
    assertAlmostEquals(interval[1], high, 6e-5, `high end of ${correct}/${total}`);
  }
});
