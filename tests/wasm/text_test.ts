import { assertEquals } from "@std/assert";

import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { f32, f32x4, f64, i32, i32x4, i64 } from "../../lib/wasm/values.ts";
import { statements } from "./support.ts";

Deno.test("toText prints a module with the names its author gave", () => {
  const module = new ModuleBuilder({
    memory: { import: ["env", "memory"], minimumPages: 1, maximumPages: 16, shared: true },
  });
  const log = module.import("env", "log", { parameters: ["f32"] });
  const calls = module.global("calls", "i32", 0);
  const square = module.function(
    "square",
    { parameters: ["f32"], results: ["f32"] },
    (_, x) => x.mul(x),
  );
  module.function("norm", { parameters: ["i32", "i32"], exported: true }, (f, input, count) => {
    f.comment("sum of squares");
    const total = f.let(f32.const(0), "total");
    f.loop(input, input.add(count.shl(2)), 4, (pixel) => {
      total.set(total.add(f.call(square, f32.load(pixel, 4096))));
    });
    f.block((exit) => {
      exit.breakIf(total.le(1e-5));
      f.if(count.gtS(1), () => f.call(log, total), () => f.setGlobal(calls, calls.value.add(1)));
    });
    const lanes = f.let(f32x4.const(0.1), "lanes");
    f.loop(0, 64, 16, (at) => {
      lanes.addProduct(f32x4.load(at.add(65536)), f32x4.splat(total));
      f.store(at, 65536, lanes.max(0).shuffle(lanes, 0, 5, 2, 7));
    });
  });
  assertEquals(
    module.toText(),
    `\
(module
  (import "env" "log" (func $log (param f32)))
  (import "env" "memory" (memory 1 16 shared))
  (global $calls (mut i32) (i32.const 0))
  (func $square (param $x f32) (result f32)
    (f32.mul (local.get $x) (local.get $x))
  )
  (func $norm (export "norm") (param $input i32) (param $count i32)
    (local $total f32)
    (local $i32_3 i32)
    (local $pixel i32)
    (local $f32_5 f32)
    (local $lanes v128)
    (local $at i32)
    ;; sum of squares
    (local.set $total (f32.const 0))
    (local.set $i32_3 (i32.add (local.get $input) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $pixel (local.get $input))
    (if (i32.lt_s (local.get $pixel) (local.get $i32_3))
      (then
        (loop $loop1
          (local.set $f32_5 (call $square (f32.load offset=4096 (local.get $pixel))))
          (local.set $total (f32.add (local.get $total) (local.get $f32_5)))
          (local.set $pixel (i32.add (local.get $pixel) (i32.const 4)))
          (br_if $loop1 (i32.lt_s (local.get $pixel) (local.get $i32_3)))
        )
      )
    )
    (block $block2
      (br_if $block2 (f32.le (local.get $total) (f32.const 0.00001)))
      (if (i32.gt_s (local.get $count) (i32.const 1))
        (then
          (call $log (local.get $total))
        )
        (else
          (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        )
      )
    )
    (local.set $lanes (v128.const f32x4 0.1 0.1 0.1 0.1))
    (local.set $at (i32.const 0))
    (loop $loop3
      (local.set $lanes
        (f32x4.add
          (local.get $lanes)
          (f32x4.mul (v128.load offset=65536 (local.get $at)) (f32x4.splat (local.get $total)))))
      (v128.store offset=65536
        (local.get $at)
        (i8x16.shuffle 0 1 2 3 20 21 22 23 8 9 10 11 28 29 30 31
          (f32x4.max (local.get $lanes) (v128.const f32x4 0 0 0 0))
          (local.get $lanes)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $loop3 (i32.lt_s (local.get $at) (i32.const 64)))
    )
  )
)
`,
  );
});

Deno.test("toText prints memory, data and results that a module has of its own", () => {
  const module = new ModuleBuilder({ memory: { minimumPages: 2, export: "memory" } });
  module.data(8, Uint8Array.of(0, 34, 65, 92, 255));
  module.global("a rate", "f32", 0.1);
  module.function(
    "pair",
    { results: ["f32", "v128" as never] },
    () => [1, f32x4.const(2) as never],
  );
  assertEquals(
    module.toText(),
    `\
(module
  (memory (export "memory") 2)
  (global $a_rate (mut f32) (f32.const 0.1))
  (func $pair (result f32) (result v128)
    (f32.const 1)
    (v128.const f32x4 2 2 2 2)
  )
  (data (i32.const 8) "\\00\\22A\\5c\\ff")
)
`,
  );
});

Deno.test("functionText names each variable, though they share locals", () => {
  assertEquals(
    statements((f) => {
      f.scope(() => f.let(f32.const(1), "first"));
      f.scope(() => f.let(f32.const(2), "second"));
      f.scope(() => f.let(f32.const(3)));
      f.let(f32.const(4), "first");
      f.let(f32.const(5), "first");
    }),
    [
      "(local.set $first (f32.const 1))",
      "(local.set $second (f32.const 2))",
      "(local.set $f32_0 (f32.const 3))",
      "(local.set $first (f32.const 4))",
      "(local.set $first_2 (f32.const 5))",
    ],
  );
});

Deno.test("functionText prints constants that read as the same bits", () => {
  assertEquals(
    statements((f) => {
      for (const value of [0.1, -0, 1e10, -Infinity, Number.NaN, 2 ** -149]) {
        f.drop(f32.const(value));
      }
      f.drop(f64.const(0.1 + 0.2));
      f.drop(i64.const(-(2n ** 63n)));
      f.drop(i32.const(2 ** 32 - 1));
      f.drop(f32x4.const(1, -0, 0.1, 1000));
      f.drop(i32x4.const(1, -1, 0, 100));
    }),
    [
      "(drop (f32.const 0.1))",
      "(drop (f32.const -0))",
      "(drop (f32.const 10000000000))",
      "(drop (f32.const -inf))",
      "(drop (f32.const nan))",
      "(drop (f32.const 1e-45))",
      "(drop (f64.const 0.30000000000000004))",
      "(drop (i64.const -9223372036854775808))",
      "(drop (i32.const -1))",
      "(drop (v128.const f32x4 1 -0 0.1 1000))",
      "(drop (v128.const i32x4 1 -1 0 100))",
    ],
  );
});

Deno.test("functionText prints lanes and offsets of 64 and more", () => {
  assertEquals(
    statements((f) => {
      f.drop(f32x4.const(0).loadLane(3, i32.load(0), 64));
      f.storeHalf(0, 127, f32x4.const(0), 1);
      f.drop(f32x4.load(128).replaceLane(2, 1).extractLane(1));
    }),
    [
      "(drop (v128.load32_lane offset=64 3 (i32.load (i32.const 0)) (v128.const f32x4 0 0 0 0)))",
      "(v128.store64_lane offset=127 1 (i32.const 0) (v128.const f32x4 0 0 0 0))",
      "(drop",
      "(f32x4.extract_lane 1 (f32x4.replace_lane 2 (v128.load offset=128 (i32.const 0)) (f32.const 1))))",
    ],
  );
});
