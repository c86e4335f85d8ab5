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
  [
    "fast",
    // conv 12x5: 24x24; pool: 12x12; conv 32x3: 10x10; pool: 5x5. A batchnorm has two parameters a
    // channel, and multiplies and adds once for each value.
    12 * 25 + 2 * 12 + 32 * 12 * 9 + 2 * 32 + 10 * (32 * 25 + 1), // 11,854
    12 * 25 * 576 + 12 * 144 + 32 * 108 * 100 + 32 * 25 + 10 * 800, // 528,928
  ],
  [
    "tiny",
    // conv 4x5: 24x24; pool: 12x12; conv 6x5: 8x8; pool: 4x4; avgpool: 2x2
    4 * 25 + 2 * 4 + 6 * 4 * 25 + 2 * 6 + 10 * (6 * 4 + 1), // 970
    4 * 25 * 576 + 4 * 144 + 6 * 100 * 64 + 6 * 16 + 10 * 24, // 96,912
  ],
  [
    "best",
    // same: 28x28 twice; pool: 14x14 twice; pool: 7x7 twice; pool: 3x3
    32 * 9 + 32 * 32 * 9 + 64 * 32 * 9 + 64 * 64 * 9 + 128 * 64 * 9 + 128 * 128 * 9 +
    2 * (32 + 32 + 64 + 64 + 128 + 128) + 10 * (128 * 9 + 1), // 298,410
    784 * (32 * 9 + 32 * 32 * 9) + 196 * (64 * 32 * 9 + 64 * 64 * 9) +
    49 * (128 * 64 * 9 + 128 * 128 * 9) +
    32 * 784 + 32 * 196 + 64 * 196 + 64 * 49 + 128 * 49 + 128 * 9 + 10 * 128 * 9, // 29,193,152
  ],
];

Deno.test("PRESETS have the parameters and multiply-adds that arithmetic gives", () => {
  assertEquals(PRESETS.map(({ name }) => name), COUNTS.map(([name]) => name));
  for (const [name, parameters, multiplyAdds] of COUNTS) {
    const network = new Network(findArchitecture(name));
    assertEquals([name, network.parameterCount], [name, parameters]);
    assertEquals([name, network.multiplyAdds], [name, multiplyAdds]);
  }
  assertEquals(
    COUNTS.map(([, parameters]) => parameters),
    [27_194, 61_706, 34_826, 11_854, 970, 298_410],
  );
  assertEquals(
    COUNTS.map(([, , multiplyAdds]) => multiplyAdds),
    [124_384, 416_520, 2_440_960, 528_928, 96_912, 29_193_152],
  );
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
    'expected article, lenet5, keras, fast, tiny, best or a text such as "conv 16x3 relu, pool 2, softmax 10"';
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
