import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
} from "../../lib/formats/safetensors.ts";
import { formatArchitecture } from "../../lib/network/architecture.ts";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { findArchitecture } from "../../lib/training/presets.ts";
import { Random } from "../../lib/random.ts";
import { decodeWeights, encodeWeights } from "../../lib/training/weights_file.ts";
import { isPermitted } from "../files/temporary_folder.ts";

const TEXT = "conv 2x3 nobias relu, pool 2, dense 4 tanh, softmax 3";

function createNetwork(): Network {
  const network = new Network(parseArchitecture(TEXT), [1, 6, 8]);
  initialize(network, 1);
  return network;
}

const network = createNetwork();
const bytes = encodeWeights({ network, metadata: { dataset: "mnist", seed: "1" } });

/** The file with something changed in it. */
function changed(change: (file: SafetensorsFile) => void): Uint8Array {
  const file = decodeSafetensors(bytes);
  change(file);
  return encodeSafetensors(file);
}

Deno.test("encodeWeights() writes each parameter under its name", () => {
  const { tensors } = decodeSafetensors(bytes);
  assertEquals(tensors.map(({ name, shape }) => `${name} ${shape.join("x")}`), [
    "conv1.weight 2x1x3x3",
    "dense1.weight 4x12",
    "dense1.bias 4",
    "softmax.weight 3x4",
    "softmax.bias 3",
  ]);
  for (const [k, { parameter }] of network.parameters.entries()) {
    assertEquals(tensors[k].values, parameter.value);
  }
});

Deno.test("encodeWeights() says what the network is, beside what it is told", () => {
  assertEquals(decodeSafetensors(bytes).metadata, {
    "format": "cnn 1",
    "architecture": TEXT,
    "input": "1x6x8",
    "input_scale": "1/255",
    "dataset": "mnist",
    "seed": "1",
  });
  // Metadata that came out of another file do not make this one lie.
  const old = { "architecture": "softmax 2", "input": "1x1x1", "input_scale": "1", "seed": "2" };
  const { metadata } = decodeSafetensors(encodeWeights({ network, metadata: old }));
  assertEquals(metadata["architecture"], TEXT);
  assertEquals([metadata["input"], metadata["input_scale"], metadata["seed"]], [
    "1x6x8",
    "1/255",
    "2",
  ]);
});

Deno.test("encodeWeights() gives equal bytes for equal networks", () => {
  const metadata = { dataset: "mnist", seed: "1" };
  assertEquals(encodeWeights({ network: createNetwork(), metadata }), bytes);
});

Deno.test("decodeWeights() reads what encodeWeights() writes", () => {
  const { network: read, metadata } = decodeWeights(bytes);
  assertEquals(formatArchitecture(read.architecture), TEXT);
  assertEquals(read.inputShape, [1, 6, 8]);
  assertEquals(read.values, network.values);
  assertEquals([metadata["dataset"], metadata["seed"]], ["mnist", "1"]);
  assertEquals(encodeWeights({ network: read, metadata: { dataset: "mnist", seed: "1" } }), bytes);
});

Deno.test("decodeWeights() finds its tensors in any order and beside others", () => {
  const other = changed((file) => {
    file.tensors.reverse();
    file.tensors.splice(2, 0, { name: "velocity", shape: [2], values: Float32Array.of(NaN, 1) });
  });
  assertEquals(decodeWeights(other).network.values, network.values);
});

Deno.test("decodeWeights() takes an architecture that the file does not have", () => {
  const bare = changed((file) => file.metadata = { "input": "1x6x8" });
  assertEquals(decodeWeights(bare, TEXT).network.values, network.values);
  // One that is given goes before the file's.
  assertThrows(
    () => decodeWeights(bytes, "conv 2x3 nobias, pool 2, softmax 3"),
    SyntaxError,
    'expected tensor "softmax.weight" of shape [3, 12], got [3, 4]',
  );
});

Deno.test("decodeWeights() takes an image for MNIST's where the file does not say", () => {
  const article = new Network(findArchitecture("article"));
  initialize(article, 1);
  const file = decodeSafetensors(encodeWeights({ network: article, metadata: {} }));
  const bare = encodeSafetensors({ ...file, metadata: {} });
  const { network: read } = decodeWeights(bare, "conv 16x3 nobias, pool 2, softmax 10");
  assertEquals(read.inputShape, [1, 28, 28]);
  assertEquals(read.values, article.values);
});

