import { assert, assertEquals, assertThrows } from "@std/assert";
import { formatArchitecture } from "../../lib/network/architecture.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { findArchitecture, findPreset, PRESETS } from "../../lib/training/presets.ts";
import { readSettings } from "../../lib/training/read_settings.ts";
import { completeSettings } from "../../lib/training/settings.ts";

/** Each: name, parameters, multiply-adds an image. */
const COUNTS: [string, number, number][] = [
  [
    "article",
    // conv 16x3 nobias: 28x28 -> 26x26; pool 2: 13x13
    16 * 9 + (16 * 13 * 13 + 1) * 10, // 27,194
    16 * 9 * 26 * 26 + 16 * 13 * 13 * 10, // 124,384
  ],
  [
    "lenet5",
    // conv 6x5 same: 28x28; pool: 14x14; conv 16x5: 10x10; pool: 5x5; dense 120, 84; softmax 10
    6 * (25 + 1) + 16 * (6 * 25 + 1) + 120 * (400 + 1) + 84 * (120 + 1) + 10 * (84 + 1), // 61,706
    6 * 25 * 784 + 16 * 150 * 100 + 120 * 400 + 84 * 120 + 10 * 84, // 416,520
  ],
  [
    "keras",
    // conv 32x3: 26x26; pool: 13x13; conv 64x3: 11x11; pool: 5x5 (a row and a column left over)
    32 * (9 + 1) + 64 * (32 * 9 + 1) + 10 * (64 * 25 + 1), // 34,826
    32 * 9 * 676 + 64 * 288 * 121 + 10 * 1600, // 2,440,960
  ],
];

Deno.test("PRESETS have the parameters and multiply-adds that arithmetic gives", () => {
  assertEquals(PRESETS.map(({ name }) => name), COUNTS.map(([name]) => name));
  for (const [name, parameters, multiplyAdds] of COUNTS) {
    const network = new Network(findArchitecture(name));
    assertEquals([name, network.parameterCount], [name, parameters]);
    assertEquals([name, network.multiplyAdds], [name, multiplyAdds]);
  }
  assertEquals(COUNTS.map(([, parameters]) => parameters), [27_194, 61_706, 34_826]);
  assertEquals(COUNTS.map(([, , multiplyAdds]) => multiplyAdds), [124_384, 416_520, 2_440_960]);
});

Deno.test("PRESETS are written as formatArchitecture() writes them", () => {
  for (const { architecture, summary } of PRESETS) {
    assertEquals(formatArchitecture(parseArchitecture(architecture)), architecture);
    assert(summary.length > 0);
  }
});

Deno.test("PRESETS have settings in their ranges, and no more than differ from the fallbacks", () => {
  for (const { name, settings } of PRESETS) {
    const { optimizer } = settings;
    const usual = completeSettings({ optimizer });
    const complete = completeSettings(settings);
    assertEquals(readSettings(complete), complete, name);
    const others = Object.entries(complete).filter(([key, value]) =>
      value !== usual[key as keyof typeof usual]
    );
    assertEquals(
      { ...(optimizer && { optimizer }), ...Object.fromEntries(others) },
      settings,
      name,
    );
  }
});

Deno.test("findPreset() finds a preset by its whole name only", () => {
  assertEquals(findPreset("lenet5"), PRESETS[1]);
  assertEquals(findPreset("lenet"), undefined);
  assertEquals(findPreset("softmax 10"), undefined);
});

Deno.test("findArchitecture() takes a name or a text", () => {
  assertEquals(findArchitecture("article"), findArchitecture(PRESETS[0].architecture));
  assertEquals(findArchitecture("softmax 3"), [{ kind: "softmax", classes: 3 }]);
});

Deno.test("findArchitecture() tells a name from a text in its errors", () => {
  const models =
    'expected article, lenet5, keras or a text such as "conv 16x3 relu, pool 2, softmax 10"';
  const cases = [
    ["lenet", `Cannot find the model: ${models}, got "lenet" (did you mean "lenet5"?)`],
    ["Article", `Cannot find the model: ${models}, got "Article" (did you mean "article"?)`],
    ["resnet-50", `Cannot find the model: ${models}, got "resnet-50"`],
    ["", `Cannot find the model: ${models}, got ""`],
    ["conv 16x3, pool", "Cannot read the architecture: expected SIZE"],
  ];
  for (const [text, message] of cases) {
    assertThrows(() => findArchitecture(text), SyntaxError, message);
  }
});
