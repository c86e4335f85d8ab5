import { assertEquals } from "@std/assert";

import { Random } from "../../lib/random.ts";
import type { I32 } from "../../lib/wasm/i32.ts";
import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { f32, f32x4, i32 } from "../../lib/wasm/values.ts";
import { instantiate, statements } from "./support.ts";

/** The text of an expression over the kept value `x` of unknown size and the variable `v`. */
function textOf(expression: (x: I32, v: I32) => I32): string {
  const lines = statements((f) => {
    const v = f.let(i32.load(0), "v");
    const x = f.keep(i32.load(4), "x");
    f.drop(expression(x, v));
  });
  return lines.slice(2).map((line) => line.slice("(drop ".length, -1)).join(" ");
}

/** The text of a load from an address over `pixel`, which is known to be 0 to 396, and `p`. */
function loadOf(address: (pixel: I32, p: I32) => I32 | number, offset?: number): string {
  const lines = statements((f) => {
    const p = f.let(i32.load(0), "p");
    f.loop(0, 400, 4, (pixel) => f.drop(f32.load(address(pixel, p), offset)));
  });
  return lines.find((line) => line.startsWith("(drop "))!.slice("(drop (f32.load".length, -2);
}

Deno.test("I32 sums and products of constants are constants", () => {
  assertEquals(textOf(() => i32.const(6).add(4)), "(i32.const 10)");
  assertEquals(textOf(() => i32.const(6).sub(7)), "(i32.const -1)");
  assertEquals(textOf(() => i32.const(0x10001).mul(0x10001)), "(i32.const 131073)");
  assertEquals(textOf(() => i32.const(2 ** 31 - 1).add(1)), "(i32.const -2147483648)");
  assertEquals(textOf(() => i32.const(2 ** 32 - 1).add(1)), "(i32.const 0)");
});

Deno.test("I32 sums gather their constants at the end", () => {
  const x8 = "(i32.add (local.get $x) (i32.const 8))";
  assertEquals(textOf((x) => x.add(3).add(5)), x8);
  assertEquals(textOf((x) => x.sub(-3).add(5)), x8);
  assertEquals(textOf((x) => i32.const(3).add(x).add(5)), x8);
  assertEquals(
    textOf((x, v) => x.add(3).add(v.mul(2).add(5))),
    "(i32.add (i32.add (local.get $x) (i32.mul (local.get $v) (i32.const 2))) (i32.const 8))",
  );
  assertEquals(textOf((x) => x.add(3).sub(3)), "(local.get $x)");
  assertEquals(textOf((x) => x.add(0)), "(local.get $x)");
});

Deno.test("I32 products multiply into the constant of a sum", () => {
  assertEquals(
    textOf((x) => x.add(1).mul(112).add(16)),
    "(i32.add (i32.mul (local.get $x) (i32.const 112)) (i32.const 128))",
  );
  assertEquals(textOf((x) => x.mul(1)), "(local.get $x)");
  assertEquals(textOf((x) => x.mul(0)), "(i32.const 0)");
  assertEquals(textOf((x) => i32.const(3).mul(x)), "(i32.mul (local.get $x) (i32.const 3))");
});

Deno.test("I32 constants of an address become the offset where the sum cannot wrap around", () => {
  assertEquals(loadOf(() => 4096, 4), " offset=4100 (i32.const 0)");
  assertEquals(loadOf((pixel) => pixel.add(4096), 4), " offset=4100 (local.get $pixel)");
  assertEquals(
    loadOf((pixel) => pixel.mul(3).add(8).add(pixel)),
    " offset=8 (i32.add (i32.mul (local.get $pixel) (i32.const 3)) (local.get $pixel))",
  );
  assertEquals(
    loadOf((pixel) => pixel.shl(2).add(8)),
    " offset=8 (i32.shl (local.get $pixel) (i32.const 2))",
  );
  assertEquals(
    loadOf((_, p) => i32.load8U(p).add(8)),
    " offset=8 (i32.load8_u (local.get $p))",
  );
  assertEquals(
    loadOf((_, p) => p.and(0xfff).add(8)),
    " offset=8 (i32.and (local.get $p) (i32.const 4095))",
  );
  assertEquals(
    loadOf((_, p) => p.shrU(4).add(8)),
    " offset=8 (i32.shr_u (local.get $p) (i32.const 4))",
  );
});

