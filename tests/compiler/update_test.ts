import { assert, assertEquals } from "@std/assert";
import { CONTROL } from "../../lib/compiler/control.ts";
import { type Finish, Finisher, PLAIN_UPDATE } from "../../lib/compiler/update.ts";
import type { Optimizer } from "../../lib/engine/optimizer.ts";
import { averageShare } from "../../lib/engine/step_options.ts";
import { stepWords } from "../../lib/engine/step_words.ts";
import { momentsOf } from "../../lib/network/optimizer_rule.ts";
import { AdamOptimizer } from "../../lib/training/adam_optimizer.ts";
import { AdamWOptimizer } from "../../lib/training/adamw_optimizer.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { f32x4, i32 } from "../../lib/wasm/values.ts";
import { assertClose } from "../assert_close.ts";
import { Trainee } from "../training/trainee.ts";
import { instantiate, moduleWithMemory } from "../wasm/support.ts";

const REGIONS = { values: 0, gradients: 1024, averages: 4096, control: 5120 };
const MOMENTS = [2048, 3072];

/** Where the gradient of each step is given, behind all regions. */
const GIVEN_AT = 8192;

/** The four parameters that are finished lie 16 + 32 bytes behind the first. */
const [PLACE, OFFSET] = [16, 32];

const INDEX = (PLACE + OFFSET) / 4;

const AVERAGING = 0.9;

function createFinisher(
  optimizer: Optimizer,
  options: { finish?: Finish; isWeight?: boolean; hasAverages?: boolean } = {},
) {
  const { finish = "update", isWeight = true, hasAverages = false } = options;
  const { rule } = optimizer;
  const moments = momentsOf(rule).map((_, k) => MOMENTS[k]);
  const module = moduleWithMemory();
  module.function("run", { exported: true }, (f) => {
    const regions = { ...REGIONS, averages: hasAverages ? REGIONS.averages : null, moments };
    const update = { ...PLAIN_UPDATE, rule, hasAverages };
    const finisher = new Finisher(f, { regions, finish, update });
    const gradient = f.keep(f32x4.load(i32.const(GIVEN_AT)));
    const finished = isWeight
      ? finisher.finishWeights(i32.const(PLACE), OFFSET, gradient)
      : finisher.finish(i32.const(PLACE), OFFSET, gradient);
    f.store(i32.const(GIVEN_AT), 16, finished);
  });
  module.function("average", { exported: true }, (f) => {
    const regions = { ...REGIONS, averages: hasAverages ? REGIONS.averages : null, moments };
    const update = { ...PLAIN_UPDATE, rule, hasAverages };
    new Finisher(f, { regions, finish, update }).average(i32.const(PLACE), OFFSET);
  });
  const { memory, run, average } = instantiate<
    { memory: WebAssembly.Memory; run(): void; average(): void }
  >(module);
  const floats = new Float32Array(memory.buffer);
  floats.fill(7, 0, REGIONS.control / 4);
  const four = (at: number) => floats.subarray(at / 4 + INDEX, at / 4 + INDEX + 4);
  let steps = 0;
  const writeWords = (learningRate: number) => {
    const words = stepWords(rule, { learningRate, steps: steps++, averaging: AVERAGING });
    for (const [word, value] of Object.entries(words)) {
      floats[(REGIONS.control + CONTROL[word as keyof typeof words]) / 4] = value;
    }
  };
  return {
    floats,
    values: four(REGIONS.values),
    gradients: four(REGIONS.gradients),
    averages: four(REGIONS.averages),
    moments: moments.map(four),
    average() {
      writeWords(0);
      average();
    },
    /** Finishes a gradient; answers what `finish` did. */
    run(gradient: readonly number[], learningRate: number): Float32Array {
      floats.set(gradient, GIVEN_AT / 4);
      writeWords(learningRate);
      run();
      return floats.slice(GIVEN_AT / 4 + 4, GIVEN_AT / 4 + 8);
    },
  };
}

const adam = { beta1: 0.8, beta2: 0.95, epsilon: 1e-4 };

const OPTIMIZERS: [title: string, optimizer: Optimizer][] = [
  ["sgd", new SgdOptimizer()],
  ["sgd with weight decay", new SgdOptimizer({ weightDecay: 0.1 })],
  ["momentum", new SgdOptimizer({ momentum: 0.9 })],
  ["momentum with weight decay", new SgdOptimizer({ momentum: 0.9, weightDecay: 0.1 })],
  ["nesterov", new SgdOptimizer({ momentum: 0.9, nesterov: true, weightDecay: 0.1 })],
  ["adam", new AdamOptimizer(adam)],
  ["adam with weight decay", new AdamOptimizer({ ...adam, weightDecay: 0.1 })],
  ["adamw", new AdamWOptimizer({ ...adam, weightDecay: 0.1 })],
  ["adamw without weight decay", new AdamWOptimizer({ ...adam, weightDecay: 0 })],
];

