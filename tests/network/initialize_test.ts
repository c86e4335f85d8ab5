import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { findArchitecture } from "../../lib/training/presets.ts";

function createInitialized(text: string, seed: number): Network {
  const network = new Network(findArchitecture(text));
  network.values.fill(NaN);
  initialize(network, seed);
  return network;
}

Deno.test("initialize() fills weights up to the limit of their fans, and biases with zeros", () => {
  const network = createInitialized(
    "conv 8x5 relu, pool 2, conv 16x3 tanh, dense 50 relu, dense 40, softmax 10",
    1,
  );
  const limits: Record<string, number> = {
    // In front of a ReLU, He: sqrt(6 / fanIn)
    "conv1.weight": Math.sqrt(6 / 25),
    "dense1.weight": Math.sqrt(6 / (16 * 10 * 10)),
    // Elsewhere, Glorot: sqrt(6 / (fanIn + fanOut))
    "conv2.weight": Math.sqrt(6 / (8 * 9 + 16 * 9)),
    "dense2.weight": Math.sqrt(6 / (50 + 40)),
    "softmax.weight": Math.sqrt(6 / (40 + 10)),
  };
  for (const { name, parameter: { value } } of network.parameters) {
    if (name.endsWith(".bias")) {
      assertEquals(value, new Float32Array(value.length), name);
      continue;
    }
    const limit = limits[name];
    assert(value.every((weight) => Math.abs(weight) <= Math.fround(limit)), name);
    // Uniform: mean 0, deviation limit / sqrt(3); the largest of so many is near the limit.
    const mean = value.reduce((sum, weight) => sum + weight, 0) / value.length;
    const square = value.reduce((sum, weight) => sum + weight ** 2, 0) / value.length;
    const largest = value.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    assertAlmostEquals(mean / limit, 0, 0.1, name);
    assertAlmostEquals(Math.sqrt(3 * square) / limit, 1, 0.08, name);
    assert(largest > 0.97 * limit, name);
  }
});

Deno.test("initialize() gives the same weights for the same seed, and others for another", () => {
  assertEquals(createInitialized("lenet5", 7).values, createInitialized("lenet5", 7).values);
  assertNotEquals(createInitialized("lenet5", 7).values, createInitialized("lenet5", 8).values);
});

Deno.test("initialize() gives these very weights for seed 1", () => {
  // Weights files and records of runs depend on it: a change here is a change to all of them.
  const { values } = createInitialized("article", 1);
  assertEquals([...values.subarray(0, 4)].map((value) => value.toFixed(6)), [
    "-0.024886",
    "0.160488",
    "0.091431",
    "-0.156783",
  ]);
});

Deno.test("initialize() works on a network that was never touched", () => {
  const network = new Network(parseArchitecture("dense 3, softmax 2"), [1, 2, 2]);
  initialize(network, 1);
  assert(network.parameters[0].parameter.value.every((weight) => weight !== 0));
  assert(network.parameters[0].parameter.value.buffer === network.values.buffer);
});
