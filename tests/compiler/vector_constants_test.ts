import { assertEquals } from "@std/assert";
import { VectorConstants } from "../../lib/compiler/vector_constants.ts";
import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";

Deno.test("VectorConstants puts each number into memory once, in all lanes", () => {
  const constants = new VectorConstants([0.75, 2, 0.75]);
  assertEquals(constants.lengthBytes, 2 * 16);
  const module = new ModuleBuilder({ memory: { minimumPages: 1, export: "memory" } });
  constants.define(module, 32);
  module.function("store", { exported: true }, (f) => {
    f.store(128, 0, constants.load(32, 2).add(constants.load(32, 0.75)));
  });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()));
  const exports = instance.exports as { memory: WebAssembly.Memory; store(): void };
  exports.store();
  const floats = new Float32Array(exports.memory.buffer);
  assertEquals([...floats.subarray(8, 16)], [0.75, 0.75, 0.75, 0.75, 2, 2, 2, 2]);
  assertEquals([...floats.subarray(32, 36)], [2.75, 2.75, 2.75, 2.75]);
});
