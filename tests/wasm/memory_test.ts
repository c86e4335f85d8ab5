import { assertEquals, assertThrows } from "@std/assert";

import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { i32, i64 } from "../../lib/wasm/values.ts";
import { instantiate, moduleWithMemory } from "./support.ts";

type Int = (...values: number[]) => number;

Deno.test("ModuleBuilder imports a memory that is shared, or not", () => {
  for (const shared of [false, true]) {
    const module = new ModuleBuilder({
      memory: { import: ["env", "memory"], minimumPages: 1, maximumPages: 3, shared },
    });
    module.function("double", { parameters: ["i32"], exported: true }, (f, at) => {
      f.store(at, 4, i32.load(at).mul(2));
    });
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 3, shared });
    new Int32Array(memory.buffer)[2] = 21;
    instantiate<{ double: Int }>(module, { env: { memory } }).double(8);
    assertEquals(new Int32Array(memory.buffer)[3], 42);
  }
});

Deno.test("ModuleBuilder refuses at instantiation a memory that is smaller than it needs", () => {
  const module = new ModuleBuilder({ memory: { import: ["env", "memory"], minimumPages: 2 } });
  assertThrows(
    () => instantiate(module, { env: { memory: new WebAssembly.Memory({ initial: 1 }) } }),
    WebAssembly.LinkError,
  );
});

Deno.test("ModuleBuilder.data fills memory at instantiation", () => {
  const module = moduleWithMemory();
  module.data(1000, Uint8Array.of(1, 2, 3));
  module.data(65535, Uint8Array.of(9));
  const { memory } = instantiate<{ memory: WebAssembly.Memory }>(module);
  assertEquals([...new Uint8Array(memory.buffer, 999, 5)], [0, 1, 2, 3, 0]);
  assertEquals(new Uint8Array(memory.buffer)[65535], 9);
});

Deno.test("memory.copy, fill, size and grow do what their names say", () => {
  const module = new ModuleBuilder({
    memory: { minimumPages: 1, maximumPages: 2, export: "memory" },
  });
  module.function("ranges", { exported: true }, (f) => {
    f.memory.fill(0, 7, 4);
    f.memory.fill(2, 0x105, 1);
    f.memory.copy(1, 0, 4);
  });
  module.function("sizes", { results: ["i32"], exported: true }, (f) => {
    const before = f.memory.size();
    const previous = f.memory.grow(1);
    const refused = f.memory.grow(1);
    const after = f.memory.size();
    return before.add(previous.mul(10)).add(after.mul(100)).add(refused.mul(1000));
  });
  const { memory, ranges, sizes } = instantiate<
    { memory: WebAssembly.Memory; ranges: Int; sizes: Int }
  >(module);
  ranges();
  assertEquals([...new Uint8Array(memory.buffer, 0, 6)], [7, 7, 7, 5, 7, 0]);
  assertEquals(sizes(), 1 + 10 + 200 - 1000);
});

Deno.test("atomic statements change memory where they stand and return what was there", () => {
  const module = new ModuleBuilder({
    memory: { minimumPages: 1, maximumPages: 1, shared: true, export: "memory" },
  });
  module.function("all", { exported: true }, (f) => {
    const results = [
      f.atomic.add(4, 8, 5), // 10 -> 15
      f.atomic.sub(4, 8, 3), // 15 -> 12
      f.atomic.or(4, 8, 3), // 12 -> 15
      f.atomic.and(4, 8, 6), // 15 -> 6
      f.atomic.xor(4, 8, 2), // 6 -> 4
      f.atomic.exchange(4, 8, 20), // 4 -> 20
      f.atomic.compareExchange(4, 8, 21, 30), // 20 stays
      f.atomic.compareExchange(4, 8, 20, 30), // 20 -> 30
      f.atomic.load(4, 8),
      f.atomic.wait(4, 8, 99, -1n), // another value is there: 1
      f.atomic.wait(4, 8, 30, i64.const(1000n)), // nobody wakes it: 2
      f.atomic.notify(4, 8, 100), // nobody sleeps: 0
    ];
    f.atomic.fence();
    f.atomic.store(4, 12, -1);
    for (const [i, result] of results.entries()) f.store(64, 4 * i, result);
  });
  const { memory, all } = instantiate<{ memory: WebAssembly.Memory; all(): void }>(module);
  const words = new Int32Array(memory.buffer);
  words[3] = 10;
  // The main thread of some hosts may not sleep; Deno's may.
  all();
  assertEquals([...words.subarray(16, 28)], [10, 15, 12, 15, 6, 4, 20, 20, 30, 1, 2, 0]);
  assertEquals([...words.subarray(3, 5)], [30, -1]);
});

Deno.test("loads read what an earlier statement stored", () => {
  const module = moduleWithMemory();
  module.function("swap", { parameters: ["i32", "i32"], exported: true }, (f, a, b) => {
    const kept = f.keep(i32.load(a));
    f.store(a, 0, i32.load(b));
    f.store(b, 0, kept);
  });
  const { memory, swap } = instantiate<{ memory: WebAssembly.Memory; swap: Int }>(module);
  const words = new Int32Array(memory.buffer);
  words.set([3, 4]);
  swap(0, 4);
  assertEquals([...words.subarray(0, 2)], [4, 3]);
});
