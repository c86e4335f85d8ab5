import { assertEquals } from "@std/assert";
import {
  type ConvolutionSpec,
  type DenseSpec,
  formatArchitecture,
  formatLayer,
  type LayerSpec,
  pointAt,
} from "../../lib/network/architecture.ts";

const convolution: ConvolutionSpec = {
  kind: "conv",
  filters: 6,
  size: 5,
  stride: 1,
  padding: 0,
  bias: true,
  activation: null,
};
const dense: DenseSpec = { kind: "dense", units: 120, bias: true, activation: null };

Deno.test("formatLayer() leaves out what goes without saying", () => {
  const cases: [LayerSpec, string][] = [
    [convolution, "conv 6x5"],
    [{ ...convolution, stride: 2 }, "conv 6x5 stride 2"],
    [{ ...convolution, padding: 3 }, "conv 6x5 pad 3"],
    [{ ...convolution, padding: 2 }, "conv 6x5 same"],
    [{ ...convolution, padding: 2, stride: 2 }, "conv 6x5 stride 2 pad 2"],
    [{ ...convolution, size: 4, padding: 2 }, "conv 6x4 pad 2"],
    [{ ...convolution, size: 1 }, "conv 6x1"],
    [{ ...convolution, bias: false }, "conv 6x5 nobias"],
    [{ ...convolution, activation: "tanh" }, "conv 6x5 tanh"],
    [
      { ...convolution, stride: 3, padding: 4, bias: false, activation: "relu" },
      "conv 6x5 stride 3 pad 4 nobias relu",
    ],
    [{ kind: "pool", size: 2, stride: 2 }, "pool 2"],
    [{ kind: "pool", size: 3, stride: 2 }, "pool 3 stride 2"],
    [{ kind: "pool", size: 3, stride: 1 }, "pool 3 stride 1"],
    [{ kind: "avgpool", size: 2, stride: 2 }, "avgpool 2"],
    [{ kind: "avgpool", size: 3, stride: 1 }, "avgpool 3 stride 1"],
    [{ kind: "globalpool" }, "globalpool"],
    [{ kind: "batchnorm", activation: null }, "batchnorm"],
    [{ kind: "batchnorm", activation: "relu" }, "batchnorm relu"],
    [{ kind: "dropout", probability: 0.5 }, "dropout 0.5"],
    [{ kind: "dropout", probability: 1e-6 }, "dropout 0.000001"],
    [dense, "dense 120"],
    [{ ...dense, bias: false, activation: "sigmoid" }, "dense 120 nobias sigmoid"],
    [{ kind: "softmax", classes: 10 }, "softmax 10"],
  ];
  for (const [layer, text] of cases) assertEquals(formatLayer(layer), text);
});

Deno.test("formatArchitecture() puts commas between layers", () => {
  assertEquals(formatArchitecture([]), "");
  assertEquals(
    formatArchitecture([convolution, dense, { kind: "softmax", classes: 3 }]),
    "conv 6x5, dense 120, softmax 3",
  );
});

Deno.test("pointAt() repeats the text and underlines a part of it", () => {
  assertEquals(
    "Look:" + pointAt("pool 2, poool 3", 8, 5),
    [
      "Look:",
      "  pool 2, poool 3",
      "          ^^^^^",
    ].join("\n"),
  );
  assertEquals(pointAt("conv", 4, 0), "\n  conv\n      ^");
});
