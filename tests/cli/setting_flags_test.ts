import { assertEquals } from "@std/assert";
import { readFlags } from "../../lib/cli/read_flags.ts";
import { formatSettings, SETTING_FLAGS, settingsFromFlags } from "../../lib/cli/setting_flags.ts";
import { textFlag } from "../../lib/cli/flags.ts";
import { PRESETS } from "../../lib/training/presets.ts";
import { completeSettings, type TrainingSettings } from "../../lib/training/settings.ts";

const FLAGS = { model: textFlag("PRESET|TEXT", "", "article"), ...SETTING_FLAGS };

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

Deno.test("formatSettings() writes flags that mean the same", () => {
  const settings = completeSettings({ epochs: 9, learningRate: 1e-7, schedule: "constant" });
  const flags = formatSettings(settings);
  assertEquals(flags.slice(0, 3), ["--epochs 9", "--batch 32", "--learning-rate 1e-7"]);
  assertEquals(settingsOf(...flags.flatMap((flag) => flag.split(" "))), settings);
});
