import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import { shapeLength } from "../../lib/layers/layer.ts";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { findArchitecture } from "../../lib/training/presets.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { assertClose } from "../assert_close.ts";
import { numericGradient } from "../gradient_check.ts";
import { fillEngine, fillNetwork } from "./fill_engine.ts";

function createNetwork(text: string, size = 8): Network {
  const network = new Network(parseArchitecture(text), [1, size, size]);
  fillNetwork(network, 1);
  return network;
}

Deno.test("PlainEngine computes a network that fits on paper", () => {
  // One image of 1x2 pixels, 255 and 51, which the engine scales to 1 and 0.2.
  const network = new Network(parseArchitecture("dense 2 relu, softmax 2"), [1, 1, 2]);
  const [weight1, bias1, weight2, bias2] = network.parameters.map(({ parameter }) => parameter);
  weight1.value.set([
    ...[1, 5], // 1*1 + 5*0.2 = 2
    ...[-1, 0], // -1*1 + 0.5 < 0, cut off
  ]);
  bias1.value.set([0, 0.5]);
  weight2.value.set([
    ...[0.5, 1],
    ...[0, 1],
  ]);
  bias2.value.set([Math.log(3) - 1, 0]);
  const engine = new PlainEngine(network, { batch: 1, optimizer: new SgdOptimizer() });
  engine.images.set([255, 51]);
  engine.labels[0] = 1;

  // Logits log 3 and 0: probabilities 3/4 and 1/4, loss log 4.
  const loss = engine.gradients(1);
  assertClose(engine.probabilities, [0.75, 0.25], 1e-6);
  assertAlmostEquals(loss, Math.log(4), 1e-6);
  // Logit gradients 0.75 and 0.25 - 1, times the hidden layer's 2 and 0.
  assertClose(weight2.gradient, [1.5, 0, -1.5, 0], 1e-6);
  assertClose(bias2.gradient, [0.75, -0.75], 1e-6);
  // Back through weight2: 0.5*0.75 + 0*-0.75 = 0.375; the second unit is cut off.
  assertClose(weight1.gradient, [0.375, 0.375 * 0.2, 0, 0], 1e-6);
  assertClose(bias1.gradient, [0.375, 0], 1e-6);

  engine.step(1, 0.1);
  assertClose(weight1.value, [1 - 0.0375, 5 - 0.0075, -1, 0], 1e-6);
  assertClose(bias2.value, [Math.log(3) - 1 - 0.075, 0.075], 1e-6);
});

/** What an engine that was told nothing else tells its layers before the first step. */
const FIRST_PASS = { seed: 1, step: 0 };

/**
 * The mean loss of an engine's images as a function of `values`, computed in double precision: there a
 * step can be so small that no ReLU changes its side meanwhile, and no pooling window its winner.
 * The layers are told what they are told in training.
 */
function createPreciseLoss(engine: PlainEngine): { values: Float64Array; loss: () => number } {
  const { network: { architecture, inputShape }, batch, images, labels } = engine;
  const values = Float64Array.from(engine.network.values);
  const network = new Network(architecture, inputShape);
  // The layers' loops do not mind of which precision an array is.
  network.bind(single(values), single(new Float64Array(values.length)));
  const activations = [inputShape, ...network.layers.map(({ layer }) => layer.outputShape)]
    .map((shape) => new Float64Array(batch * shapeLength(shape)));
  activations[0].set(Float64Array.from(images, (pixel) => pixel / 255));

  function loss(): number {
    for (const [k, { layer }] of network.layers.entries()) {
      layer.forward(single(activations[k]), single(activations[k + 1]), batch, FIRST_PASS);
    }
    const probabilities = activations[network.layers.length];
    let sum = 0;
    for (let n = 0; n < batch; n++) sum -= Math.log(probabilities[n * network.classes + labels[n]]);
    return sum / batch;
  }
  return { values, loss };
}

function single(array: Float64Array): Float32Array {
  return array as unknown as Float32Array;
}

