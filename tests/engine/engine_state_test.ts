import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { createEngine, type EngineKind } from "../../lib/engine/create_engine.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import { requireState, stateNames } from "../../lib/engine/engine_state.ts";
import type { StepOptions } from "../../lib/engine/step_options.ts";
import type { Network } from "../../lib/network/network.ts";
import { AdamOptimizer } from "../../lib/training/adam_optimizer.ts";
import { AdamWOptimizer } from "../../lib/training/adamw_optimizer.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { networkOf } from "../compiler/random_network.ts";
import { copyOf } from "./compare_engines.ts";
import { fillEngine } from "./fill_engine.ts";

const BATCH = 6;

const NETWORKS = [
  "conv 12x3 nobias relu, pool 2, softmax 10",
  "conv 9x3 tanh, pool 2, conv 6x3 pad 1 relu, pool 2, dense 15 sigmoid, softmax 5",
  "dropout 0.1, conv 9x3 nobias, pool 2, batchnorm relu, dropout 0.3, dense 15 relu, softmax 5",
];

const ENGINES: [kind: EngineKind, threads: number, threadsAfter: number][] = [
  ["plain", 1, 1],
  ["compiled", 1, 1],
  ["compiled", 2, 3],
];

function takeSteps(engine: Engine, first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => {
    fillEngine(engine, first + index);
    return engine.step(BATCH, 0.05);
  });
}

function assertContinues(
  network: Network,
  create: (network: Network, threads: number) => Engine,
  [threads, threadsAfter]: number[],
): void {
  const [begun, resumed] = [copyOf(network), copyOf(network)];
  const engine = create(begun, threads);
  takeSteps(engine, 0, 5);
  engine.sync();
  const saved = begun.values.slice();
  const state = engine.state();
  const tensors = structuredClone(state.tensors);
  const losses = takeSteps(engine, 5, 10);
  engine.sync();
  // The state is a copy.
  assertEquals(state, { steps: 5, tensors });

  const other = create(resumed, threadsAfter);
  resumed.values.set(saved);
  other.load();
  other.restore(state);
  assertEquals(other.state(), state);
  assertEquals(takeSteps(other, 5, 10), losses);
  other.sync();
  assertEquals(resumed.values, begun.values);
  assertEquals(other.state(), engine.state());
  const [averages, expected] = [new Float32Array(saved.length), new Float32Array(saved.length)];
  other.readAverages(averages);
  engine.readAverages(expected);
  assertEquals(averages, expected);
  engine.close();
  other.close();
}

/** What is remembered in between, or not. */
const OPTIONS: [title: string, options: StepOptions][] = [
  ["sgd", { optimizer: new SgdOptimizer() }],
  ["momentum, averaged", { optimizer: new SgdOptimizer({ momentum: 0.9 }), averaging: 0.9 }],
  ["adam, clipped, smoothed", {
    optimizer: new AdamOptimizer(),
    averaging: 0.9,
    clipNorm: 0.5,
    labelSmoothing: 0.1,
  }],
  ["adamw, averaged", { optimizer: new AdamWOptimizer({ weightDecay: 0.1 }), averaging: 0.5 }],
];

for (const [kind, threads, threadsAfter] of ENGINES) {
  for (const [title, options] of OPTIONS) {
    Deno.test(`${kind} engine goes on from a state: ${title}, ${threads} threads`, () => {
      for (const text of NETWORKS) {
        const network = networkOf(text, [1, 12, 11]);
        const create = (network: Network, threads: number) =>
          createEngine(network, { kind, batch: BATCH, threads, ...options });
        assertContinues(network, create, [threads, threadsAfter]);
      }
    });
  }
}

