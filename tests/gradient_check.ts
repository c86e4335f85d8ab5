import { assert, assertEquals } from "@std/assert";
import { type Layer, shapeLength, type TrainingPass } from "../lib/layers/layer.ts";
import { Random } from "../lib/random.ts";
import { assertClose } from "./assert_close.ts";

/**
 * How far a value is moved to either side: in single precision the best between rounding, which wants it
 * large, and curvature, which wants it small.
 */
const STEP = 2 ** -7;

/**
 * The derivative of `loss` with respect to each of `values`, by central differences:
 * `(loss(value + step) - loss(value - step)) / (2 step)`.
 *
 * @param values What `loss` depends on; changed and restored.
 */
export function numericGradient(
  values: Float32Array | Float64Array,
  loss: () => number,
  step: number = STEP,
): Float64Array {
  const gradient = new Float64Array(values.length);
  for (const [i, value] of values.entries()) {
    values[i] = value + step;
    const [high, lossAbove] = [values[i], loss()];
    values[i] = value - step;
    const [low, lossBelow] = [values[i], loss()];
    values[i] = value;
    gradient[i] = (lossAbove - lossBelow) / (high - low);
  }
  return gradient;
}

/**
 * Values in random order that are so far from each other, and from zero, that a step neither changes the
 * winner of a pooling window nor the side of a ReLU. There derivatives jump, and differences tell nothing.
 */
export function valuesApart(random: Random, length: number): Float32Array<ArrayBuffer> {
  const order = Uint32Array.from({ length }, (_, i) => i);
  random.shuffle(order);
  return Float32Array.from(order, (place) => 4 * STEP * (place - Math.floor(length / 2) + 0.5));
}

/**
 * Compares a layer's backward propagation with differences of its forward propagation, and proves what
 * `Layer` promises: which arrays are overwritten, which added to, and that nothing behind the batch is
 * read or written.
 *
 * The loss is the sum of the outputs, each times a random number of its own.
 */
export function assertLayerGradients(
  layer: Layer,
  options: { batch: number; pass?: TrainingPass },
): void {
  const { batch, pass } = options;
  const random = new Random(1, "gradient check");
  const inputImage = shapeLength(layer.inputShape);
  const outputImage = shapeLength(layer.outputShape);
  // Each array has room for one image more. What may be read there would show as NaN.
  const input = new Float32Array((batch + 1) * inputImage).fill(NaN);
  input.set(valuesApart(random, batch * inputImage));
  const outputGradient = new Float32Array((batch + 1) * outputImage).fill(NaN);
  for (let i = 0; i < batch * outputImage; i++) outputGradient[i] = random.uniform(-1, 1);
  for (const { value } of layer.parameters) {
    for (let i = 0; i < value.length; i++) value[i] = random.uniform(-1, 1);
  }
  const output = new Float32Array(outputGradient.length).fill(7);
  const inputGradient = new Float32Array(input.length).fill(7);

  layer.forward(input, output, batch, pass);
  const before = [input, output, outputGradient, ...layer.parameters.map(({ value }) => value)];
  const copies = before.map((array) => array.slice());
  layer.backward(input, output, outputGradient, inputGradient, batch, pass);
  before.forEach((array, k) =>
    assertEquals(array, copies[k], "backward changed what it was given")
  );
  assert(output.subarray(batch * outputImage).every((value) => value === 7), "output overrun");
  assert(inputGradient.subarray(batch * inputImage).every((value) => value === 7), "overrun");

  function loss(): number {
    layer.forward(input, output, batch, pass);
    let sum = 0;
    for (let i = 0; i < batch * outputImage; i++) sum += outputGradient[i] * output[i];
    return sum;
  }
  const inputValues = input.subarray(0, batch * inputImage);
  const inputGradients = inputGradient.subarray(0, batch * inputImage);
  assertClose(inputGradients, numericGradient(inputValues, loss), 1e-3, "input gradient");
  for (const { name, value, gradient, isTrained } of layer.parameters) {
    if (!isTrained) continue;
    assertClose(gradient, numericGradient(value, loss), 1e-3, `${name} gradient`);
  }

  // Without an input gradient the parameters get theirs all the same, on top of what is there.
  layer.forward(input, output, batch, pass);
  const once = layer.parameters.map(({ gradient }) => gradient.slice());
  layer.backward(input, output, outputGradient, null, batch, pass);
  layer.parameters.forEach(({ gradient }, k) => {
    assertClose(gradient, once[k].map((value) => 2 * value), 1e-5, "gradient added twice");
  });
}