const ARCHITECTURES = [
  "softmax 3",
  "dense 6 tanh, dense 5 sigmoid, softmax 4",
  "conv 4x3 nobias, pool 2, softmax 5",
  "conv 3x5 same relu, pool 2, conv 4x3 relu, pool 2, dense 6 relu, dense 5 relu, softmax 4",
  "conv 3x3 relu, pool 2, conv 5x3 relu, softmax 4",
  "conv 3x3 nobias tanh, conv 2x3 stride 2 pad 1 sigmoid, softmax 3",
  "pool 3 stride 1, conv 2x3 tanh, pool 2 stride 1, dense 5 nobias, softmax 3",
  "conv 2x2 stride 2 relu, conv 3x2 pad 1 tanh, pool 3 stride 2, dense 4 sigmoid, softmax 3",
  "conv 4x3 same nobias, batchnorm relu, dropout 0.25, avgpool 2, conv 5x3 relu, globalpool, softmax 3",
  "dropout 0.1, avgpool 3 stride 2, conv 3x2 tanh, dropout 0.2, dense 6 nobias, batchnorm tanh, " +
  "dropout 0.5, softmax 4",
];

for (const text of ARCHITECTURES) {
  Deno.test(`PlainEngine.gradients() agrees with differences of the loss: ${text}`, () => {
    const engine = new PlainEngine(createNetwork(text), { batch: 3 });
    fillEngine(engine, 1);
    const { values, loss } = createPreciseLoss(engine);
    assertAlmostEquals(engine.gradients(3), loss(), 1e-6);
    const numeric = numericGradient(values, loss, 2 ** -20);
    for (const { name, parameter: { gradient }, offset } of engine.network.parameters) {
      assertClose(gradient, numeric.subarray(offset, offset + gradient.length), 1e-5, name);
    }
  });
}

Deno.test("PlainEngine.gradients() overwrites what was there", () => {
  const network = createNetwork("conv 2x3 relu, pool 2, softmax 3");
  const engine = new PlainEngine(network, { batch: 2 });
  fillEngine(engine, 1);
  engine.gradients(2);
  const once = network.gradients.slice();
  network.gradients.fill(5);
  engine.gradients(2);
  assertEquals(network.gradients, once);
});

Deno.test("PlainEngine.gradients() are the mean of those of single images", () => {
  const network = createNetwork("conv 2x3 relu, pool 2, dense 4 tanh, softmax 3");
  const engine = new PlainEngine(network, { batch: 3 });
  fillEngine(engine, 1);
  const loss = engine.gradients(3);
  const gradients = network.gradients.slice();
  const probabilities = engine.probabilities.slice();

  const alone = new PlainEngine(network, { batch: 1 });
  const sum = new Float64Array(network.parameterCount);
  let lossSum = 0;
  for (let n = 0; n < 3; n++) {
    alone.images.set(engine.images.subarray(64 * n, 64 * n + 64));
    alone.labels[0] = engine.labels[n];
    lossSum += alone.gradients(1);
    network.gradients.forEach((gradient, i) => sum[i] += gradient);
    assertEquals(alone.probabilities, probabilities.slice(3 * n, 3 * n + 3));
  }
  assertAlmostEquals(loss, lossSum / 3, 1e-6);
  assertClose(gradients, sum.map((value) => value / 3), 1e-5);
});

Deno.test("PlainEngine leaves out others at each step, and the same for the same seed", () => {
  const network = createNetwork("dropout 0.5, dense 20 relu, dropout 0.5, softmax 3");
  const answersOf = (seed: number) => {
    const engine = new PlainEngine(network, { batch: 4, optimizer: new SgdOptimizer(), seed });
    fillEngine(engine, 1);
    return [1, 2, 3].map(() => {
      engine.step(4, 0);
      return engine.probabilities.slice();
    });
  };
  const [first, second, third] = answersOf(1);
  assertNotEquals(first, second);
  assertNotEquals(second, third);
  assertEquals(answersOf(1), [first, second, third]);
  assertNotEquals(answersOf(2)[0], first);
});