const GRADIENTS = [[1, -2, 0.5, 0], [0.25, 1, -1, 8], [3, 3, 0, -1], [0, 1e-9, -1e-20, 1e9]];

for (const [title, optimizer] of OPTIMIZERS) {
  for (const isWeight of [true, false]) {
    const what = isWeight ? "weights" : "biases";
    Deno.test(`Finisher updates ${what} as the optimizer does: ${title}`, () => {
      const { values, moments, run } = createFinisher(optimizer, { isWeight });
      for (const moment of moments) moment.fill(0);
      const expected = new Trainee(optimizer, [7, 7, 7, 7], isWeight);
      for (const [step, gradient] of GRADIENTS.entries()) {
        const learningRate = 0.1 / (step + 1);
        const answer = run(gradient, learningRate);
        assertClose(values, expected.step(gradient, learningRate), 1e-6, `step ${step}`);
        assertEquals(answer, values.slice());
        for (const [k, moment] of moments.entries()) {
          assertClose(moment, expected.moments[k], 1e-6, `moment ${k} of step ${step}`);
        }
      }
    });
  }

  Deno.test(`Finisher ends moments before they are denormal numbers: ${title}`, () => {
    const { moments, run } = createFinisher(optimizer);
    for (const moment of moments) moment.fill(0);
    const tiny = [2 ** -50, -(2 ** -60), 2 ** -99, 2 ** -126];
    for (let step = 0; step < 2000; step++) {
      run(step < 5 ? tiny : [0, 0, 0, 0], 0.01);
      for (const value of moments.flatMap((moment) => [...moment])) {
        assert(value === 0 || Math.abs(value) >= 2 ** -100, `${value} in step ${step}`);
      }
    }
  });

  Deno.test(`Finisher lets nothing hide what is not a number: ${title}`, () => {
    const { values, moments, run } = createFinisher(optimizer);
    for (const moment of moments) moment.fill(0);
    run([NaN, 1, Infinity, 1], 0.01);
    assert(!Number.isFinite(values[0]) && !Number.isFinite(values[2]), `${values}`);
    assert(Number.isFinite(values[1]) && Number.isFinite(values[3]), `${values}`);
  });
}

Deno.test("Finisher keeps the velocity of PyTorch's rule", () => {
  const { values, moments: [velocity], run } = createFinisher(new SgdOptimizer({ momentum: 0.5 }));
  velocity.fill(0);
  values.fill(0);
  run([4, 4, 4, 4], 1);
  assertEquals([velocity[0], values[0]], [4, -4]);
  run([1, 1, 1, 1], 2);
  // 0.5 * 4 + 1 = 3, and -4 - 2 * 3.
  assertEquals([velocity[3], values[3]], [3, -10]);
});

Deno.test("Finisher moves the averages towards the values after the step", () => {
  const { values, averages, run } = createFinisher(new SgdOptimizer(), { hasAverages: true });
  const expected = [7, 7, 7, 7];
  for (const [steps, gradient] of GRADIENTS.slice(0, 3).entries()) {
    run(gradient, 0.5);
    const share = averageShare(AVERAGING, steps);
    for (let i = 0; i < 4; i++) expected[i] += share * (values[i] - expected[i]);
    assertClose(averages, expected, 1e-6, `step ${steps}`);
  }
});

Deno.test("Finisher.average() moves the averages of values that are not trained", () => {
  const { values, averages, average } = createFinisher(new SgdOptimizer(), { hasAverages: true });
  values.set([1, 2, 3, 4]);
  average();
  // 0.1 of 7, and 0.9 of the values
  assertClose(averages, [1.6, 2.5, 3.4, 4.3], 1e-6);
  const without = createFinisher(new SgdOptimizer());
  const before = without.floats.slice(0, REGIONS.control / 4);
  without.average();
  assertEquals(without.floats.slice(0, REGIONS.control / 4), before);
});

Deno.test("Finisher stores gradients, and leaves the rest, where nothing is updated", () => {
  for (const [title, optimizer] of OPTIMIZERS) {
    const options = { finish: "store", hasAverages: true } as const;
    const { floats, gradients, run } = createFinisher(optimizer, options);
    const answer = run([1, 2, 3, 4], 100);
    assertEquals([...gradients], [1, 2, 3, 4], title);
    assertEquals([...answer], [7, 7, 7, 7], title);
    gradients.fill(7);
    assert(floats.subarray(0, REGIONS.control / 4).every((value) => value === 7), title);
  }
});

Deno.test("Finisher touches nothing beside its four parameters", () => {
  for (const [title, optimizer] of OPTIMIZERS) {
    for (const hasAverages of [true, false]) {
      const { floats, values, averages, moments, run } = createFinisher(optimizer, { hasAverages });
      run([1, 2, 3, 4], 0.5);
      for (const own of [values, averages, ...moments]) own.fill(7);
      assert(floats.subarray(0, REGIONS.control / 4).every((value) => value === 7), title);
    }
  }
});
