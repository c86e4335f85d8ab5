import { assertEquals } from "@std/assert";
import { completeSettings } from "../../lib/training/settings.ts";
import { createTrainingEngine, optimizerRule } from "../../lib/training/training_engine.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";

Deno.test("optimizerRule() is the rule that the settings name", () => {
  const rules = [
    [{ momentum: 0.5 }, { kind: "sgd", momentum: 0.5, nesterov: false, weightDecay: 0 }],
    [
      { optimizer: "nesterov", weightDecay: 0.25 },
      { kind: "sgd", momentum: 0.9, nesterov: true, weightDecay: 0.25 },
    ],
    [
      { optimizer: "adam", beta1: 0.5 },
      { kind: "adam", beta1: 0.5, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
    ],
    [
      { optimizer: "adamw", beta2: 0.5, epsilon: 0.125 },
      { kind: "adamw", beta1: 0.9, beta2: 0.5, epsilon: 0.125, weightDecay: 0.01 },
    ],
  ] as const;
  for (const [settings, rule] of rules) {
    assertEquals<unknown>(optimizerRule(completeSettings(settings)), rule);
  }
});

Deno.test("createTrainingEngine() makes an engine that keeps what the settings ask for", () => {
  const network = new Network(parseArchitecture("softmax 2"), [1, 2, 2]);
  const engineOf = (settings: Parameters<typeof completeSettings>[0], count: number) =>
    createTrainingEngine(network, completeSettings(settings), { count, kind: "plain" });
  assertEquals(engineOf({ batch: 8 }, 5).batch, 5);
  assertEquals(engineOf({ batch: 8 }, 50).batch, 8);
  const engine = engineOf({ optimizer: "adam", averaging: 0.9, labelSmoothing: 0.5 }, 1);
  assertEquals(Object.keys(engine.state().tensors).sort(), [
    "average",
    "first_moment",
    "second_moment",
  ]);
  // With half of each label spread, no network of two classes is below this.
  const loss = engine.gradients(1);
  assertEquals(loss.toFixed(6), Math.LN2.toFixed(6));
});
