import { assertEquals } from "@std/assert";
import { type Finish, Finisher } from "../../lib/compiler/update.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { f32x4, i32 } from "../../lib/wasm/values.ts";
import { assertClose } from "../assert_close.ts";
import { Trainee } from "../training/trainee.ts";
import { instantiate, moduleWithMemory } from "../wasm/support.ts";

const REGIONS = { values: 0, gradients: 1024, velocities: 2048, learningRate: 3072 };

/** Where the gradient of each step is given. */
const GIVEN_AT = 3200;

/** The four parameters that are finished lie 16 + 32 bytes behind the first. */
const [PLACE, OFFSET] = [16, 32];

const INDEX = (PLACE + OFFSET) / 4;

function createFinisher(finish: Finish, momentum: number) {
  const module = moduleWithMemory();
  module.function("run", { exported: true }, (f) => {
    const finisher = new Finisher(f, { regions: REGIONS, finish, momentum });
    const gradient = f.keep(f32x4.load(i32.const(GIVEN_AT)));
    f.store(i32.const(GIVEN_AT), 16, finisher.finish(i32.const(PLACE), OFFSET, gradient));
  });
  const { memory, run } = instantiate<{ memory: WebAssembly.Memory; run(): void }>(module);
  const floats = new Float32Array(memory.buffer);
  floats.fill(7, 0, REGIONS.learningRate / 4);
  const four = (at: number) => floats.subarray(at / 4 + INDEX, at / 4 + INDEX + 4);
  return {
    floats,
    values: four(REGIONS.values),
    gradients: four(REGIONS.gradients),
    velocities: four(REGIONS.velocities),
    /** Finishes a gradient; answers what `finish` did. */
    run(gradient: readonly number[], learningRate: number): Float32Array {
      floats.set(gradient, GIVEN_AT / 4);
      floats[REGIONS.learningRate / 4] = learningRate;
      run();
      return floats.slice(GIVEN_AT / 4 + 4, GIVEN_AT / 4 + 8);
    },
  };
}

const GRADIENTS = [[1, -2, 0.5, 0], [0.25, 1, -1, 8], [3, 3, 0, -1]];

for (const momentum of [0, 0.9]) {
  const finish = momentum > 0 ? "momentum" : "sgd";
  Deno.test(`Finisher updates as SgdOptimizer does: ${finish}`, () => {
    const { values, velocities, run } = createFinisher(finish, momentum);
    velocities.fill(0);
    const expected = new Trainee(new SgdOptimizer({ momentum }), [7, 7, 7, 7]);
    for (const [step, gradient] of GRADIENTS.entries()) {
      const learningRate = 0.1 / (step + 1);
      const answer = run(gradient, learningRate);
      assertClose(values, expected.step(gradient, learningRate), 1e-6, `step ${step}`);
      assertEquals(answer, values.slice());
    }
  });
}

Deno.test("Finisher keeps the velocity of PyTorch's rule", () => {
  const { values, velocities, run } = createFinisher("momentum", 0.5);
  velocities.fill(0);
  values.fill(0);
  run([4, 4, 4, 4], 1);
  assertEquals([velocities[0], values[0]], [4, -4]);
  run([1, 1, 1, 1], 2);
  // 0.5 * 4 + 1 = 3, and -4 - 2 * 3.
  assertEquals([velocities[3], values[3]], [3, -10]);
});

Deno.test("Finisher stores gradients, and leaves the values, where nothing is updated", () => {
  const { values, gradients, velocities, run } = createFinisher("store", 0.9);
  const answer = run([1, 2, 3, 4], 100);
  assertEquals([...gradients], [1, 2, 3, 4]);
  assertEquals([...values], [7, 7, 7, 7]);
  assertEquals([...velocities], [7, 7, 7, 7]);
  assertEquals([...answer], [7, 7, 7, 7]);
});

Deno.test("Finisher touches nothing beside its four parameters", () => {
  for (const finish of ["store", "sgd", "momentum"] as const) {
    const { floats, values, gradients, velocities, run } = createFinisher(finish, 0.9);
    run([1, 2, 3, 4], 0.5);
    for (const own of [values, gradients, velocities]) own.fill(7);
    assertEquals(floats.slice(0, REGIONS.learningRate / 4).findIndex((value) => value !== 7), -1);
  }
});
