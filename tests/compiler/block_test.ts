import { assert, assertEquals } from "@std/assert";
import { type Block, blocksOf } from "../../lib/compiler/block.ts";
import type { Shape } from "../../lib/layers/layer.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { findArchitecture } from "../../lib/training/presets.ts";

function blocks(text: string, shape?: Shape, isTraining = true): Block[] {
  return blocksOf(new Network(parseArchitecture(text), shape), { isTraining });
}

/** A block as one word: its layer's name, its kernel and its activation. */
function describe(block: Block): string {
  const activation = "activation" in block && block.activation ? ` ${block.activation}` : "";
  if (block.kind === "dense") return `${block.name} ${block.kernel}${activation}`;
  if (block.kind !== "convolution") return `${block.name}${activation}`;
  const pooled = block.isPooled ? " pooled" : "";
  return `${block.name} ${block.winograd ? "winograd" : "direct"}${pooled}${activation}`;
}

const CASES: [architecture: string, shape: Shape | undefined, expected: string[]][] = [
  ["softmax 10", undefined, ["softmax narrow"]],
  ["softmax 12", undefined, ["softmax narrow"]],
  ["softmax 13", undefined, ["softmax wide"]],
  ["dense 12 relu, dense 13 tanh, softmax 2", undefined, [
    "dense1 narrow relu",
    "dense2 wide tanh",
    "softmax narrow",
  ]],
  ["conv 8x3 relu, softmax 10", undefined, ["conv1 direct relu", "softmax narrow"]],
  ["conv 8x3, pool 2, softmax 10", undefined, ["conv1 direct pooled", "softmax narrow"]],
  ["conv 8x3 sigmoid, pool 2, softmax 10", undefined, [
    "conv1 direct pooled sigmoid",
    "softmax narrow",
  ]],
  // A pooling of another kind stands alone.
  ["conv 8x3, pool 2 stride 1, softmax 10", undefined, [
    "conv1 direct",
    "pool1",
    "softmax narrow",
  ]],
  ["conv 8x3, pool 3, softmax 10", undefined, ["conv1 direct", "pool1", "softmax narrow"]],
  ["conv 8x3, pool 2, pool 2, softmax 10", undefined, [
    "conv1 direct pooled",
    "pool2",
    "softmax narrow",
  ]],
  ["pool 2, conv 8x3, softmax 10", undefined, ["pool1", "conv1 direct", "softmax narrow"]],
  ["conv 8x3 relu, avgpool 2, globalpool, softmax 10", undefined, [
    "conv1 direct relu",
    "avgpool1",
    "globalpool1",
    "softmax narrow",
  ]],
  ["conv 8x3, dropout 0.2, pool 2, dense 20 relu, dropout 0.5, softmax 10", undefined, [
    "conv1 direct",
    "dropout1",
    "pool1",
    "dense1 wide relu",
    "dropout2",
    "softmax narrow",
  ]],
  // Winograd's: 3x3 or 5x5, stride 1, a pooling behind it, enough channels.
  ["conv 4x3, pool 2, softmax 2", [8, 9, 9], ["conv1 winograd pooled", "softmax narrow"]],
  ["conv 4x3 pad 1 relu, pool 2, softmax 2", [9, 9, 9], [
    "conv1 winograd pooled relu",
    "softmax narrow",
  ]],
  ["conv 4x3, pool 2, softmax 2", [3, 9, 9], ["conv1 direct pooled", "softmax narrow"]],
  ["conv 4x5, pool 2, softmax 2", [4, 9, 9], ["conv1 winograd pooled", "softmax narrow"]],
  ["conv 4x4, pool 2, softmax 2", [8, 9, 9], ["conv1 direct pooled", "softmax narrow"]],
  ["conv 4x3 stride 2, pool 2, softmax 2", [8, 9, 9], ["conv1 direct pooled", "softmax narrow"]],
  // Without a pooling: 3x3, at least one window, a padding that is mirrored to one.
  ["conv 4x3, softmax 2", [4, 6, 7], ["conv1 winograd", "softmax narrow"]],
  ["conv 4x3 pad 2 relu, softmax 2", [4, 4, 4], ["conv1 winograd relu", "softmax narrow"]],
  ["conv 4x3 pad 3, softmax 2", [4, 4, 4], ["conv1 direct", "softmax narrow"]],
  ["conv 4x3, softmax 2", [4, 6, 5], ["conv1 direct", "softmax narrow"]],
  ["conv 4x3, softmax 2", [3, 6, 6], ["conv1 direct", "softmax narrow"]],
  ["conv 4x5, softmax 2", [4, 9, 9], ["conv1 direct", "softmax narrow"]],
  ["conv 4x3 stride 2, softmax 2", [4, 9, 9], ["conv1 direct", "softmax narrow"]],
];