for (const kind of ["plain", "compiled"] as const) {
  Deno.test(`${kind} engine goes elsewhere without its state`, () => {
    const optimizer = new SgdOptimizer({ momentum: 0.9 });
    const begun = networkOf("softmax 3", [1, 3, 3]);
    const engine = createEngine(begun, { kind, batch: BATCH, threads: 1, optimizer });
    takeSteps(engine, 0, 5);
    engine.sync();
    const resumed = copyOf(begun);
    const other = createEngine(resumed, { kind, batch: BATCH, threads: 1, optimizer });
    for (const one of [engine, other]) {
      takeSteps(one, 5, 6);
      one.sync();
    }
    assertNotEquals(resumed.values, begun.values);
  });

  Deno.test(`${kind} engine takes over values, and computes with them`, () => {
    const network = networkOf(NETWORKS[1], [1, 12, 11]);
    const other = copyOf(network);
    for (let i = 0; i < other.values.length; i++) other.values[i] *= 0.5;
    const options = { kind, batch: BATCH, threads: 1, optimizer: new SgdOptimizer() };
    const [engine, expected] = [network, other].map((network) => createEngine(network, options));
    fillEngine(engine, 1);
    fillEngine(expected, 1);
    engine.step(BATCH, 0.1);
    network.values.set(other.values);
    engine.load();
    engine.forward(BATCH);
    expected.forward(BATCH);
    assertEquals(engine.probabilities, expected.probabilities);
    assertEquals(engine.step(BATCH, 0.1), expected.step(BATCH, 0.1));
    engine.sync();
    expected.sync();
    assertEquals(network.values, other.values);
  });

  Deno.test(`${kind} engine has its values for averages if it keeps none`, () => {
    const network = networkOf(NETWORKS[0], [1, 12, 11]);
    const optimizer = new SgdOptimizer();
    const engine = createEngine(network, { kind, batch: BATCH, threads: 1, optimizer });
    takeSteps(engine, 0, 2);
    const averages = new Float32Array(network.valueCount);
    engine.readAverages(averages);
    engine.sync();
    assertEquals(averages, network.values);
    assertEquals(engine.state(), { steps: 2, tensors: {} });
  });

  Deno.test(`${kind} engine refuses a state that is another one's`, () => {
    const network = networkOf("softmax 3", [1, 3, 3]);
    const optimizer = new SgdOptimizer({ momentum: 0.9 });
    const engine = createEngine(network, { kind, batch: 1, threads: 1, optimizer });
    const before = engine.state();
    assertThrows(() => engine.restore({ steps: 1, tensors: {} }), TypeError);
    assertEquals(engine.state(), before);
  });
}

Deno.test("stateNames() names what is remembered", () => {
  assertEquals(stateNames({}), []);
  assertEquals(stateNames({ rule: new SgdOptimizer().rule, averaging: 0.9 }), ["average"]);
  assertEquals(stateNames({ rule: new AdamOptimizer().rule, averaging: 0.9 }), [
    ...["first_moment", "second_moment", "average"],
  ]);
});

Deno.test("requireState() says what is wrong", () => {
  const expected = { names: ["velocity", "average"], length: 2 };
  const tensors = { average: new Float32Array(2), velocity: new Float32Array(2) };
  requireState({ steps: 0, tensors }, expected);
  requireState({ steps: 7, tensors: {} }, { names: [], length: 2 });
  for (const steps of [-1, 1.5, NaN]) {
    assertThrows(
      () => requireState({ steps, tensors }, expected),
      RangeError,
      `Cannot restore the engine: expected a whole number of steps of at least 0, got ${steps}`,
    );
  }
  assertThrows(
    () => requireState({ steps: 1, tensors: { velocity: new Float32Array(2) } }, expected),
    TypeError,
    'Cannot restore the engine: expected "velocity" and "average", got "velocity"',
  );
  assertThrows(
    () => requireState({ steps: 1, tensors }, { names: [], length: 2 }),
    TypeError,
    'Cannot restore the engine: expected no tensors, got "average" and "velocity"',
  );
  assertThrows(
    () =>
      requireState({ steps: 1, tensors: { ...tensors, average: new Float32Array(3) } }, expected),
    TypeError,
    'Cannot restore the engine: expected 2 elements in "average", got 3',
  );
});
