import { assert, assertEquals } from "@std/assert";
import measured from "../../lib/training/measured.json" with { type: "json" };
import {
  findMeasurement,
  type Measurement,
  type Measurements,
} from "../../lib/training/measurements.ts";
import { findPreset, type Preset } from "../../lib/training/presets.ts";
import { readSettings } from "../../lib/training/read_settings.ts";
import { completeSettings } from "../../lib/training/settings.ts";

const PRESET: Preset = {
  name: "small",
  summary: "",
  architecture: "softmax 10",
  settings: { epochs: 3 },
};

const MEASUREMENT: Measurement = {
  architecture: "softmax 10",
  settings: completeSettings({ epochs: 3 }),
  runs: 5,
  accuracy: { mean: 0.9, worst: 0.8, best: 0.95, interval: [0.85, 0.95] },
  elapsedMs: 1234,
  machine: "one core",
};

Deno.test("findMeasurement() finds what was measured of a preset as it is now, and nothing else", () => {
  const measurements = JSON.parse(JSON.stringify({ small: MEASUREMENT }));
  assertEquals(findMeasurement(PRESET, measurements), MEASUREMENT);
  const others = [
    { ...PRESET, name: "tiny" },
    { ...PRESET, name: "constructor" },
    { ...PRESET, architecture: "dense 5, softmax 10" },
    { ...PRESET, settings: { epochs: 4 } },
    { ...PRESET, settings: {} },
  ];
  for (const other of others) assertEquals(findMeasurement(other, measurements), undefined);
});

Deno.test("measured.json has measurements of presets", () => {
  for (const [name, value] of Object.entries(measured as unknown as Measurements)) {
    assert(findPreset(name), name);
    const { runs, accuracy: { mean, worst, best }, elapsedMs, settings } = value;
    assert(worst <= mean && mean <= best && best <= 1 && runs >= 1 && elapsedMs > 0);
    assertEquals(readSettings(settings), completeSettings(settings));
  }
});
