import { assert, assertEquals } from "@std/assert";
import { blocksOf, type DropoutBlock } from "../../lib/compiler/block.ts";
import { COMMAND, CONTROL } from "../../lib/compiler/control.ts";
import { defineDropoutBackward, defineDropoutForward } from "../../lib/compiler/dropout.ts";
import { mapLayout, placesOf } from "../../lib/compiler/map_layout.ts";
import { stepKey } from "../../lib/layers/dropout_mask.ts";
import { type Shape, shapeLength, type TrainingPass } from "../../lib/layers/layer.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { Random } from "../../lib/random.ts";
import { instantiate, moduleWithMemory } from "../wasm/support.ts";

const [INPUT_AT, OUTPUT_AT, MASKS_AT, CONTROL_AT] = [0, 16_384, 32_768, 49_152];

/** The second dropout of a network, with borders of its own. */
function dropoutBlock(
  shape: Shape,
  probability: number,
  [inputBorder, outputBorder]: readonly number[],
) {
  const text = `dropout 0.5, dropout ${probability}, softmax 2`;
  const block = blocksOf(new Network(parseArchitecture(text), shape), { isTraining: true })[1];
  if (block.kind !== "dropout") throw new TypeError(`Not a dropout: ${block.kind}`);
  return {
    ...block,
    input: mapLayout(shape, { border: inputBorder }),
    output: mapLayout(shape, { border: outputBorder }),
  };
}

interface Run {
  block: DropoutBlock;
  pass: TrainingPass;
  /** The image's place in the batch. */
  n: number;
  command: number;
  input: Float32Array;
  outputGradient: Float32Array;
}

/** What a dropout's kernels make of values and gradients in PyTorch's order. */
function drop({ block, pass, n, command, input, outputGradient }: Run) {
  const module = moduleWithMemory();
  const forward = defineDropoutForward(module, block, { control: CONTROL_AT, isTraining: true });
  const backward = defineDropoutBackward(module, block);
  module.function("forward", { parameters: ["i32"], exported: true }, (f, n) => {
    f.call(forward, INPUT_AT, OUTPUT_AT, MASKS_AT, n);
  });
  module.function("backward", { exported: true }, (f) => {
    f.call(backward, MASKS_AT, OUTPUT_AT, INPUT_AT);
  });
  const { memory, forward: goForward, backward: goBack } = instantiate<
    { memory: WebAssembly.Memory; forward(n: number): void; backward(): void }
  >(module);
  const floats = new Float32Array(memory.buffer);
  const words = new Int32Array(memory.buffer, CONTROL_AT);
  words[CONTROL.command / 4] = command;
  words[CONTROL.stepKey / 4] = stepKey(pass);
  const outputFloats = floats.subarray(OUTPUT_AT / 4, MASKS_AT / 4);
  const [inputPlaces, outputPlaces] = [placesOf(block.input), placesOf(block.output)];
  for (const [i, place] of inputPlaces.entries()) floats[place] = input[i];
  goForward(n);
  const output = Float32Array.from(outputPlaces, (place) => outputFloats[place]);
  const nonZero = outputFloats.filter((value) => value !== 0).length;
  for (const [i, place] of outputPlaces.entries()) outputFloats[place] = outputGradient[i];
  goBack();
  return {
    output,
    /** Whether the border and the channels that pad a vector are still zero. */
    isRestZero: nonZero === output.filter((value) => value !== 0).length,
    inputGradient: Float32Array.from(inputPlaces, (place) => floats[place]),
  };
}

const SHAPES: Shape[] = [[1], [7], [40], [1, 5, 6], [3, 4, 5], [8, 6, 3], [13, 1, 2]];

for (const shape of SHAPES) {
  for (const borders of shape.length === 3 ? [[0, 0], [1, 2]] : [[0, 0]]) {
    const title = `${shape.join("x")}, borders ${borders.join(" and ")}`;
    Deno.test(`dropout has the very bits of the layer: ${title}`, () => {
      const random = new Random(1, title);
      const length = shapeLength(shape);
      for (const [n, probability] of [0.5, 0.1, 0.9, 0.25].entries()) {
        const block = dropoutBlock(shape, probability, borders);
        const fill = () => Float32Array.from({ length }, () => random.uniform(-1, 1));
        const [input, outputGradient] = [fill(), fill()];
        const pass = { seed: 5, step: 1000 + n };
        const run = { block, pass, n, command: COMMAND.step, input, outputGradient };
        const found = drop(run);

        const batch = n + 1;
        const atPlace = (values: Float32Array) => {
          const images = new Float32Array(batch * length);
          images.set(values, n * length);
          return images;
        };
        const [expected, expectedGradient] = [
          new Float32Array(batch * length),
          new Float32Array(batch * length),
        ];
        const inputs = atPlace(input);
        block.layer.forward(inputs, expected, batch, pass);
        const gradients = atPlace(outputGradient);
        block.layer.backward(inputs, expected, gradients, expectedGradient, batch, pass);
        assertEquals(found.output, expected.slice(n * length));
        assertEquals(found.inputGradient, expectedGradient.slice(n * length));
        assert(found.isRestZero, "border and padding stay zero");
      }
    });

    Deno.test(`dropout does nothing where a training module only answers: ${title}`, () => {
      const block = dropoutBlock(shape, 0.5, borders);
      const input = Float32Array.from({ length: shapeLength(shape) }, (_, i) => i + 1);
      const { output, isRestZero } = drop({
        block,
        pass: { seed: 1, step: 0 },
        n: 0,
        command: COMMAND.forward,
        input,
        outputGradient: input,
      });
      assertEquals(output, input);
      assert(isRestZero);
    });
  }
}
