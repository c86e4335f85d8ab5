import { assertAlmostEquals, fail } from "@std/assert";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import type { StepOptions } from "../../lib/engine/step_options.ts";
import { formatArchitecture } from "../../lib/network/architecture.ts";
import { Network } from "../../lib/network/network.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { fillWithClearImages } from "../compiler/decisions.ts";

/** By how much both engines may differ, as a share of a gradient's length. */
const TOLERANCE = 1e-4;

/** A gradient that is shorter than this share of all of them need not be more exact than they are. */
const LEAST_SHARE = 1e-2;

/** How two engines are compared. */
export interface Comparison {
  /** The most images of a call, and how many there are. */
  batch: number;
  count: number;
  /** Chooses images and labels. */
  seed: number;
  momentum?: number;
  /** What steps do besides. */
  step?: Omit<StepOptions, "optimizer">;
  threads?: number;
}

/**
 * Compares both engines on one network: outputs, loss and every gradient, the parameters after two
 * steps, the outputs after that, and those of an engine that cannot train.
 *
 * @returns False if no images were found by which rounding could not tip a decision of the network.
 */
export function compareEngines(network: Network, options: Comparison): boolean {
  const { batch, count, seed, momentum = 0, step = {}, threads = 1 } = options;
  const title = `${formatArchitecture(network.architecture)} on ${network.inputShape.join("x")}, ` +
    `${count} images of ${batch}, momentum ${momentum}, threads ${threads}, seed ${seed}, ` +
    JSON.stringify(step);
  const training = { batch, ...step, optimizer: new SgdOptimizer({ momentum }) };
  const plain = new PlainEngine(network, training);
  if (!fillWithClearImages(plain, count, seed)) return false;
  const onlyForward = new CompiledEngine(copyOf(network), { batch, threads });
  const compiled = new CompiledEngine(copyOf(network), { threads, ...training });
  try {
    copyImages(plain, compiled);
    copyImages(plain, onlyForward);
    compareGradients(plain, compiled, count, title);
    plain.forward(count);
    onlyForward.forward(count);
    compareProbabilities(plain, onlyForward, count, `${title}: without training`);
    compareSteps(plain, compiled, count, title);
  } finally {
    compiled.close();
    onlyForward.close();
  }
  return true;
}

/** A network of the same architecture and parameters. */
export function copyOf(network: Network): Network {
  const copy = new Network(network.architecture, network.inputShape);
  copy.values.set(network.values);
  return copy;
}

/** Gives an engine another one's images and labels. */
export function copyImages(from: Engine, to: Engine): void {
  to.images.set(from.images);
  to.labels.set(from.labels);
}

/** The distance of two vectors, as a share of the second one's length, or of `least` if it is more. */
export function distance(actual: Float32Array, expected: Float32Array, least = 0): number {
  let difference = 0;
  for (const [i, value] of expected.entries()) difference += (actual[i] - value) ** 2;
  return difference === 0 ? 0 : Math.sqrt(difference) / Math.max(lengthOf(expected), least);
}

function lengthOf(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0));
}

/** Fails if two vectors are further apart than `tolerance`: see `distance`. */
export function assertNear(
  actual: Float32Array,
  expected: Float32Array,
  what: string,
  { tolerance = TOLERANCE, least = 0 } = {},
): void {
  const error = distance(actual, expected, least);
  // Not a number is not near.
  if (!(error < tolerance)) fail(`${what}: relative error ${error}, expected below ${tolerance}`);
}

function compareGradients(plain: Engine, compiled: Engine, count: number, title: string): void {
  const loss = plain.gradients(count);
  assertAlmostEquals(compiled.gradients(count), loss, TOLERANCE * Math.max(1, loss), title);
  compareProbabilities(plain, compiled, count, title);
  // In front of a batch normalization a bias changes nothing: its gradient is what rounding leaves.
  const least = LEAST_SHARE * lengthOf(plain.network.gradients);
  for (const [k, { name, parameter: { gradient } }] of plain.network.parameters.entries()) {
    const found = compiled.network.parameters[k].parameter.gradient;
    assertNear(found, gradient, `${title}: gradient of ${name}`, { least });
  }
}

function compareSteps(plain: Engine, compiled: Engine, count: number, title: string): void {
  for (const step of [1, 2]) {
    // The second step is a small one: nothing keeps its images from a ReLU's edge.
    const learningRate = step === 1 ? 0.02 : 0.001;
    const loss = plain.step(count, learningRate);
    const found = compiled.step(count, learningRate);
    assertAlmostEquals(found, loss, TOLERANCE * Math.max(1, loss), `${title}: step ${step}`);
    compiled.sync();
    for (const [k, { name, parameter: { value } }] of plain.network.parameters.entries()) {
      const trained = compiled.network.parameters[k].parameter.value;
      assertNear(trained, value, `${title}: ${name} after step ${step}`);
    }
  }
  plain.forward(count);
  compiled.forward(count);
  compareProbabilities(plain, compiled, count, `${title}: after two steps`);
}

function compareProbabilities(
  plain: Engine,
  compiled: Engine,
  count: number,
  title: string,
): void {
  const length = count * plain.network.classes;
  const [expected, found] = [plain, compiled].map((engine) =>
    engine.probabilities.subarray(0, length)
  );
  assertNear(found, expected, `${title}: probabilities`);
}
