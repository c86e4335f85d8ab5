import { assertEquals, assertThrows } from "@std/assert";
import {
  type EpochMetrics,
  formatMetrics,
  parseMetrics,
  type StepMetrics,
} from "../../lib/training/metrics.ts";

function step(number: number, changes: Partial<StepMetrics> = {}): StepMetrics {
  return { kind: "step", step: number, epoch: 1, share: 0.5, loss: 0.3, accuracy: 0.9, ...changes };
}

const EPOCH: EpochMetrics = {
  kind: "epoch",
  step: 20,
  epoch: 1,
  loss: 0.25,
  accuracy: 0.93,
  validationLoss: 0.1,
  validationAccuracy: 0.97,
  learningRate: 0.2,
  imagesPerSecond: 150_000,
  elapsedMs: 1234,
};

Deno.test("parseMetrics() is the inverse of formatMetrics()", () => {
  const records = [
    step(10, { learningRate: 0.1, imagesPerSecond: 5, gradientNorm: 2.5, elapsedMs: 7 }),
    step(20),
    EPOCH,
    // Without a validation part.
    { kind: "epoch", step: 40, epoch: 2, loss: 0.2, accuracy: 0.95 } as const,
  ];
  const text = records.map(formatMetrics).join("");
  assertEquals(text.split("\n").length, 5);
  assertEquals(parseMetrics(text), records);
});

Deno.test("parseMetrics() reads NaN where a number has no JSON", () => {
  const [record] = parseMetrics(formatMetrics(step(1, { loss: Infinity, gradientNorm: NaN })));
  assertEquals(record, step(1, { loss: NaN, gradientNorm: NaN }));
});

Deno.test("parseMetrics() finds nothing in a file without records", () => {
  for (const text of ["", "\n", "\r\n\n", '{"kind":"resume","step":5}\n']) {
    assertEquals(parseMetrics(text), []);
  }
});

Deno.test("parseMetrics() leaves out a last line that is not whole, wherever it was cut", () => {
  const whole = formatMetrics(step(1));
  const next = formatMetrics(step(2));
  for (let length = 0; length < next.length - 1; length++) {
    assertEquals(parseMetrics(whole + next.slice(0, length)), [step(1)]);
  }
  // Only the newline is missing.
  assertEquals(parseMetrics(whole + next.trimEnd()), [step(1), step(2)]);
});

Deno.test("parseMetrics() counts once what a resumed run does again", () => {
  const again = { loss: 0.2 };
  const records = [step(10), step(20), EPOCH, step(30), step(20, again), { ...EPOCH, ...again }];
  assertEquals(parseMetrics(records.map(formatMetrics).join("")), [
    step(10),
    step(20, again),
    { ...EPOCH, ...again },
  ]);
});

Deno.test("parseMetrics() names the line that is no record, and what is wrong with it", () => {
  const good = formatMetrics(step(1));
  const cases = [
    ["nonsense", "expected a JSON object in line 2, got nonsense"],
    ["\x89PNG\x1b[2J", "expected a JSON object in line 2, got \x89PNG?[2J".replace("\x89", "?")],
    ["7", "expected a JSON object in line 2, got 7"],
    ["null", "expected a JSON object in line 2, got null"],
    ["[]", 'expected a "kind" in line 2, got []'],
    ["{}", 'expected a "kind" in line 2, got {}'],
    ['{"kind":"step"}', 'expected a whole number of at least 1 as "step" in line 2, got none'],
    [JSON.stringify({ ...step(2), step: 0 }), 'at least 1 as "step" in line 2, got 0'],
    [JSON.stringify({ ...step(2), epoch: 1.5 }), 'at least 1 as "epoch" in line 2, got 1.5'],
    [JSON.stringify({ ...step(2), epoch: null }), 'at least 1 as "epoch" in line 2, got null'],
    [JSON.stringify({ ...step(2), share: 2 }), 'from 0 to 1 as "share" in line 2, got 2'],
    [JSON.stringify({ ...step(2), share: null }), 'from 0 to 1 as "share" in line 2, got null'],
    [JSON.stringify({ ...step(2), loss: "low" }), 'a number as "loss" in line 2, got "low"'],
    [JSON.stringify({ ...EPOCH, accuracy: 97 }), 'from 0 to 1 as "accuracy" in line 2, got 97'],
    [JSON.stringify({ ...EPOCH, elapsedMs: [] }), 'a number as "elapsedMs" in line 2, got []'],
  ];
  for (const [line, says] of cases) {
    assertThrows(() => parseMetrics(`${good}${line}\n${good}`), SyntaxError, says);
  }
});
