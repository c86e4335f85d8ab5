import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { findDataset } from "../../lib/dataset/dataset.ts";
import { createEngine } from "../../lib/engine/create_engine.ts";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { Random } from "../../lib/random.ts";
import { calibrate, fitTemperature, temper } from "../../lib/training/temperature.ts";

/** Answers of a network that is right as often as it says, and the labels to them. */
function honestAnswers(count: number): { probabilities: Float32Array; labels: Uint8Array } {
  const random = new Random(1, "answers");
  const probabilities = new Float32Array(3 * count);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const powers = [0, 1, 2].map(() => Math.exp(2 * random.normal()));
    const sum = powers[0] + powers[1] + powers[2];
    powers.forEach((power, k) => probabilities[3 * n + k] = power / sum);
    let left = random.uniform();
    while (labels[n] < 2 && left >= probabilities[3 * n + labels[n]]) {
      left -= probabilities[3 * n + labels[n]++];
    }
  }
  return { probabilities, labels };
}

Deno.test("temper leaves the order, and brings classes nearer above 1 and apart below", () => {
  const probabilities = Float32Array.of(0.7, 0.2, 0.1);
  assertEquals(temper(probabilities, 1), probabilities);
  const [first, second, third] = temper(probabilities, 2);
  assertAlmostEquals(first / third, Math.sqrt(7), 1e-5);
  assertAlmostEquals(first + second + third, 1, 1e-6);
  assertAlmostEquals(temper(probabilities, 0.5)[0], 0.49 / 0.54, 1e-6);
});

Deno.test("temper keeps what is certain certain", () => {
  assertEquals(temper(Float32Array.of(0, 1, 0), 3), Float32Array.of(0, 1, 0));
});

Deno.test("fitTemperature finds 1 for honest answers, and undoes what is too sure or not enough", () => {
  const { probabilities, labels } = honestAnswers(8000);
  assertAlmostEquals(fitTemperature(probabilities, labels), 1, 0.06);
  for (const temperature of [0.5, 2.5]) {
    const changed = probabilities.slice();
    for (let n = 0; n < labels.length; n++) {
      changed.set(temper(probabilities.slice(3 * n, 3 * n + 3), temperature), 3 * n);
    }
    assertAlmostEquals(fitTemperature(changed, labels), 1 / temperature, 0.06 / temperature);
  }
});

Deno.test("fitTemperature stays in its range when all answers are right", () => {
  const temperature = fitTemperature(Float32Array.of(0.6, 0.4, 0.3, 0.7), Uint8Array.of(0, 1));
  assert(temperature >= 0.19 && temperature < 0.21, `${temperature}`);
});

Deno.test("fitTemperature refuses what does not belong together", () => {
  const message = "Cannot fit a temperature: expected probabilities of all classes for each label";
  assertThrows(() => fitTemperature(new Float32Array(5), new Uint8Array(2)), TypeError, message);
  assertThrows(() => fitTemperature(new Float32Array(0), new Uint8Array(0)), TypeError, message);
});

Deno.test("calibrate finds the temperature of a network's answers, whatever its batch", async () => {
  const digits = await findDataset("generated", { folder: "", seed: 1 }).open("train");
  const network = new Network(parseArchitecture("pool 4, softmax 10"));
  initialize(network, 1);
  const images = await digits.read(0, 130);
  const temperatures = [130, 50].map((batch) => {
    const engine = createEngine(network, { batch, threads: 1 });
    const temperature = calibrate(engine, images);
    engine.close();
    return temperature;
  });
  // It has learned nothing: the best that it can be is unsure.
  assert(temperatures[0] > 3, `${temperatures}`);
  assertAlmostEquals(temperatures[0], temperatures[1], 1e-9);
});
