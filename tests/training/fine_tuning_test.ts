import { assertEquals } from "@std/assert";
import { fineTuningSettings } from "../../lib/training/fine_tuning.ts";
import { completeSettings, SETTING_NAMES, SETTINGS } from "../../lib/training/settings.ts";

Deno.test("fineTuningSettings() takes a tenth of the steps that the optimizer usually takes", () => {
  for (const optimizer of SETTINGS.optimizer.choices) {
    const { learningRate, warmup } = fineTuningSettings({ optimizer });
    assertEquals(learningRate, completeSettings({ optimizer }).learningRate / 10);
    assertEquals(warmup, 0);
  }
  assertEquals(fineTuningSettings({}).learningRate, 0.005);
});

Deno.test("fineTuningSettings() keeps what is chosen, and has all in order", () => {
  const chosen = { epochs: 9, learningRate: 0.5, augment: "none", optimizer: "sgd" as const };
  const settings = fineTuningSettings(chosen);
  assertEquals(settings, completeSettings(chosen));
  assertEquals(Object.keys(fineTuningSettings({})), SETTING_NAMES);
});