Deno.test("PlainEngine.gradients() leaves out what the next step does", () => {
  const network = createNetwork("dropout 0.5, dense 20 relu, dropout 0.5, softmax 3");
  const engine = new PlainEngine(network, { batch: 4, optimizer: new SgdOptimizer() });
  fillEngine(engine, 1);
  const loss = engine.gradients(4);
  assertEquals(engine.gradients(4), loss);
  assertEquals(engine.step(4, 0), loss);
});

Deno.test("PlainEngine.forward() leaves nothing out", () => {
  const [whole, thinned] = ["dense 9 tanh, softmax 3", "dense 9 tanh, dropout 0.9, softmax 3"].map(
    (text) => {
      const engine = new PlainEngine(createNetwork(text), { batch: 4 });
      fillEngine(engine, 1);
      engine.forward(4);
      return engine.probabilities;
    },
  );
  assertEquals(thinned, whole);
});

Deno.test("PlainEngine takes a batch that is not full", () => {
  const network = createNetwork("conv 2x3 relu, pool 2, softmax 3");
  const full = new PlainEngine(network, { batch: 5 });
  fillEngine(full, 1);
  // What an earlier, full batch left behind must not count.
  full.gradients(5);
  const loss = full.gradients(2);
  const gradients = network.gradients.slice();

  const exact = new PlainEngine(network, { batch: 2 });
  exact.images.set(full.images.subarray(0, exact.images.length));
  exact.labels.set(full.labels.subarray(0, 2));
  assertEquals(exact.gradients(2), loss);
  assertEquals(network.gradients, gradients);
});

Deno.test("PlainEngine.step() is gradients() and the optimizer's update", () => {
  const text = "conv 2x3 relu, pool 2, softmax 3";
  const [stepped, updated] = [createNetwork(text), createNetwork(text)];
  const engine = new PlainEngine(stepped, {
    batch: 4,
    optimizer: new SgdOptimizer({ momentum: 0.9, weightDecay: 0.1 }),
  });
  const other = new PlainEngine(updated, { batch: 4 });
  const optimizer = new SgdOptimizer({ momentum: 0.9, weightDecay: 0.1 });
  const velocities = updated.parameters.map(({ parameter }) => new Float32Array(parameter.length));
  for (let steps = 0; steps < 5; steps++) {
    fillEngine(engine, steps);
    fillEngine(other, steps);
    const before = stepped.values.slice();
    const loss = engine.step(4, 0.1);
    assertEquals(other.gradients(4), loss);
    for (const [k, { name, parameter: { value, gradient } }] of updated.parameters.entries()) {
      const isDecayed = name.endsWith(".weight");
      const moments = [velocities[k]];
      optimizer.update(value, gradient, { learningRate: 0.1, steps, moments, isDecayed });
    }
    assertEquals(stepped.values, updated.values);
    assert(stepped.values.some((value, i) => value !== before[i]));
  }
});

Deno.test("PlainEngine.step() averages all values, statistics included, from the first step on", () => {
  const network = createNetwork("conv 2x3, batchnorm relu, softmax 3");
  const engine = new PlainEngine(network, {
    batch: 4,
    optimizer: new SgdOptimizer(),
    averaging: 0.2,
  });
  const averages = new Float32Array(network.valueCount);
  network.values[0] = 0.25;
  engine.readAverages(averages);
  assertEquals(averages, network.values);
  let expected = [...network.values];
  // min(0.2, 1/10), min(0.2, 2/11), min(0.2, 3/12)
  for (const [step, kept] of [1 / 10, 2 / 11, 0.2].entries()) {
    fillEngine(engine, step);
    engine.step(4, 0.1);
    expected = expected.map((average, i) => kept * average + (1 - kept) * network.values[i]);
    engine.readAverages(averages);
    assertClose(averages, expected, 1e-6, `step ${step}`);
  }
  assert(
    network.parameters.some(({ name, parameter: { value }, offset }) =>
      name.endsWith(".running_mean") && value[0] !== averages[offset]
    ),
  );
});

