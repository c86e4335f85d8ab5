import { assert, assertEquals, assertLess, assertNotEquals, assertThrows } from "@std/assert";
import { generateDigits } from "../../lib/dataset/generated/generate_digits.ts";
import { CONTROL } from "../../lib/compiler/control.ts";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { loadBatch } from "../../lib/training/batches.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { randomNetwork } from "../compiler/random_network.ts";
import { assertNear, copyImages, copyOf, distance } from "./compare_engines.ts";
import { createPreset, fillEngine, fillNetwork } from "./fill_engine.ts";

function createNetwork(text: string): Network {
  const network = new Network(parseArchitecture(text), [1, 8, 8]);
  fillNetwork(network, 1);
  return network;
}

Deno.test("CompiledEngine leaves out others at each step and for each seed, in training only", () => {
  const network = createNetwork("conv 4x3 relu, pool 2, dropout 0.5, softmax 3");
  const optimizer = new SgdOptimizer();
  const answersOf = (seed: number) => {
    const engine = new CompiledEngine(network, { batch: 4, optimizer, seed });
    fillEngine(engine, 1);
    const answer = (compute: () => void) => {
      compute();
      return engine.probabilities.slice();
    };
    const answers = {
      whole: answer(() => engine.forward(4)),
      gradients: answer(() => engine.gradients(4)),
      steps: [1, 2].map(() => answer(() => engine.step(4, 0))),
      wholeAgain: answer(() => engine.forward(4)),
    };
    engine.close();
    return answers;
  };
  const { whole, gradients, steps: [first, second], wholeAgain } = answersOf(1);
  assertEquals(wholeAgain, whole);
  assertEquals(first, gradients);
  assertNotEquals(first, whole);
  assertNotEquals(second, first);
  assertNotEquals(answersOf(2).steps[0], first);
  const onlyForward = new CompiledEngine(network, { batch: 4 });
  fillEngine(onlyForward, 1);
  onlyForward.forward(4);
  assertEquals(onlyForward.probabilities, whole);
});

/** The largest distance of a parameter of one engine from the same one of the other, after training. */
function drift(
  network: Network,
  { steps, batch, momentum, learningRate, seed }: TrainingRun,
): number {
  const [count, height, width] = [160, 28, 28];
  const digits = {
    ...{ count, height, width },
    images: new Uint8Array(count * height * width),
    labels: new Uint8Array(count),
  };
  generateDigits({ seed, stream: "train", first: 0, ...digits });
  const plain = new PlainEngine(copyOf(network), {
    batch,
    optimizer: new SgdOptimizer({ momentum }),
  });
  const compiled = new CompiledEngine(copyOf(network), {
    batch,
    threads: 2,
    optimizer: new SgdOptimizer({ momentum }),
  });
  let first = 0;
  for (let step = 0; step < steps; step++) {
    const count = loadBatch(plain, digits, { first });
    copyImages(plain, compiled);
    plain.step(count, learningRate);
    compiled.step(count, learningRate);
    first = (first + count) % digits.count;
  }
  compiled.sync();
  compiled.close();
  const distances = plain.network.parameters.map(({ parameter: { value } }, k) =>
    distance(compiled.network.parameters[k].parameter.value, value)
  );
  assert(distance(plain.network.values, network.values) > 0.01, "nothing was learnt");
  return Math.max(...distances);
}

/** A training run. */
interface TrainingRun {
  steps: number;
  batch: number;
  momentum: number;
  /** Small enough that a run does not jump about, where differences would grow. */
  learningRate: number;
  /** Chooses the images. */
  seed: number;
}

for (
  const { name, ...run } of [
    { name: "article", steps: 200, batch: 7, momentum: 0, learningRate: 0.01 },
    { name: "article", steps: 200, batch: 1, momentum: 0.9, learningRate: 0.002 },
    { name: "lenet5", steps: 200, batch: 3, momentum: 0, learningRate: 0.01 },
    { name: "lenet5", steps: 200, batch: 3, momentum: 0.9, learningRate: 0.002 },
    { name: "keras", steps: 25, batch: 3, momentum: 0.9, learningRate: 0.002 },
  ]
) {
  const { steps, momentum } = run;
  Deno.test(`CompiledEngine equals PlainEngine after ${steps} steps of ${name}, momentum ${momentum}`, () => {
    // Where a ReLU or a pooling stands so near to the edge that rounding decides, two right runs
    // part: those of the plain engine too, when its first weights differ in the last bit. So this
    // counts the second best of three.
    const drifts = [1, 2, 3].map((seed) => drift(createPreset(name), { ...run, seed }));
    assertLess(drifts.toSorted((a, b) => a - b)[1], 1e-4, drifts.join());
  });
}