Deno.test({
  name: "decodeWeights() reads weights that Python wrote, of several types",
  ignore: !await isPermitted({ name: "read" }),
  fn: async () => {
    const url = new URL("../fixtures/python.safetensors", import.meta.url);
    const { network, metadata } = decodeWeights(await Deno.readFile(url));
    assertEquals(metadata["format"], "pt");
    assertEquals(
      [...network.values],
      [
        ...Array.from({ length: 18 }, (_, i) => (i - 9) / 4),
        ...Array.from({ length: 24 }, (_, i) => (i - 12) / 8),
        ...[-1.5, 2 ** -24, 65504],
      ],
    );
  },
});

/** Each: what is wrong, how the file is changed, what the message says. */
const WRONG: [string, (file: SafetensorsFile) => void, string][] = [
  [
    "a file without an architecture",
    (file) => delete file.metadata["architecture"],
    'expected an "architecture" in the metadata, or --model, got neither',
  ],
  [
    "a text that is no architecture",
    (file) => file.metadata["architecture"] = "conv 2x3, softmax",
    "Cannot read the architecture: expected CLASSES",
  ],
  [
    "another scale of the input",
    (file) => file.metadata["input_scale"] = "1/128",
    'expected an "input_scale" of 1/255, got "1/128"',
  ],
  [
    "an input that is no shape",
    (file) => file.metadata["input"] = "6x8",
    'expected an "input" such as 1x28x28, got "6x8"',
  ],
  [
    "an input of several channels",
    (file) => file.metadata["input"] = "3x6x8",
    'expected an "input" such as 1x28x28, got "3x6x8"',
  ],
  [
    "an input that is endless",
    (file) => file.metadata["input"] = "1x60000x60000",
    'expected an "input" such as 1x28x28, got "1x60000x60000"',
  ],
  [
    "an input of no rows",
    (file) => file.metadata["input"] = "1x0x8",
    'expected an "input" such as 1x28x28, got "1x0x8"',
  ],
  [
    "an input of another size",
    (file) => file.metadata["input"] = "1x8x8",
    'expected tensor "dense1.weight" of shape [4, 18], got [4, 12]',
  ],
  [
    "a missing tensor",
    (file) => file.tensors.splice(2, 1),
    `expected a tensor "dense1.bias" for "${TEXT}", ` +
    "got conv1.weight, dense1.weight, softmax.weight, softmax.bias",
  ],
  [
    "a file without tensors",
    (file) => file.tensors = [],
    `expected a tensor "conv1.weight" for "${TEXT}", got no tensor`,
  ],
  [
    "the weights of another network",
    (file) => file.metadata["architecture"] = "conv 3x3 nobias, pool 2, dense 4, softmax 3",
    'expected tensor "conv1.weight" of shape [3, 1, 3, 3], got [2, 1, 3, 3]',
  ],
  [
    "a tensor of the same length in another shape",
    (file) => file.tensors[0] = { ...file.tensors[0], shape: [2, 9] },
    'expected tensor "conv1.weight" of shape [2, 1, 3, 3], got [2, 9]',
  ],
  [
    "NaN",
    (file) => file.tensors[1].values[0] = NaN,
    'expected tensor "dense1.weight" of finite numbers, got NaN at place 0',
  ],
  [
    "Infinity",
    (file) => file.tensors[4].values[2] = -Infinity,
    'expected tensor "softmax.bias" of finite numbers, got -Infinity at place 2',
  ],
];

for (const [what, change, message] of WRONG) {
  Deno.test(`decodeWeights() refuses ${what}`, () => {
    assertThrows(() => decodeWeights(changed(change)), SyntaxError, message);
  });
}

Deno.test("decodeWeights() refuses what is no safetensors file", () => {
  const text = new TextEncoder().encode("<!doctype html>");
  assertThrows(() => decodeWeights(text), SyntaxError, "Cannot read safetensors: ");
});

Deno.test("decodeWeights() refuses an architecture that no network can be made of", () => {
  const tooLarge = changed((file) => file.metadata["architecture"] = "conv 2x9, softmax 3");
  const { message } = assertThrows(() => decodeWeights(tooLarge), RangeError);
  assertStringIncludes(message, "size must be at most 6, got 9");
});

Deno.test("decodeWeights() keeps its message free of control characters", () => {
  const red = changed((file) => file.metadata["input_scale"] = "\x1b[31m");
  const { message } = assertThrows(() => decodeWeights(red), SyntaxError);
  assert(!/\p{Cc}/u.test(message), message);
});

Deno.test("decodeWeights() refuses or reads a damaged file, and does nothing else", () => {
  const random = new Random(1, "damage");
  for (let round = 0; round < 1000; round++) {
    const damaged = bytes.slice();
    // In the header: there are the metadata.
    damaged[8 + random.below(500)] = random.below(256);
    try {
      const { network } = decodeWeights(damaged);
      assert(network.values.every(Number.isFinite));
    } catch (error) {
      assert(error instanceof SyntaxError || error instanceof RangeError, `${round}: ${error}`);
    }
  }
});