Deno.test("PlainEngine.step() clips the gradients of the batch", () => {
  const network = createNetwork("conv 2x3 relu, pool 2, softmax 3");
  const options = { batch: 4, optimizer: new SgdOptimizer() };
  const engine = new PlainEngine(network, { ...options, clipNorm: 0.01 });
  fillEngine(engine, 1);
  engine.gradients(4);
  const norm = Math.hypot(...network.gradients);
  assert(norm > 0.1, `${norm}`);
  const before = network.values.slice();
  const expected = before.map((value, i) => value - 2 * 0.01 / norm * network.gradients[i]);
  engine.step(4, 2);
  assertClose(network.values, expected, 1e-5);
});

Deno.test("PlainEngine.gradients() smooths labels", () => {
  const network = new Network(parseArchitecture("softmax 2"), [1, 1, 1]);
  const engine = new PlainEngine(network, { batch: 1, labelSmoothing: 0.5 });
  engine.images[0] = 255;
  // Probabilities 1/2 and 1/2, targets 3/4 and 1/4
  assertAlmostEquals(engine.gradients(1), Math.LN2, 1e-6);
  assertClose(network.gradients, [-0.25, 0.25, -0.25, 0.25], 1e-6);
});

Deno.test("PlainEngine.step() goes downhill", () => {
  const network = new Network(findArchitecture("article"));
  initialize(network, 1);
  const engine = new PlainEngine(network, { batch: 8, optimizer: new SgdOptimizer() });
  fillEngine(engine, 1);
  const losses = Array.from({ length: 30 }, () => engine.step(8, 0.02));
  assert(losses.every((loss, k) => k === 0 || loss < losses[k - 1]), losses.join());
  assert(losses[29] < losses[0] / 2, losses.join());
});

Deno.test("PlainEngine.step() needs an optimizer", () => {
  const engine = new PlainEngine(createNetwork("softmax 3"), { batch: 1 });
  assertThrows(
    () => engine.step(1, 0.1),
    TypeError,
    "Cannot take a training step: expected an engine with an optimizer",
  );
});

Deno.test("PlainEngine refuses a batch that is none, or needs too much memory", () => {
  const network = new Network(findArchitecture("article"));
  for (const batch of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => new PlainEngine(network, { batch }),
      RangeError,
      `Cannot create an engine: batch must be a whole number of at least 1, got ${batch}`,
    );
  }
  // An image takes 784 + 10,816 + 2,704 + 10 numbers, and as many gradients: 2^29 / 28,628.
  assertThrows(
    () => new PlainEngine(network, { batch: 1e6 }),
    RangeError,
    "Cannot create an engine: the batch must be at most 18753 for this network, got 1000000",
  );
});

Deno.test("PlainEngine refuses more images than it was made for, and none", () => {
  const engine = new PlainEngine(createNetwork("softmax 3"), { batch: 4 });
  for (const count of [0, 5, -1, 1.5, NaN]) {
    assertThrows(
      () => engine.forward(count),
      RangeError,
      `Cannot compute: expected from 1 to 4 images, got ${count}`,
    );
    assertThrows(() => engine.gradients(count), RangeError);
  }
});

Deno.test("PlainEngine follows a network that moves into other memory", () => {
  const network = createNetwork("conv 2x3 relu, pool 2, softmax 3");
  const engine = new PlainEngine(network, { batch: 2, optimizer: new SgdOptimizer() });
  fillEngine(engine, 1);
  engine.forward(2);
  const probabilities = engine.probabilities.slice();
  const values = new Float32Array(network.parameterCount);
  network.bind(values, new Float32Array(network.parameterCount));
  engine.forward(2);
  assertEquals(engine.probabilities, probabilities);
  const before = values.slice();
  engine.step(2, 0.5);
  assert(values.some((value, i) => value !== before[i]));
  engine.close();
});
