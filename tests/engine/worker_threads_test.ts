import { assert, assertEquals, assertLess } from "@std/assert";
import { type AugmentedBatch, createAugmenter } from "../../lib/augmentation/create_augmenter.ts";
import { compileNetwork } from "../../lib/compiler/compile.ts";
import { COMMAND, CONTROL, CONTROL_BYTES } from "../../lib/compiler/control.ts";
import { WorkerThreads } from "../../lib/engine/worker_threads.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import type { FunctionBuilder } from "../../lib/wasm/function_builder.ts";
import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import type { I32 } from "../../lib/wasm/values.ts";

const PAGE = { initial: 1, maximum: 1, shared: true };

/** A module whose `serve` is given. */
function createModule(
  serve: (f: FunctionBuilder, thread: I32) => void,
  pages: number,
): WebAssembly.Module {
  const module = new ModuleBuilder({
    memory: { import: ["cnn", "memory"], minimumPages: pages, maximumPages: pages, shared: true },
  });
  module.function("serve", { parameters: ["i32"], exported: true }, serve);
  return new WebAssembly.Module(module.toBytes());
}

/** Waits until a word is what a worker makes of it. */
async function waitFor(words: Int32Array, index: number, value: number): Promise<void> {
  for (let tries = 0; Atomics.load(words, index) !== value; tries++) {
    assertLess(tries, 2000, `word ${index} stayed ${words[index]}, expected ${value}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Deno.test("WorkerThreads runs serve() with the numbers of the threads beside the caller's", async () => {
  const memory = new WebAssembly.Memory(PAGE);
  const words = new Int32Array(memory.buffer);
  const place = 1024;
  const module = createModule((f, thread) => {
    f.drop(f.atomic.add(thread.mul(4), place, 1));
  }, 1);
  new WorkerThreads({ module, memory, threads: 4, control: 64 });
  for (const thread of [1, 2, 3]) await waitFor(words, place / 4 + thread, 1);
  assertEquals([...words.subarray(place / 4, place / 4 + 5)], [0, 1, 1, 1, 0]);
  assertEquals(words[(64 + CONTROL.fault) / 4], 0);
});

Deno.test("WorkerThreads starts none for a caller who works alone", async () => {
  const memory = new WebAssembly.Memory(PAGE);
  const module = createModule((f) => f.unreachable(), 1);
  const threads = new WorkerThreads({ module, memory, threads: 1, control: 0 });
  await new Promise((resolve) => setTimeout(resolve, 30));
  threads.stop();
  assertEquals(new Int32Array(memory.buffer)[CONTROL.fault / 4], 0);
});

Deno.test("WorkerThreads raises the fault when a worker traps", async () => {
  const memory = new WebAssembly.Memory(PAGE);
  const module = createModule((f) => f.unreachable(), 1);
  new WorkerThreads({ module, memory, threads: 2, control: 128 });
  await waitFor(new Int32Array(memory.buffer), (128 + CONTROL.fault) / 4, 1);
});

Deno.test("WorkerThreads.stop() ends who waits for a command", async () => {
  const memory = new WebAssembly.Memory(PAGE);
  const words = new Int32Array(memory.buffer);
  const done = CONTROL_BYTES;
  // Sleeps until there is a command, and leaves it where it can be seen.
  const module = createModule((f, thread) => {
    f.drop(f.atomic.wait(0, CONTROL.sequence, 0, -1n));
    f.atomic.store(thread.mul(4), done, f.atomic.load(0, CONTROL.command).add(100));
  }, 1);
  words[CONTROL.command / 4] = COMMAND.step;
  const threads = new WorkerThreads({ module, memory, threads: 3, control: 0 });
  await new Promise((resolve) => setTimeout(resolve, 30));
  assertEquals([words[done / 4 + 1], words[done / 4 + 2]], [0, 0]);
  threads.stop();
  for (const thread of [1, 2]) await waitFor(words, done / 4 + thread, 100 + COMMAND.stop);
});

/** A network's module on two threads, whose second one runs `serve` instead. */
function executeBeside(serve: (f: FunctionBuilder, thread: I32) => void): {
  answers: number[];
  elapsedMs: number;
} {
  const network = new Network(parseArchitecture("conv 4x3, pool 2, softmax 3"), [1, 8, 8]);
  const { module, plan } = compileNetwork(network, {
    batch: 4,
    threads: 2,
    isTraining: true,
    arithmetic: "exact",
  });
  const { pages } = plan.memory;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const compiled = new WebAssembly.Module(module.toBytes());
  const { exports } = new WebAssembly.Instance(compiled, { cnn: { memory } });
  const execute = exports.execute as (command: number) => number;
  const control = plan.control.offsetBytes;
  const words = new Int32Array(memory.buffer, control);
  words[CONTROL.threads / 4] = 2;
  words[CONTROL.spins / 4] = 100;
  words[CONTROL.count / 4] = 4;

  const threads = new WorkerThreads({
    module: createModule(serve, pages),
    memory,
    threads: 2,
    control,
  });
  const start = performance.now();
  const answers = [execute(COMMAND.step), execute(COMMAND.forward)];
  const elapsedMs = performance.now() - start;
  threads.stop();
  return { answers, elapsedMs };
}

Deno.test("WorkerThreads lets a caller go on whose worker dies at once", () => {
  const { answers, elapsedMs } = executeBeside((f) => f.unreachable());
  assert(answers.every((answer) => answer !== 0), answers.join());
  assertLess(elapsedMs, 5000);
});

Deno.test("WorkerThreads wakes a caller whose worker dies while he sleeps at a barrier", () => {
  const { answers, elapsedMs } = executeBeside((f) => {
    f.drop(f.atomic.wait(0, CONTROL.passed, 0, 50_000_000n));
    f.unreachable();
  });
  assert(answers.every((answer) => answer !== 0), answers.join());
  assertLess(elapsedMs, 5000);
});

for (
  const [title, fault] of [
    ["cannot be made", { shape: [1, -9, 9] }],
    ["throws", { augmented: undefined as unknown as AugmentedBatch }],
  ] as const
) {
  Deno.test(`WorkerThreads raises the fault when what a worker augments with ${title}`, async () => {
    const memory = new WebAssembly.Memory(PAGE);
    const builder = new ModuleBuilder({
      memory: { import: ["cnn", "memory"], minimumPages: 1, maximumPages: 1, shared: true },
    });
    const augment = builder.import("cnn", "augment", { parameters: ["i32", "i32"] });
    builder.function(
      "serve",
      { parameters: ["i32"], exported: true },
      (f) => f.call(augment, 0, 1),
    );
    new WorkerThreads({
      module: new WebAssembly.Module(builder.toBytes()),
      memory,
      threads: 2,
      control: 128,
      augmentation: {
        settings: { shift: 1 },
        shape: [1, 28, 28],
        augmented: {
          images: new Uint8Array(memory.buffer, 4096, 784),
          keys: new Uint32Array(memory.buffer, 8192, 1),
          strengths: new Float32Array(memory.buffer, 8196, 1),
        },
        ...fault,
      },
    });
    await waitFor(new Int32Array(memory.buffer), (128 + CONTROL.fault) / 4, 1);
  });
}

Deno.test("WorkerThreads calls what augments with the images that it is told", async () => {
  const memory = new WebAssembly.Memory(PAGE);
  const builder = new ModuleBuilder({
    memory: { import: ["cnn", "memory"], minimumPages: 1, maximumPages: 1, shared: true },
  });
  const augment = builder.import("cnn", "augment", { parameters: ["i32", "i32"] });
  const done = 512;
  builder.function("serve", { parameters: ["i32"], exported: true }, (f) => {
    f.call(augment, 1, 3);
    f.atomic.store(0, done, 1);
  });
  const images = new Uint8Array(memory.buffer, 4096, 4 * 784).fill(100);
  const keys = new Uint32Array(memory.buffer, 1024, 4);
  const strengths = new Float32Array(memory.buffer, 2048, 4);
  keys.set([5, 6, 7, 8]);
  strengths.set([1, 0.5, 1, 1]);
  const settings = { shift: 2, noise: 0.2 };
  const expected = images.slice();
  createAugmenter(settings, [1, 28, 28])({ images: expected, keys, strengths }, 1, 3);
  new WorkerThreads({
    module: new WebAssembly.Module(builder.toBytes()),
    memory,
    threads: 2,
    control: 0,
    augmentation: { settings, shape: [1, 28, 28], augmented: { images, keys, strengths } },
  });
  await waitFor(new Int32Array(memory.buffer), done / 4, 1);
  assertEquals(images.slice(), expected);
});

Deno.test("WorkerThreads.fail() wakes workers who sleep at a barrier", async () => {
  const memory = new WebAssembly.Memory(PAGE);
  const words = new Int32Array(memory.buffer);
  const [asleep, done] = [512, 516];
  const module = createModule((f) => {
    f.atomic.store(0, asleep, 1);
    f.drop(f.atomic.wait(0, CONTROL.passed, 0, -1n));
    f.atomic.store(0, done, f.atomic.load(0, CONTROL.fault).add(7));
  }, 1);
  const threads = new WorkerThreads({ module, memory, threads: 2, control: 0 });
  await waitFor(words, asleep / 4, 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  threads.fail();
  await waitFor(words, done / 4, 8);
});