for (const [architecture, shape, expected] of CASES) {
  const title = shape ? `${architecture} on ${shape.join("x")}` : architecture;
  Deno.test(`blocksOf() chooses kernels for ${title}`, () => {
    assertEquals(blocks(architecture, shape).map(describe), expected);
  });
}

Deno.test("blocksOf() chooses kernels for the presets", () => {
  const describePreset = (name: string) =>
    blocksOf(new Network(findArchitecture(name)), { isTraining: true }).map(describe);
  assertEquals(describePreset("article"), ["conv1 direct pooled", "softmax narrow"]);
  assertEquals(describePreset("lenet5"), [
    "conv1 direct pooled relu",
    "conv2 winograd pooled relu",
    "dense1 wide relu",
    "dense2 wide relu",
    "softmax narrow",
  ]);
  assertEquals(describePreset("keras"), [
    "conv1 direct pooled relu",
    "conv2 winograd pooled relu",
    "dropout1",
    "softmax narrow",
  ]);
});

Deno.test("blocksOf() gives a map the border that its reader pads it with", () => {
  const [first, second, third] = blocks("conv 4x3 pad 1, conv 4x5 pad 2, pool 2, softmax 3");
  assertEquals([first.input.border, first.output.border], [1, 2]);
  assertEquals(second.input, first.output);
  assertEquals([second.output.border, third.input.border], [0, 0]);
});

Deno.test("blocksOf() lets a map end in zeros for the last of Winograd's windows", () => {
  const placesOf = ({ rowBytes, placeBytes }: Block["input"]) => rowBytes / placeBytes;
  const text = "conv 8x3 pad 1 relu, conv 8x3 pad 1, softmax 3";
  for (const isTraining of [true, false]) {
    const [first, second] = blocks(text, [4, 7, 10], isTraining);
    // Windows of 4x4 cover 8 rows and 12 columns: one and two more than there are.
    for (const { input } of [first, second]) assertEquals(placesOf(input), 10 + 2 + 2);
    assertEquals(first.input.lengthBytes, 14 * (7 + 2 + 1) * 4 * 4 + 16);
    assertEquals(placesOf(second.output), 10);
  }
  // Those of 2x2 cover nine rows with one more.
  const [relu] = blocks("conv 8x3 pad 1 relu, pool 2, softmax 3", [4, 11, 9]);
  assertEquals(placesOf(relu.input), 9 + 2);
});

Deno.test("blocksOf() sees a global pooling as one of windows as large as the map", () => {
  const [block] = blocks("globalpool, softmax 3", [3, 5, 7]);
  assert(block.kind === "average");
  assertEquals(block.window, { height: 5, width: 7, stride: 1 });
  const { channels, height, width } = block.output;
  assertEquals([channels, height, width], [3, 1, 1]);
});

Deno.test("blocksOf() packs one-channel images where they are multiplied", () => {
  assertEquals(blocks("conv 4x3, softmax 3")[0].input.channelStride, 1);
  assertEquals(blocks("softmax 3")[0].input.channelStride, 1);
  for (const first of ["pool 2", "avgpool 2", "globalpool", "dropout 0.5"]) {
    assertEquals(blocks(`${first}, softmax 3`)[0].input.channelStride, 4, first);
  }
});
