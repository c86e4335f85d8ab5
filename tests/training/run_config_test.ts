import { assertEquals, assertThrows } from "@std/assert";
import { decodeRunConfig, encodeRunConfig, type RunConfig } from "../../lib/training/run_config.ts";
import { completeSettings } from "../../lib/training/settings.ts";

const CONFIG: RunConfig = {
  version: "1.2.3",
  architecture: "softmax 10",
  from: null,
  settings: completeSettings({ optimizer: "adam", epochs: 7 }),
  engine: "compiled",
  arithmetic: "exact",
  target: 0.99,
  data: {
    dataset: "mnist",
    fallback: null,
    folder: "data",
    pictures: null,
    limit: 100,
    training: 90,
    validation: 10,
    test: 20,
    sha256: "ab12",
  },
  output: null,
  checkpointEvery: 0.5,
};

Deno.test("decodeRunConfig() reads what encodeRunConfig() writes", () => {
  assertEquals(decodeRunConfig(encodeRunConfig(CONFIG)), CONFIG);
  const other = { ...CONFIG, target: null, output: "weights", engine: "plain" as const };
  assertEquals(decodeRunConfig(encodeRunConfig(other)), other);
});

Deno.test("encodeRunConfig() writes for people, too", () => {
  const lines = new TextDecoder().decode(encodeRunConfig(CONFIG)).split("\n");
  assertEquals(lines.slice(0, 3), ["{", '  "format": "cnn run 1",', '  "version": "1.2.3",']);
  assertEquals(lines.slice(-2), ["}", ""]);
});

Deno.test("decodeRunConfig() refuses every value that cannot be", () => {
  const { data, settings } = CONFIG;
  const cases: [value: unknown, message: string][] = [
    ["{", 'expected a JSON object, got "{"'],
    [[], "expected a JSON object, got []"],
    [{ ...CONFIG, format: "cnn run 2" }, 'expected "cnn run 1" as "format", got "cnn run 2"'],
    [{ ...CONFIG, version: 1 }, 'expected a text as "version", got 1'],
    [{ ...CONFIG, engine: "steam" }, 'expected "compiled" or "plain" as "engine", got "steam"'],
    [{ ...CONFIG, arithmetic: undefined }, 'expected "exact" or "fused" as "arithmetic", got none'],
    [{ ...CONFIG, target: 2 }, 'expected a number from 0 to 1 or null as "target", got 2'],
    [{ ...CONFIG, output: 2 }, 'expected a text or null as "output", got 2'],
    [{ ...CONFIG, checkpointEvery: 0 }, 'expected a number above 0 as "checkpointEvery", got 0'],
    [{ ...CONFIG, data: null }, "expected a JSON object, got null"],
    [{ ...CONFIG, data: { ...data, limit: -1 } }, 'of at least 0 or null as "limit", got -1'],
    [{ ...CONFIG, data: { ...data, training: 0.5 } }, 'at least 0 as "training", got 0.5'],
    [{ ...CONFIG, data: { ...data, sha256: null } }, 'expected a text as "sha256", got null'],
    [{ ...CONFIG, settings: { ...settings, epochs: 0 } }, "expected epochs to be a whole number"],
    [{ ...CONFIG, settings: undefined }, "Cannot read the settings: expected a JSON object"],
  ];
  for (const [value, message] of cases) {
    const text = JSON.stringify(
      Array.isArray(value) || typeof value === "string"
        ? value
        : { format: "cnn run 1", ...value as object },
    );
    const bytes = new TextEncoder().encode(text);
    assertThrows(() => decodeRunConfig(bytes), SyntaxError, message);
  }
});
