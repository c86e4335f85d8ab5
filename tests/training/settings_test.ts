import { assert, assertEquals, assertThrows } from "@std/assert";
import { readSettings } from "../../lib/training/read_settings.ts";
import {
  completeSettings,
  isUsed,
  type OptimizerName,
  SETTING_NAMES,
  SETTINGS,
} from "../../lib/training/settings.ts";

Deno.test("completeSettings() takes what is chosen and the fallbacks of the rest, in order", () => {
  const settings = completeSettings({ momentum: 0.5, epochs: 7 });
  assertEquals(Object.keys(settings), SETTING_NAMES);
  for (const name of SETTING_NAMES) {
    const chosen = { momentum: 0.5, epochs: 7 }[name as string];
    assertEquals(settings[name], chosen ?? SETTINGS[name].fallback, name);
  }
});

Deno.test("completeSettings() has fallbacks that suit the optimizer", () => {
  const { learningRate, momentum, epochs } = completeSettings({ optimizer: "nesterov", epochs: 2 });
  assertEquals([learningRate, momentum, epochs], [0.05, 0.9, 2]);
  assertEquals(completeSettings({ optimizer: "adamw" }).weightDecay, 0.01);
  assertEquals(completeSettings({ optimizer: "adam" }).learningRate, 0.001);
  assertEquals(completeSettings({ optimizer: "adam", learningRate: 0.5 }).learningRate, 0.5);
});

Deno.test("completeSettings() has fallbacks that suit the schedule", () => {
  assertEquals(completeSettings({ schedule: "one-cycle" }).warmup, 0.3);
  assertEquals(completeSettings({ schedule: "one-cycle", warmup: 0.1 }).warmup, 0.1);
  assertEquals(completeSettings({ schedule: "cosine" }).warmup, 0);
});

Deno.test("isUsed() tells which settings an optimizer looks at", () => {
  assertEquals(["sgd", "adam"].map((name) => isUsed("momentum", name as OptimizerName)), [
    true,
    false,
  ]);
  assertEquals(isUsed("beta2", "nesterov"), false);
  assertEquals(isUsed("beta2", "adamw"), true);
  assertEquals(isUsed("weightDecay", "sgd"), true);
});

Deno.test("completeSettings() trains as the article's network is trained if nothing is said", () => {
  assertEquals(completeSettings({}), {
    epochs: 4,
    batch: 32,
    optimizer: "sgd",
    learningRate: 0.2,
    schedule: "linear",
    warmup: 0,
    momentum: 0,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
    clipNorm: 0,
    averaging: 0,
    labelSmoothing: 0,
    augment: "none",
    settle: 0,
    drawn: 0,
    seed: 1,
  });
});

Deno.test("completeSettings() says in numbers how images are augmented", () => {
  const { augment } = completeSettings({ augment: "light,scale=0,noise=.5" });
  assertEquals(augment, "shift=1.5,rotation=10,stretch=0.05,shear=5,noise=0.5");
  assertEquals(completeSettings({ augment }).augment, augment);
});

Deno.test("readSettings() reads what JSON made of settings, in any order", () => {
  const settings = completeSettings({ epochs: 2, learningRate: 0.015625, schedule: "constant" });
  const text = JSON.stringify(Object.fromEntries(Object.entries(settings).toReversed()));
  const read = readSettings(JSON.parse(text));
  assertEquals(read, settings);
  assertEquals(Object.keys(read), SETTING_NAMES);
});

Deno.test("readSettings() refuses every setting that is missing, of another kind or out of range", () => {
  const settings = completeSettings({});
  for (const name of SETTING_NAMES) {
    const without = Object.entries(settings).filter(([key]) => key !== name);
    for (const wrong of [undefined, null, [], {}, -1, true, "nonsense", NaN]) {
      const value = Object.fromEntries([...without, [name, wrong]]);
      const { message } = assertThrows(() => readSettings(value), SyntaxError);
      assert(message.startsWith(`Cannot read the settings: expected ${name} to be `), message);
    }
  }
});

Deno.test("readSettings() says what was expected and what was found", () => {
  const settings = completeSettings({});
  const cases: [value: unknown, message: string][] = [
    [{ ...settings, epochs: 0 }, "expected epochs to be a whole number of at least 1, got 0"],
    [{ ...settings, epochs: "4" }, 'expected epochs to be a whole number of at least 1, got "4"'],
    [{ ...settings, batch: 1.5 }, "expected batch to be a whole number of at least 1, got 1.5"],
    [{ ...settings, seed: 2 ** 53 }, "expected seed to be a whole number of at least 0, got 9007"],
    [{ ...settings, learningRate: 0 }, "expected learningRate to be a number above 0, got 0"],
    [{ ...settings, schedule: "up" }, "expected schedule to be one of constant, linear, step, "],
    [{ ...settings, epoch: 4 }, 'a setting that there is (did you mean "epochs"?), got "epoch"'],
    [{ ...settings, ["__proto__"]: 4 }, 'a setting that there is, got "__proto__"'],
    [[], "expected a JSON object, got []"],
    [null, "expected a JSON object, got null"],
    [4, "expected a JSON object, got 4"],
  ];
  for (const [value, message] of cases) {
    assertThrows(() => readSettings(value), SyntaxError, message);
  }
});