Deno.test("CompiledEngine offers arrays of the batch's size", () => {
  const network = new Network(parseArchitecture("conv 2x3, softmax 5"), [3, 6, 7]);
  const engine = new CompiledEngine(network, { batch: 11 });
  assertEquals(engine.batch, 11);
  assertEquals(engine.network, network);
  assertEquals(engine.images.length, 11 * 3 * 6 * 7);
  assertEquals(engine.labels.length, 11);
  assertEquals(engine.probabilities.length, 11 * 5);
});

Deno.test("CompiledEngine.gradients() overwrites what was there and leaves the values alone", () => {
  const network = createNetwork("conv 2x3 relu, pool 2, dense 14, softmax 3");
  const values = network.values.slice();
  const engine = new CompiledEngine(network, { batch: 2, optimizer: new SgdOptimizer() });
  fillEngine(engine, 1);
  engine.gradients(2);
  const once = network.gradients.slice();
  network.gradients.fill(5);
  engine.gradients(2);
  assertEquals(network.gradients, once);
  engine.sync();
  assertEquals(network.values, values);
});

Deno.test("CompiledEngine takes a batch that is not full", () => {
  const network = createNetwork("conv 9x3 relu, pool 2, dense 15 tanh, softmax 3");
  const full = new CompiledEngine(network, { batch: 13, optimizer: new SgdOptimizer() });
  const exact = new CompiledEngine(copyOf(network), { batch: 2, optimizer: new SgdOptimizer() });
  fillEngine(full, 1);
  // What an earlier, full batch left behind must not count.
  full.gradients(13);
  const probabilities = full.probabilities.slice();
  const loss = full.gradients(2);
  assertEquals(full.probabilities, probabilities);

  exact.images.set(full.images.subarray(0, exact.images.length));
  exact.labels.set(full.labels.subarray(0, 2));
  assertEquals(exact.gradients(2), loss);
  assertEquals(exact.network.gradients, network.gradients);
});

Deno.test("CompiledEngine.step() leaves the network's values behind until sync()", () => {
  const network = createNetwork("conv 2x3 relu, pool 2, softmax 3");
  const engine = new CompiledEngine(network, { batch: 4, optimizer: new SgdOptimizer() });
  fillEngine(engine, 1);
  const before = network.values.slice();
  const losses = [engine.step(4, 0.1), engine.step(4, 0.1)];
  assert(losses[1] < losses[0], losses.join());
  assertEquals(network.values, before);
  engine.sync();
  for (const { name, parameter, offset } of network.parameters) {
    assert(parameter.value.some((value, i) => value !== before[offset + i]), name);
  }
});

Deno.test("CompiledEngine has the same results with fused arithmetic, but for rounding", () => {
  for (let seed = 0; seed < 10; seed++) {
    const network = randomNetwork(seed);
    const exact = new CompiledEngine(network, { batch: 3 });
    const fused = new CompiledEngine(network, { batch: 3, arithmetic: "fused" });
    fillEngine(exact, 1);
    fillEngine(fused, 1);
    exact.forward(3);
    fused.forward(3);
    assertNear(fused.probabilities, exact.probabilities, `seed ${seed}`, { tolerance: 1e-5 });
  }
});

Deno.test("CompiledEngine refuses more images than it was made for, and none", () => {
  const engine = new CompiledEngine(createNetwork("softmax 3"), {
    batch: 4,
    optimizer: new SgdOptimizer(),
  });
  for (const count of [0, 5, -1, 1.5, NaN]) {
    const message = `Cannot compute: expected from 1 to 4 images, got ${count}`;
    assertThrows(() => engine.forward(count), RangeError, message);
    assertThrows(() => engine.gradients(count), RangeError, message);
    assertThrows(() => engine.step(count, 0.1), RangeError, message);
  }
});

