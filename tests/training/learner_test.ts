import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { evaluate, type Evaluation } from "../../lib/training/evaluate.ts";
import { Learner } from "../../lib/training/learner.ts";
import { completeSettings, type TrainingSettings } from "../../lib/training/settings.ts";
import { train } from "../../lib/training/train.ts";
import { labelledPatterns } from "./labelled_patterns.ts";

const images = labelledPatterns(70, { classes: 4, size: 6 });
const validation = labelledPatterns(40, { classes: 4, size: 6, seed: 2 });

function createLearner(settings: TrainingSettings): Learner {
  const network = new Network(
    parseArchitecture("conv 3x3 relu, pool 2, batchnorm, dense 6 tanh, softmax 4"),
    [1, 6, 6],
  );
  initialize(network, settings.seed);
  return new Learner(network, settings, { count: images.count, kind: "plain" });
}

const CASES: Partial<TrainingSettings>[] = [
  {},
  { momentum: 0.5 },
  { optimizer: "nesterov" },
  { optimizer: "adam" },
  { optimizer: "adamw", averaging: 0.9, clipNorm: 1, labelSmoothing: 0.1 },
  { averaging: 0.9 },
];

Deno.test("Learner goes on from its state to the same bits, whatever its settings", async () => {
  for (const choice of CASES) {
    const settings = completeSettings({ ...choice, epochs: 4, batch: 8, seed: 6 });
    const { epochs, learningRate, seed } = settings;
    const options = { images, validation, epochs, learningRate, seed, validationsPerEpoch: 9 };

    const whole = createLearner(settings);
    await train({ ...options, engine: whole.engine, averages: whole.averages });

    const first = createLearner(settings);
    const from = await train({
      ...options,
      engine: first.engine,
      averages: first.averages,
      onValidation: (_, { steps }) => steps === 21,
    });
    const goOn = { ...from, isOver: false };
    const state = structuredClone(first.state());
    const second = createLearner(completeSettings({ ...settings, seed: 99 }));
    second.restore(state);
    await train({ ...options, engine: second.engine, averages: second.averages, from: goOn });

    assertEquals(second.state(), whole.state());
    assertEquals(second.result().values, whole.result().values);
    assertNotEquals(second.state(), first.state());
  }
});

Deno.test("Learner is judged by what is left of it in the end", async () => {
  for (const averaging of [0, 0.95]) {
    const settings = completeSettings({ epochs: 3, batch: 8, seed: 6, averaging });
    const learner = createLearner(settings);
    const { epochs, learningRate, seed } = settings;
    const { engine, averages } = learner;
    let judgement: Evaluation | undefined;
    await train({
      ...{ engine, averages, images, validation, epochs, learningRate, seed },
      onEpoch: (report) => judgement = report.validation,
    });
    const result = learner.result();
    assertEquals(result === engine.network, averaging === 0);
    const judge = new Learner(result, settings, { count: 40, kind: "plain" });
    assertEquals((await evaluate(judge.engine, validation)).mistakes, judgement!.mistakes);
    learner.close();
    judge.close();
  }
});

Deno.test("Learner refuses a state of another optimizer", () => {
  const state = createLearner(completeSettings({ optimizer: "adam" })).state();
  assertThrows(() => createLearner(completeSettings({})).restore(state), TypeError, "no tensors");
});