Deno.test("I32 constants of an address stay in the sum where it might wrap around", () => {
  assertEquals(loadOf((_, p) => p.add(8), 4), " offset=4 (i32.add (local.get $p) (i32.const 8))");
  assertEquals(
    loadOf((pixel) => pixel.sub(4)),
    " (i32.add (local.get $pixel) (i32.const -4))",
  );
  assertEquals(
    loadOf((pixel) => pixel.mul(2 ** 24).add(8)),
    " (i32.add (i32.mul (local.get $pixel) (i32.const 16777216)) (i32.const 8))",
  );
});

Deno.test("I32 address below zero plus a constant reads what the sum says", () => {
  const module = new ModuleBuilder({ memory: { minimumPages: 1 } });
  module.data(8, Uint8Array.of(1, 2, 3, 4));
  const signature = { results: ["i32"], exported: true } as const;
  module.function("sum", signature, (f) => {
    const sum = f.let(i32.const(0));
    f.loop(-2, 2, 1, (i) => sum.set(sum.mul(10).add(i32.load8U(i.add(10)))));
    return sum;
  });
  assertEquals(instantiate<{ sum(): number }>(module).sum(), 1234);
});

Deno.test("I32 arithmetic folded equals arithmetic modulo 2^32", () => {
  const random = new Random(4, "expressions");
  const signature = { parameters: ["i32", "i32"], results: ["i32"], exported: true } as const;
  const module = new ModuleBuilder();
  const truths: ((x: number, y: number) => number)[] = [];
  for (let n = 0; n < 200; n++) {
    // A random chain of operations, recorded and computed side by side.
    const steps = Array.from({ length: 1 + random.below(8) }, () => {
      const constant = random.below(3) === 0 ? random.uint32() | 0 : random.below(9) - 4;
      return { operation: random.below(7), constant };
    });
    module.function(`chain${n}`, signature, (f, x, y) => {
      const kept = f.keep(y.add(0).xor(0));
      return steps.reduce((value: I32, { operation, constant }) => {
        switch (operation) {
          case 0:
            return value.add(constant);
          case 1:
            return value.sub(constant);
          case 2:
            return value.mul(constant);
          case 3:
            return value.add(kept.add(constant));
          case 4:
            return i32.const(constant).add(value);
          case 5:
            return kept.add(constant).add(value);
          default:
            return i32.const(constant).mul(value);
        }
      }, x);
    });
    truths.push((x, y) =>
      steps.reduce((value, { operation, constant }) => {
        if (operation === 0 || operation === 4) return value + constant | 0;
        if (operation === 1) return value - constant | 0;
        if (operation === 3 || operation === 5) return value + (y + constant | 0) | 0;
        return Math.imul(value, constant);
      }, x)
    );
  }
  const exports = instantiate<Record<string, (x: number, y: number) => number>>(module);
  for (const [n, truth] of truths.entries()) {
    for (const [x, y] of [[0, 0], [1, -1], [12345, 678], [-(2 ** 31), 2 ** 31 - 1]]) {
      assertEquals(exports[`chain${n}`](x, y), truth(x, y), `chain ${n} of ${x} and ${y}`);
    }
  }
});

Deno.test("I32 address constants of a vector's load are folded like any other", () => {
  const lines = statements((f) => {
    const sum = f.let(f32x4.const(0), "sum");
    f.loop(1, 9, 1, (y) => {
      f.loop(1, 9, 1, (x) => {
        const pixel = y.sub(1).mul(160).add(x.sub(1).mul(16)).add(4096);
        sum.set(sum.add(f32x4.load(pixel, 32)));
      });
    });
  });
  assertEquals(
    lines.filter((line) => line.includes("load offset")),
    ["(v128.load offset=3952"],
  );
});
