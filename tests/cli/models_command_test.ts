import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { formatMeasurement } from "../../lib/cli/format_measurement.ts";
import { findMeasurement } from "../../lib/training/measurements.ts";
import { PRESETS } from "../../lib/training/presets.ts";
import { completeSettings } from "../../lib/training/settings.ts";
import { CANNOT_RUN, runCnn } from "./run_cnn.ts";

Deno.test({
  name: "cnn models lists the presets with their size",
  ignore: CANNOT_RUN,
  fn: async () => {
    const { code, stdout, stderr } = await runCnn(["models"]);
    assertEquals([code, stderr], [0, ""]);
    for (const { name, summary, architecture } of PRESETS) {
      assertMatch(stdout, new RegExp(`^${name}( \\(the default\\))?: `, "m"));
      assertStringIncludes(stdout, summary);
      assertStringIncludes(stdout, `\n  ${architecture}\n`);
    }
    assertStringIncludes(stdout, "27,194 parameters, 124,384 multiply-adds an image");
  },
});

Deno.test({
  name: "cnn models PRESET shows a network layer by layer",
  ignore: CANNOT_RUN,
  fn: async () => {
    const { code, stdout } = await runCnn(["models", "article"]);
    assertEquals(code, 0);
    const text = `conv 16x3 nobias, pool 2, softmax 10

layer      output  parameters  multiply-adds
image     1x28x28
conv1    16x26x26         144         97,344
pool1    16x13x13           0              0
softmax        10      27,050         27,040
total                  27,194        124,384

deno task train --model article stands for
  --epochs 4 --batch 32 --optimizer sgd --learning-rate 0.2 --schedule linear
  --warmup 0 --momentum 0 --weight-decay 0 --clip-norm 0 --averaging 0
  --label-smoothing 0 --augment none --settle 0 --drawn 0 --seed 1
`;
    const measured = formatMeasurement(findMeasurement(PRESETS[0]));
    assertEquals(stdout, text + measured.map((line) => `${line}\n`).join(""));
  },
});

Deno.test({
  name: "cnn models --json prints one object a line",
  ignore: CANNOT_RUN,
  fn: async () => {
    const all = await runCnn(["models", "--json"]);
    const presets = all.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(presets.map(({ name }) => name), PRESETS.map(({ name }) => name));
    assertEquals(
      presets.map(({ settings }) => settings),
      PRESETS.map(({ settings }) => completeSettings(settings)),
    );
    assert(presets.every(({ parameters, multiplyAdds }) => parameters > 0 && multiplyAdds > 0));

    const one = JSON.parse((await runCnn(["models", "pool 14, softmax 2", "--json"])).stdout);
    assertEquals(one, {
      architecture: "pool 14, softmax 2",
      input: [1, 28, 28],
      layers: [
        { name: "pool1", output: [1, 2, 2], parameters: 0, multiplyAdds: 0 },
        { name: "softmax", output: [2], parameters: 10, multiplyAdds: 8 },
      ],
      parameters: 10,
      multiplyAdds: 8,
    });
  },
});

Deno.test({
  name: "cnn models PRESET --json shows the network and every setting",
  ignore: CANNOT_RUN,
  fn: async () => {
    const { name, summary, architecture, settings, layers } = JSON.parse(
      (await runCnn(["models", "keras", "--json"])).stdout,
    );
    const { settings: own, ...preset } = PRESETS.find((preset) => preset.name === "keras")!;
    assertEquals({ name, summary, architecture }, preset);
    assertEquals(settings, completeSettings(own));
    assertEquals(layers.length, 8);
  },
});

Deno.test({
  name: "cnn models PRESET --plan shows every region of the compiled module's memory",
  ignore: CANNOT_RUN,
  fn: async () => {
    const { code, stdout } = await runCnn(["models", "lenet5", "--plan", "--batch", "16"]);
    assertEquals(code, 0);
    assertMatch(stdout, /^region +begins at +bytes$/m);
    assertMatch(stdout, /^labels \(bytes\) +[\d,]+ +16$/m);
    assertMatch(stdout, /^conv1 partial gradients .* x 8, one for each part$/m);
    assertMatch(stdout, /bytes for training with batches of 16 on 1 thread\n$/);
  },
});

Deno.test({
  name: "cnn models PRESET --wat shows the compiled module as text",
  ignore: CANNOT_RUN,
  fn: async () => {
    const { code, stdout } = await runCnn(["models", "article", "--wat"]);
    assertEquals(code, 0);
    assertMatch(stdout, /^\(module\n/);
    assertStringIncludes(stdout, "(func $conv1_0_forward");
    assertStringIncludes(stdout, "f32x4.mul");
  },
});
