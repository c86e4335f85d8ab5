import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { padded } from "../../lib/compiler/map_layout.ts";
import { emitLoss, emitSoftmax } from "../../lib/compiler/softmax_loss.ts";
import { Random } from "../../lib/random.ts";
import { i32 } from "../../lib/wasm/values.ts";
import { instantiate, moduleWithMemory } from "../wasm/support.ts";

const [LOGITS_AT, PROBABILITIES_AT, GRADIENT_AT, LOSS_AT] = [0, 4096, 8192, 12_288];

/** What lies where nothing may be written. */
const UNTOUCHED = 99;

/** What the module makes of an image's logits, in a batch of `count`. */
function softmax(logits: readonly number[], label: number, count: number, labelSmoothing?: number) {
  const classes = logits.length;
  const module = moduleWithMemory();
  module.function("run", { parameters: ["i32", "i32"], exported: true }, (f, label, count) => {
    const at = { logits: i32.const(LOGITS_AT), probabilities: i32.const(PROBABILITIES_AT) };
    emitSoftmax(f, classes, at);
    emitLoss(f, classes, {
      probabilities: at.logits,
      label,
      loss: i32.const(LOSS_AT),
      gradient: i32.const(GRADIENT_AT),
      count,
      labelSmoothing,
    });
  });
  const { memory, run } = instantiate<
    { memory: WebAssembly.Memory; run(label: number, count: number): void }
  >(module);
  const floats = new Float32Array(memory.buffer);
  floats.fill(UNTOUCHED, PROBABILITIES_AT / 4, GRADIENT_AT / 4);
  // What lies behind the logits in a padded vector does not count.
  for (let i = 0; i < padded(classes); i++) floats[i] = i < classes ? logits[i] : 0;
  run(label, count);
  const read = (at: number, length: number) => floats.slice(at / 4, at / 4 + length);
  assertEquals(read(PROBABILITIES_AT + classes * 4, 4), new Float32Array(4).fill(UNTOUCHED));
  return {
    probabilities: read(PROBABILITIES_AT, classes),
    gradient: read(GRADIENT_AT, padded(classes)),
    loss: floats[LOSS_AT / 4],
  };
}

/** The same in double precision. */
function preciseSoftmax(
  logits: readonly number[],
  label: number,
  count: number,
  labelSmoothing = 0,
) {
  const largest = Math.max(...logits.map(Math.fround));
  const powers = logits.map((logit) => Math.exp(Math.fround(logit) - largest));
  const sum = powers.reduce((sum, power) => sum + power, 0);
  const probabilities = powers.map((power) => power / sum);
  const targets = logits.map((_, i) =>
    labelSmoothing / logits.length + (i === label ? 1 - labelSmoothing : 0)
  );
  const losses = logits.map((logit) => Math.log(sum) - (Math.fround(logit) - largest));
  return {
    probabilities,
    gradient: probabilities.map((p, i) => (p - targets[i]) / count),
    loss: losses.reduce((total, loss, i) => total + targets[i] * loss, 0),
  };
}

Deno.test("emitSoftmax() and emitLoss() agree with double precision, for 1 to 70 classes", () => {
  const random = new Random(1, "logits");
  for (let classes = 1; classes <= 70; classes++) {
    const logits = Array.from({ length: classes }, () => random.uniform(-8, 8));
    const label = random.below(classes);
    const count = 1 + random.below(64);
    const smoothing = [0, 0.1, 0.5][classes % 3];
    const found = softmax(logits, label, count, smoothing);
    const expected = preciseSoftmax(logits, label, count, smoothing);
    for (let i = 0; i < classes; i++) {
      const p = expected.probabilities[i];
      assertAlmostEquals(found.probabilities[i], p, 1e-6 * p, `${classes} classes`);
      assertAlmostEquals(found.gradient[i], expected.gradient[i], 3e-7 / count);
    }
    assertAlmostEquals(found.loss, expected.loss, 1e-6 * Math.max(1, expected.loss));
    // The vector's padding belongs to nobody, and must stay so.
    for (let i = classes; i < padded(classes); i++) assertEquals(found.gradient[i], 0);
  }
});

Deno.test("emitSoftmax() stays finite for logits of +-1000", () => {
  for (const label of [0, 1, 2]) {
    const { probabilities, gradient, loss } = softmax([1000, -1000, 999], label, 1);
    const e = Math.exp(-1);
    assertAlmostEquals(probabilities[0], 1 / (1 + e), 1e-6);
    assertAlmostEquals(probabilities[2], e / (1 + e), 1e-6);
    assert(probabilities[1] >= 0 && probabilities[1] < 1e-25);
    assertAlmostEquals(gradient[label], probabilities[label] - 1, 1e-6);
    assert(Number.isFinite(loss) && loss >= 0);
  }
  // Whoever is sure and wrong has a large loss, and a full gradient.
  const { gradient, loss } = softmax([1000, -1000], 1, 1);
  assertEquals([...gradient], [1, -1, 0, 0]);
  assert(loss > 59 && loss < 90, `${loss}`);
});

Deno.test("emitSoftmax() has no denormal numbers", () => {
  const { probabilities, gradient } = softmax([0, -50, -61, -87, -88, -200, -1e30, -1], 0, 1000);
  for (const value of [...probabilities, ...gradient]) {
    assert(value === 0 || Math.abs(value) >= 2 ** -126, `${value}`);
  }
});

Deno.test("emitSoftmax() treats equal logits alike", () => {
  for (const classes of [1, 2, 7, 10, 64]) {
    const { probabilities, loss } = softmax(new Array(classes).fill(-3.5), classes - 1, 1);
    for (const p of probabilities) assertEquals(p, Math.fround(1 / classes));
    assertAlmostEquals(loss, Math.log(classes), 1e-6);
  }
});
