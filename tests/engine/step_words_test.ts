import { assertAlmostEquals, assertEquals } from "@std/assert";
import { stepWords } from "../../lib/engine/step_words.ts";

const adam = { beta1: 0.5, beta2: 0.75, epsilon: 1e-8, weightDecay: 0.1 } as const;

Deno.test("stepWords() of gradient descent tell the learning rate and the averages' share", () => {
  const rule = { kind: "sgd", momentum: 0.9, nesterov: true, weightDecay: 0.1 } as const;
  const words = stepWords(rule, { learningRate: 0.25, steps: 2, averaging: 0.5 });
  assertEquals(words, { learningRate: 0.25, rootScale: 1, shrinkage: 1, averageShare: 0.75 });
});

Deno.test("stepWords() of Adam are the corrections of its moments", () => {
  for (const kind of ["adam", "adamw"] as const) {
    // 1 - 0.5^3 and 1 - 0.75^3
    const words = stepWords({ kind, ...adam }, { learningRate: 0.5, steps: 2, averaging: 0.99 });
    assertAlmostEquals(words.learningRate, 0.5 / 0.875, 1e-12);
    assertAlmostEquals(words.rootScale, 1 / Math.sqrt(0.578125), 1e-12);
    assertAlmostEquals(words.shrinkage, 0.95, 1e-12);
    assertAlmostEquals(words.averageShare, 0.75, 1e-12);
    const later = stepWords({ kind, ...adam }, { learningRate: 0.5, steps: 1e6, averaging: 0.99 });
    assertEquals([later.learningRate, later.rootScale], [0.5, 1]);
  }
});
