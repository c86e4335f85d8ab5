import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { ConvolutionLayer } from "../../lib/layers/convolution_layer.ts";
import { DropoutLayer } from "../../lib/layers/dropout_layer.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { findArchitecture } from "../../lib/training/presets.ts";

const TEXT = "conv 2x3 relu, pool 2, conv 3x2 nobias tanh, dense 4 sigmoid, dense 5, softmax 6";
const create = () => new Network(parseArchitecture(TEXT), [1, 8, 8]);

Deno.test("Network hands each layer's output shape to the next", () => {
  const network = create();
  const table = network.layers.map(({ name, layer }) =>
    `${name}: ${layer.inputShape.join("x")} -> ${layer.outputShape.join("x")}`
  );
  assertEquals(table, [
    "conv1: 1x8x8 -> 2x6x6",
    "relu1: 2x6x6 -> 2x6x6",
    "pool1: 2x6x6 -> 2x3x3",
    "conv2: 2x3x3 -> 3x2x2",
    "tanh1: 3x2x2 -> 3x2x2",
    "dense1: 3x2x2 -> 4",
    "sigmoid1: 4 -> 4",
    "dense2: 4 -> 5",
    "softmax: 5 -> 6",
  ]);
  assertEquals(network.classes, 6);
  // 2 filters of 9 at 36 places, 3 of 2x4 at 4, then dense maps.
  assertEquals(network.multiplyAdds, 2 * 9 * 36 + 3 * 8 * 4 + 4 * 12 + 5 * 4 + 6 * 5);
});

Deno.test("Network makes every layer that the text knows", () => {
  const text = "conv 4x3 same, batchnorm relu, dropout 0.2, avgpool 2, conv 6x3 pad 2 tanh, " +
    "avgpool 3 stride 2, globalpool, dropout 0.5, dense 5, batchnorm, dropout 0.1, softmax 3";
  const network = new Network(parseArchitecture(text), [1, 8, 10]);
  const table = network.layers.map(({ name, layer }) => `${name} ${layer.outputShape.join("x")}`);
  assertEquals(table, [
    "conv1 4x8x10",
    "batchnorm1 4x8x10",
    "relu1 4x8x10",
    "dropout1 4x8x10",
    "avgpool1 4x4x5",
    "conv2 6x6x7",
    "tanh1 6x6x7",
    "avgpool2 6x2x3",
    "globalpool1 6",
    "dropout2 6",
    "dense1 5",
    "batchnorm2 5",
    "dropout3 5",
    "softmax 3",
  ]);
  const dropouts = network.layers.map(({ layer }) => layer).filter((layer) =>
    layer instanceof DropoutLayer
  );
  assertEquals(dropouts.map(({ index, probability }) => [index, probability]), [
    [0, 0.2],
    [1, 0.5],
    [2, 0.1],
  ]);
});

Deno.test("Network lists its parameters in PyTorch's order", () => {
  const network = create();
  const table = network.parameters.map(({ name, parameter, offset }) =>
    `${offset} ${name} ${parameter.shape.join("x")}`
  );
  assertEquals(table, [
    "0 conv1.weight 2x1x3x3",
    "18 conv1.bias 2",
    "20 conv2.weight 3x2x2x2",
    "44 dense1.weight 4x12",
    "92 dense1.bias 4",
    "96 dense2.weight 5x4",
    "116 dense2.bias 5",
    "121 softmax.weight 6x5",
    "151 softmax.bias 6",
  ]);
  assertEquals(network.parameterCount, 157);
});

Deno.test("Network's layers see their part of one flat array", () => {
  const network = create();
  network.values.forEach((_, i) => network.values[i] = i);
  network.gradients.forEach((_, i) => network.gradients[i] = -i);
  for (const { parameter, offset } of network.parameters) {
    const expected = Float32Array.from({ length: parameter.length }, (_, i) => offset + i);
    assertEquals(parameter.value, expected);
    assertEquals(parameter.gradient, expected.map((value) => -value));
  }
  const { layer } = network.layers[0];
  assert(layer instanceof ConvolutionLayer);
  layer.bias!.value[1] = 1000;
  assertEquals(network.values[19], 1000);
});

