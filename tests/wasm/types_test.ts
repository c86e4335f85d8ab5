/** What `deno check` must refuse: an error that is expected and does not come is itself an error. */

import { assertThrows } from "@std/assert";

import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import {
  type F32,
  f32,
  type F32x4,
  f32x4,
  type I32,
  i32,
  i64,
  select,
} from "../../lib/wasm/values.ts";
import type { Variable } from "../../lib/wasm/variable.ts";
import { moduleWithMemory } from "./support.ts";

Deno.test("deno check knows the types of expressions", () => {
  moduleWithMemory().function("subject", { parameters: ["i32", "f32"] }, (f, count, rate) => {
    const total: Variable<"f32"> = f.let(rate.mul(2).add(1));
    const isLarge: I32 = total.gt(rate);
    const vector: F32x4 = f32x4.splat(total).max(0);
    const chosen: F32 = select(isLarge, total, vector.extractLane(0));
    f.store(count, 4, chosen);
    f.store(count, 16, f32x4.convertI32x4S(vector.lt(1)).and(vector));
  });
});

Deno.test("deno check and recording refuse operands of another type", () => {
  const [x, n, v] = [f32.const(1), i32.const(1), f32x4.const(1)];
  // @ts-expect-error a vector is not a number
  assertThrows(() => x.add(v), TypeError);
  // @ts-expect-error an integer is not a floating-point number
  assertThrows(() => x.mul(n), TypeError);
  // @ts-expect-error an address is an integer
  assertThrows(() => f32.load(x), TypeError);
  // @ts-expect-error a mask is not a number
  assertThrows(() => v.add(v.lt(1)), TypeError);
  // @ts-expect-error a 64-bit integer is a bigint
  assertThrows(() => i64.const(1), RangeError);
  // @ts-expect-error both arms have one type
  assertThrows(() => select(n, x, v), TypeError);
  // @ts-expect-error a condition is an integer
  assertThrows(() => select(x, x, x), TypeError);
});

Deno.test("deno check and recording refuse what is not a variable, a parameter or a result", () => {
  const module = new ModuleBuilder();
  const scale = module.declare("scale", { parameters: ["f32"], results: ["f32"] });
  module.function("subject", { parameters: ["f32"] }, (f, x) => {
    const kept = f.keep(x.add(1));
    // @ts-expect-error what is kept is not set
    assertThrows(() => kept.set(1), TypeError);
    // @ts-expect-error only vectors add products
    assertThrows(() => x.addProduct(1, 2), TypeError);
    // @ts-expect-error the parameter is not an integer
    assertThrows(() => f.call(scale, i32.const(1)), TypeError);
  });
  assertThrows(
    // @ts-expect-error the result is not an integer
    () => module.define(scale, (_, x) => x.gt(0)),
    TypeError,
  );
});
