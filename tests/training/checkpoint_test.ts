import { assertEquals, assertRejects } from "@std/assert";
import { openSafetensors, sealSafetensors } from "../../lib/formats/sealed_safetensors.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
} from "../../lib/training/checkpoint.ts";
import { startPosition } from "../../lib/training/training_position.ts";
import { decodeWeights } from "../../lib/training/weights_file.ts";

const ARCHITECTURE = "conv 2x3, batchnorm relu, pool 2, softmax 3";
const network = new Network(parseArchitecture(ARCHITECTURE), [1, 6, 6]);
const options = { network, version: "1.2.3" };

function numbers(first: number): Float32Array {
  return Float32Array.from({ length: network.valueCount }, (_, i) => Math.sin(first + i));
}

const CHECKPOINT: Checkpoint = {
  learner: {
    values: numbers(0),
    engine: { steps: 17, tensors: { first_moment: numbers(1), average: numbers(2) } },
  },
  position: {
    ...startPosition(),
    steps: 17,
    epoch: 3,
    inEpoch: { seen: 5, lossSum: 0.1 + 0.2, correct: 4, elapsedMs: 1.25 },
    isOver: true,
  },
  best: { correct: 8, total: 9, epoch: 2, steps: 12, values: numbers(3) },
  elapsedMs: 1234.5,
};

Deno.test("decodeCheckpoint() reads what encodeCheckpoint() writes", async () => {
  const cases: Checkpoint[] = [
    CHECKPOINT,
    { ...CHECKPOINT, best: undefined, position: startPosition() },
    { ...CHECKPOINT, learner: { values: numbers(9), engine: { steps: 0, tensors: {} } } },
  ];
  for (const checkpoint of cases) {
    const bytes = await encodeCheckpoint(checkpoint, options);
    assertEquals(await decodeCheckpoint(bytes, options), checkpoint);
    assertEquals(await encodeCheckpoint(checkpoint, options), bytes);
  }
});

Deno.test("encodeCheckpoint() writes what is a weights file, too", async () => {
  const bytes = await encodeCheckpoint(CHECKPOINT, options);
  assertEquals(decodeWeights(bytes).network.values, CHECKPOINT.learner.values);
});

Deno.test("decodeCheckpoint() refuses the checkpoint of another network, version or format", async () => {
  const bytes = await encodeCheckpoint(CHECKPOINT, options);
  const wider = new Network(parseArchitecture(ARCHITECTURE), [1, 8, 6]);
  const other = new Network(parseArchitecture("softmax 3"), [1, 6, 6]);
  const cases: [Partial<typeof options>, string][] = [
    [{ network: other }, `expected architecture "softmax 3", got "${ARCHITECTURE}"`],
    [{ network: wider }, 'expected input "1x8x6", got "1x6x6"'],
    [{ version: "1.2.4" }, 'expected version "1.2.4", got "1.2.3"'],
  ];
  for (const [changes, message] of cases) {
    await assertRejects(
      () => decodeCheckpoint(bytes, { ...options, ...changes }),
      SyntaxError,
      `Cannot read the checkpoint: ${message}`,
    );
  }
});

Deno.test("decodeCheckpoint() refuses what was sealed but is no checkpoint", async () => {
  const { tensors, metadata } = await openSafetensors(await encodeCheckpoint(CHECKPOINT, options));
  const withoutFirst = tensors.slice(1);
  const longer = tensors.map((tensor) =>
    tensor.name === "best" ? { ...tensor, shape: [1, tensor.values.length] } : tensor
  );
  const position = JSON.parse(metadata["position"]);
  const cases: [changes: Record<string, string>, found: typeof tensors, message: string][] = [
    [{ "format": "cnn 1" }, tensors, 'expected format "cnn checkpoint 1", got "cnn 1"'],
    [{}, withoutFirst, 'expected a tensor "conv1.weight" of shape [2,1,3,3], got none'],
    [{}, longer, 'expected a tensor "best" of shape'],
    [{ "position": "x" }, tensors, 'expected "position" such as {'],
    [{ "position": "null" }, tensors, 'expected "position" such as {'],
    [{ "position": JSON.stringify({ ...position, steps: -1 }) }, tensors, '"position" such as'],
    [{ "position": JSON.stringify({ ...position, inEpoch: 5 }) }, tensors, '"position" such as'],
    [{ "position": JSON.stringify({ ...position, isOver: 1 }) }, tensors, '"position" such as'],
    [{ "engine_steps": "1e999" }, tensors, 'expected "engine_steps" such as 0, got "1e999"'],
    [{ "best": "{}" }, tensors, 'expected "best" such as {'],
    [{ "elapsed_ms": "soon" }, tensors, 'expected "elapsed_ms" such as 0, got "soon"'],
  ];
  for (const [changes, found, message] of cases) {
    const file = { tensors: found, metadata: { ...metadata, ...changes } };
    const bytes = await sealSafetensors(file);
    await assertRejects(() => decodeCheckpoint(bytes, options), SyntaxError, message);
  }
});

Deno.test("decodeCheckpoint() refuses a checkpoint that was cut short or edited", async () => {
  const bytes = await encodeCheckpoint(CHECKPOINT, options);
  for (let length = 0; length < bytes.length; length += 7) {
    await assertRejects(() => decodeCheckpoint(bytes.slice(0, length), options), SyntaxError);
  }
  const text = String.fromCharCode(...bytes).replace('\\"epoch\\":3', '\\"epoch\\":4');
  const edited = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  await assertRejects(() => decodeCheckpoint(edited, options), SyntaxError, "damaged or edited");
});