Deno.test("Network keeps what was written before its arrays were touched", () => {
  const network = create();
  network.parameters[1].parameter.value.set([5, 6]);
  network.parameters[2].parameter.gradient[0] = 7;
  assertEquals(network.values.slice(17, 21), Float32Array.of(0, 5, 6, 0));
  assertEquals(network.gradients[20], 7);
  assertStrictEquals(network.values, network.values);
});

Deno.test("Network.bind() moves the values into the caller's arrays", () => {
  const network = create();
  network.values.forEach((_, i) => network.values[i] = i);
  const memory = new SharedArrayBuffer(2 * 4 * 157);
  const values = new Float32Array(memory, 0, 157);
  const gradients = new Float32Array(memory, 4 * 157, 157);
  network.bind(values, gradients);
  assertStrictEquals(network.values, values);
  assertStrictEquals(network.gradients, gradients);
  assertEquals([...values], Array.from({ length: 157 }, (_, i) => i));
  network.parameters[8].parameter.value[5] = 99;
  network.parameters[0].parameter.gradient[0] = 98;
  assertEquals([values[156], gradients[0]], [99, 98]);
});

Deno.test("Network.bind() refuses arrays of another length", () => {
  assertThrows(
    () => create().bind(new Float32Array(157), new Float32Array(156)),
    TypeError,
    "Cannot bind the network: expected two arrays of 157 elements, got 157 and 156",
  );
});

Deno.test("Network takes no memory before it is touched", () => {
  // 900 networks of 256 million parameters each: nearly a terabyte.
  const architecture = parseArchitecture("dense 65535 nobias, dense 3000, softmax 10");
  const networks = Array.from({ length: 900 }, () => new Network(architecture));
  for (const { parameterCount } of networks) {
    assertEquals(parameterCount, 65_535 * 784 + 3000 * (65_535 + 1) + 10 * (3000 + 1));
  }
});

Deno.test("Network refuses more parameters than it could hold", () => {
  const count = 65_535 * (784 + 1) + 65_535 * (65_535 + 1) + 10 * (65_535 + 1);
  assertThrows(
    () => new Network(parseArchitecture("dense 65535, dense 65535, softmax 10")),
    RangeError,
    `Cannot create the network: at most 268435456 parameters are possible, got ${count}`,
  );
});

Deno.test("Network points at the layer that does not fit its input", () => {
  const cases = [
    [
      "conv 6x29, softmax 10",
      "^^^^^^^^^",
      "Cannot create a convolution layer: size must be at most 28, got 29",
    ],
    [
      "conv 6x31 pad 1 relu, softmax 10",
      "^^^^^^^^^^^^^^^^^^^^",
      "Cannot create a convolution layer: size must be at most 30, got 31",
    ],
    [
      "pool 4, conv 6x5 relu, pool 4, softmax 10",
      "                       ^^^^^^",
      "Cannot create a max pooling layer: size must be at most 3, got 4",
    ],
    [
      "conv 6x5 same, dropout 0.5, pool 4, avgpool 8, softmax 10",
      "                                    ^^^^^^^^^",
      "Cannot create an average pooling layer: size must be at most 7, got 8",
    ],
  ];
  for (const [text, underline, message] of cases) {
    const error = assertThrows(() => new Network(parseArchitecture(text)), RangeError);
    assertEquals(error.message, `${message}\n  ${text}\n  ${underline}`);
  }
});

Deno.test("Network is made for MNIST's images unless told otherwise", () => {
  assertEquals(new Network(findArchitecture("article")).inputShape, [1, 28, 28]);
  const tall = new Network(parseArchitecture("conv 2x3, softmax 3"), [1, 9, 5]);
  assertEquals(tall.layers[0].layer.outputShape, [2, 7, 3]);
});
