import { assert, assertEquals } from "@std/assert";

import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { f32, f32x4, i32 } from "../../lib/wasm/values.ts";
import { instantiate, moduleWithMemory } from "./support.ts";

Deno.test("ModuleBuilder.toBytes of an empty module is the header of the format", () => {
  const bytes = new ModuleBuilder().toBytes();
  assertEquals([...bytes], [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
});

Deno.test("ModuleBuilder.toBytes writes the sections of the format", () => {
  const module = new ModuleBuilder();
  module.function(
    "add",
    { parameters: ["i32", "i32"], results: ["i32"], exported: true },
    (f, a, b) => {
      const sum = f.let(a.add(b));
      return sum;
    },
  );
  // deno-fmt-ignore
  assertEquals([...module.toBytes()], [
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
    1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f, // one type: two i32 to one
    3, 2, 1, 0, // one function of that type
    7, 7, 1, 3, 0x61, 0x64, 0x64, 0, 0, // exported as "add"
    10, 15, 1, 13, // one body of 13 bytes
    1, 1, 0x7f, // one i32 of its own
    0x20, 0, 0x20, 1, 0x6a, 0x21, 2, // local 2 = a + b
    0x20, 2, 0x0b,
  ]);
});

Deno.test("ModuleBuilder.toBytes can be called again after more was recorded", () => {
  const module = new ModuleBuilder();
  module.function("one", { results: ["i32"], exported: true }, () => 1);
  const before = module.toBytes();
  module.function("two", { results: ["i32"], exported: true }, () => 2);
  const { one, two } = instantiate<Record<string, () => number>>(module);
  assertEquals([one(), two()], [1, 2]);
  assertEquals(WebAssembly.Module.exports(new WebAssembly.Module(before)).length, 1);
});

Deno.test("ModuleBuilder builds modules of 20,000 instructions and of 300 variables", () => {
  const module = moduleWithMemory();
  const long = module.function("long", { results: ["f32"], exported: true }, (f) => {
    const sums = Array.from({ length: 300 }, (_, i) => f.let(f32.const(i)));
    for (let round = 0; round < 12; round++) {
      for (const [i, sum] of sums.entries()) sum.set(sum.mul(0.5).add(sums[(i + 1) % 300]));
    }
    return sums.reduce((total: ReturnType<typeof f32.const>, sum) => total.add(sum), f32.const(0));
  });
  const sums = Float32Array.from({ length: 300 }, (_, i) => i);
  for (let round = 0; round < 12; round++) {
    for (let i = 0; i < 300; i++) sums[i] = Math.fround(sums[i] * 0.5) + sums[(i + 1) % 300];
  }
  assertEquals(long.instructionCount, 300 * 2 + 12 * 300 * 6 + 1 + 2 * 300 + 1);
  assert(long.instructionCount > 20000);
  assertEquals(
    instantiate<{ long(): number }>(module).long(),
    sums.reduce((total, sum) => Math.fround(total + sum), 0),
  );
});

Deno.test("WasmFunction counts instructions, in all and in its loops", () => {
  const module = moduleWithMemory();
  const { instructionCount, loops } = module.function("subject", {}, (f) => {
    const sum = f.let(f32x4.const(0)); // const, set
    f.loop(0, 8, 1, (y) => { // const, set, loop; get, const, add, set, get, const, lt_s, br_if, end
      f.loop(0, 8, 1, (x) => { // the same
        sum.addProduct(f32x4.load(y), f32x4.load(x)); // get, get, load, get, load, mul, add, set
      });
      sum.set(sum.neg()); // get, neg, set
    });
  });
  assertEquals(instructionCount, 2 + (3 + 9) * 2 + 8 + 3 + 1);
  // A loop's own count starts behind `loop` and ends before `end`; its inner loop's body is not in it.
  assertEquals(loops, [
    { depth: 2, instructions: 8 + 8, vectorInstructions: 4 },
    { depth: 1, instructions: 3 + 1 + 3 + 8, vectorInstructions: 1 },
  ]);
});

Deno.test("keep returns constants and what is kept already without code", () => {
  const module = moduleWithMemory();
  const { instructionCount } = module.function("subject", {}, (f) => {
    const once = f.keep(i32.load(0)); // const, load, set
    f.keep(once);
    f.keep(f32.const(3));
  });
  assertEquals(instructionCount, 3 + 1);
});
