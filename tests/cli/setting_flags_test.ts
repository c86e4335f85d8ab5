import { assertEquals, assertThrows } from "@std/assert";
import { readFlags } from "../../lib/cli/read_flags.ts";
import {
  describeFineTuning,
  formatSettings,
  SETTING_FLAGS,
  settingsFromFlags,
} from "../../lib/cli/setting_flags.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";
import { textFlag } from "../../lib/cli/flags.ts";
import { fineTuningSettings } from "../../lib/training/fine_tuning.ts";
import { findPreset, PRESETS } from "../../lib/training/presets.ts";
import { completeSettings, SETTINGS, type TrainingSettings } from "../../lib/training/settings.ts";

const FLAGS = {
  model: textFlag("PRESET|TEXT", "", "article"),
  from: textFlag("FILE", "", undefined),
  ...SETTING_FLAGS,
};

function settingsOf(...args: string[]): TrainingSettings {
  return settingsFromFlags(readFlags(FLAGS, args).values);
}

Deno.test("settingsFromFlags() has a preset's settings where no flag says otherwise", () => {
  for (const { name, settings } of PRESETS) {
    assertEquals(settingsOf("--model", name), completeSettings(settings));
    const changed = { epochs: 9, learningRate: 0.125, schedule: "constant" as const, seed: 0 };
    assertEquals(
      settingsOf(
        ...["--model", name, "--epochs", "9", "--learning-rate", "0.125"],
        ...["--schedule", "constant", "--seed", "0"],
      ),
      completeSettings({ ...settings, ...changed }),
    );
  }
});

Deno.test("settingsFromFlags() has the fallbacks for a network without a name", () => {
  assertEquals(settingsOf("--model", "softmax 10"), completeSettings({}));
});

Deno.test("settingsFromFlags() has what suits a network that begins with weights, not its preset's", () => {
  const args = ["--from", "w", "--model", "best"];
  assertEquals(settingsOf(...args), fineTuningSettings({}));
  const given = { epochs: 9, optimizer: "adam" as const };
  assertEquals(
    settingsOf(...args, "--epochs", "9", "--optimizer", "adam"),
    fineTuningSettings(given),
  );
});

Deno.test("describeFineTuning() writes the flags that make a network learn so", () => {
  assertEquals(settingsOf(...describeFineTuning().split(" ")), fineTuningSettings({}));
});

Deno.test("settingsFromFlags() keeps of a preset what is of use for another optimizer", () => {
  const { epochs, batch } = completeSettings(findPreset("keras")!.settings);
  const settings = settingsOf("--model", "keras", "--optimizer", "adam", "--beta1", "0.8");
  assertEquals(settings, completeSettings({ epochs, batch, optimizer: "adam", beta1: 0.8 }));
  assertEquals(
    settingsOf("--model", "keras", "--optimizer", "sgd"),
    completeSettings(findPreset("keras")!.settings),
  );
});

Deno.test("settingsFromFlags() refuses what the optimizer makes no use of", () => {
  const cases: [args: string[], message: string][] = [
    [
      ["--optimizer", "adam", "--momentum", "0.5"],
      "--momentum is for --optimizer sgd or nesterov, got --optimizer adam",
    ],
    [["--beta2", "0.9"], "--beta2 is for --optimizer adam or adamw, got --optimizer sgd"],
    [
      ["--optimizer", "nesterov", "--momentum", "0"],
      "--optimizer nesterov needs a --momentum above 0, got 0",
    ],
  ];
  for (const [args, message] of cases) {
    assertEquals(assertThrows(() => settingsOf(...args), UsageError).message, message);
  }
});

Deno.test("settingsFromFlags() reads how images are augmented, and refuses what it cannot read", () => {
  const augment = "rotation=10,elastic=1";
  assertEquals(settingsOf("--augment", " elastic=1, rotation=10"), completeSettings({ augment }));
  assertThrows(
    () => settingsOf("--augment", "rotation=10,elastic=99"),
    UsageError,
    '--augment needs a number from 0 to 10 for elastic, got "elastic=99"',
  );
});

Deno.test("formatSettings() writes flags that mean the same", () => {
  const settings = completeSettings({ epochs: 9, learningRate: 1e-7, schedule: "constant" });
  const flags = formatSettings(settings);
  assertEquals(flags.slice(0, 3), ["--epochs 9", "--batch 32", "--optimizer sgd"]);
  assertEquals(settingsOf(...flags.flatMap((flag) => flag.split(" "))), settings);
  for (const optimizer of SETTINGS.optimizer.choices) {
    const settings = completeSettings({ optimizer });
    const flags = formatSettings(settings);
    assertEquals(settingsOf(...flags.flatMap((flag) => flag.split(" "))), settings);
  }
});