Deno.test("CompiledEngine.step() and .gradients() need an optimizer", () => {
  const engine = new CompiledEngine(createNetwork("softmax 3"), { batch: 1 });
  const expected = "expected an engine with an optimizer";
  assertThrows(
    () => engine.step(1, 0.1),
    TypeError,
    `Cannot take a training step: ${expected}`,
  );
  assertThrows(() => engine.gradients(1), TypeError, `Cannot compute gradients: ${expected}`);
});

Deno.test("CompiledEngine refuses a batch or threads that are none", () => {
  const network = createNetwork("softmax 3");
  for (const number of [0, -1, 1.5, NaN]) {
    const expected = `must be a whole number of at least 1, got ${number}`;
    assertThrows(
      () => new CompiledEngine(network, { batch: number }),
      RangeError,
      `Cannot create an engine: batch ${expected}`,
    );
    assertThrows(
      () => new CompiledEngine(network, { batch: 1, threads: number }),
      RangeError,
      `Cannot create an engine: threads ${expected}`,
    );
  }
});

Deno.test("CompiledEngine refuses a batch that needs too much memory", () => {
  for (const name of ["article", "lenet5", "keras"]) {
    for (const batch of [1e6, 1e9, Number.MAX_SAFE_INTEGER]) {
      const error = assertThrows(
        () => new CompiledEngine(createPreset(name), { batch, optimizer: new SgdOptimizer() }),
        RangeError,
      );
      assertEquals(
        error.message.replace(/"[^"]+"/, "..."),
        "Cannot compile the network: expected at most 2 GiB of memory, got more (for ...); " +
          "choose a smaller batch",
      );
    }
  }
});

for (const threads of [1, 2]) {
  Deno.test(`CompiledEngine says so when a thread has died, of ${threads}`, () => {
    const network = createNetwork("conv 2x3 relu, pool 2, softmax 3");
    const optimizer = new SgdOptimizer();
    const engine = new CompiledEngine(network, { batch: 4, threads, optimizer });
    fillEngine(engine, 1);
    engine.step(4, 0.1);
    // What a dying worker does; the control region is the first of the memory.
    Atomics.store(new Int32Array(engine.images.buffer), CONTROL.fault / 4, 1);
    for (const call of [() => engine.step(4, 0.1), () => engine.forward(4)]) {
      assertThrows(
        call,
        Error,
        "Cannot go on computing: expected all threads to answer, got one that died",
      );
    }
    engine.close();
  });

  Deno.test(`CompiledEngine cannot be used after close(), with threads: ${threads}`, () => {
    const network = createNetwork("conv 2x3 relu, pool 2, softmax 3");
    const optimizer = new SgdOptimizer();
    const engine = new CompiledEngine(network, { batch: 4, threads, optimizer });
    fillEngine(engine, 1);
    engine.step(4, 0.1);
    engine.close();
    engine.close();
    for (
      const call of [
        () => engine.forward(4),
        () => engine.gradients(4),
        () => engine.step(4, 0.1),
      ]
    ) {
      assertThrows(
        call,
        TypeError,
        "Cannot compute: expected an open engine, got one that was closed",
      );
    }
  });
}

Deno.test("CompiledEngine can be closed before its threads have started", () => {
  const engine = new CompiledEngine(createNetwork("softmax 3"), { batch: 1, threads: 4 });
  engine.close();
  assertThrows(() => engine.forward(1), TypeError);
});

Deno.test("CompiledEngine computes for several engines in turn", () => {
  const network = createNetwork("conv 4x3 relu, pool 2, softmax 3");
  const engines = [1, 2, 3].map((threads) => new CompiledEngine(network, { batch: 5, threads }));
  for (const seed of [1, 2, 3]) {
    const found = engines.map((engine) => {
      fillEngine(engine, seed);
      engine.forward(5);
      return engine.probabilities.slice();
    });
    assertEquals(found[1], found[0]);
    assertEquals(found[2], found[0]);
  }
  for (const engine of engines) engine.close();
});
