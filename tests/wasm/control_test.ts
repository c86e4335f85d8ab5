import { assertEquals, assertThrows } from "@std/assert";

import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { f32, i32, select } from "../../lib/wasm/values.ts";
import { instantiate, moduleWithMemory } from "./support.ts";

type Int = (...values: number[]) => number;

/** The counters a loop with bounds that are only known at run time goes through, as digits. */
function counters(step: number): Int {
  const module = new ModuleBuilder();
  module.function(
    "run",
    { parameters: ["i32", "i32"], results: ["i32"], exported: true },
    (f, from, to) => {
      const digits = f.let(i32.const(1));
      f.loop(from, to, step, (i) => digits.set(digits.mul(10).add(i)));
      return digits;
    },
  );
  return instantiate<{ run: Int }>(module).run;
}

Deno.test("loop counts up to its limit, which is not reached", () => {
  const run = counters(2);
  assertEquals(run(1, 6), 1135);
  assertEquals(run(1, 7), 1135);
  assertEquals(run(1, 8), 11357);
  assertEquals(run(3, 3), 1, "an empty loop");
  assertEquals(run(-1, 2), (1 * 10 - 1) * 10 + 1, "a counter below zero");
});

Deno.test("loop counts down if its step is negative", () => {
  const run = counters(-2);
  assertEquals(run(7, 2), 1753);
  assertEquals(run(7, 1), 1753);
  assertEquals(run(7, 0), 17531);
  assertEquals(run(2, 7), 1, "an empty loop");
});

Deno.test("loop of constant bounds runs as often as they say, without a first test", () => {
  for (
    const [from, to, step, expected] of [[0, 4, 1, 10123], [0, 0, 1, 1], [5, 6, 3, 15], [
      9,
      0,
      -4,
      1951,
    ]]
  ) {
    const module = new ModuleBuilder();
    module.function("run", { results: ["i32"], exported: true }, (f) => {
      const digits = f.let(i32.const(1));
      f.loop(from, to, step, (i) => digits.set(digits.mul(10).add(i)));
      return digits;
    });
    assertEquals(instantiate<{ run: Int }>(module).run(), expected);
    assertEquals(module.toText().includes("(if"), false);
  }
});

Deno.test("loop takes a step and a limit that change inside it at their values before it", () => {
  const module = new ModuleBuilder();
  const signature = { parameters: ["i32", "i32"], results: ["i32"], exported: true } as const;
  module.function("run", signature, (f, limit, step) => {
    const sum = f.let(i32.const(0));
    f.loop(0, limit, step, (i) => {
      sum.set(sum.add(i));
      limit.set(0);
      step.set(100);
    });
    return sum;
  });
  assertEquals(instantiate<{ run: Int }>(module).run(10, 3), 0 + 3 + 6 + 9);
});

Deno.test("loop bodies can be nested and share variables of outer scopes", () => {
  const module = new ModuleBuilder();
  module.function("run", { parameters: ["i32"], results: ["i32"], exported: true }, (f, size) => {
    const sum = f.let(i32.const(0));
    f.loop(0, size, 1, (y) => {
      const row = f.keep(y.mul(10));
      f.loop(y, size, 1, (x) => sum.set(sum.add(row.add(x))));
    });
    return sum;
  });
  // 0 1 2, 11 12, 22
  assertEquals(instantiate<{ run: Int }>(module).run(3), 48);
});

Deno.test("if runs one of its arms", () => {
  const module = new ModuleBuilder();
  module.function("sign", { parameters: ["i32"], results: ["i32"], exported: true }, (f, x) => {
    const sign = f.let(i32.const(0));
    f.if(x.ltS(0), () => sign.set(-1), () => {
      f.if(x.gtS(0), () => sign.set(1));
    });
    return sign;
  });
  const { sign } = instantiate<{ sign: Int }>(module);
  assertEquals([-9, 0, 9].map((x) => sign(x)), [-1, 0, 1]);
});

Deno.test("block is left by the exit of any block around", () => {
  const module = new ModuleBuilder();
  module.function(
    "find",
    { parameters: ["i32"], results: ["i32"], exported: true },
    (f, wanted) => {
      const found = f.let(i32.const(-1));
      f.block((done) => {
        f.loop(0, 10, 1, (y) => {
          f.block((next) => {
            f.loop(0, 10, 1, (x) => {
              next.breakIf(x.gtS(y));
              f.if(y.mul(10).add(x).eq(wanted), () => {
                found.set(y.add(x));
                done.break();
              });
            });
          });
        });
        found.set(-2);
      });
      return found;
    },
  );
  const { find } = instantiate<{ find: Int }>(module);
  assertEquals([0, 53, 99, 35].map((x) => find(x)), [0, 8, 18, -2]);
});

Deno.test("while tests before each round, repeat after it", () => {
  const module = new ModuleBuilder();
  const signature = { parameters: ["i32"], results: ["i32"], exported: true } as const;
  module.function("whileRounds", signature, (f, x) => {
    const rounds = f.let(i32.const(0));
    f.while(() => x.gtS(0), () => {
      x.set(x.shrU(1));
      rounds.set(rounds.add(1));
    });
    return rounds;
  });
  module.function("repeatRounds", signature, (f, x) => {
    const rounds = f.let(i32.const(0));
    f.repeat(() => {
      x.set(x.shrU(1));
      rounds.set(rounds.add(1));
      return x.gtS(0);
    });
    return rounds;
  });
  const { whileRounds, repeatRounds } = instantiate<{ whileRounds: Int; repeatRounds: Int }>(
    module,
  );
  assertEquals([0, 1, 5].map((x) => whileRounds(x)), [0, 1, 3]);
  assertEquals([0, 1, 5].map((x) => repeatRounds(x)), [1, 1, 3]);
});

Deno.test("return ends a function early", () => {
  const module = new ModuleBuilder();
  module.function("clamp", { parameters: ["f32"], results: ["f32"], exported: true }, (f, x) => {
    f.if(x.gt(1), () => f.return(1));
    return x;
  });
  const { clamp } = instantiate<{ clamp: Int }>(module);
  assertEquals([0.5, 7].map((x) => clamp(x)), [0.5, 1]);
});

Deno.test("call reaches functions that are imported, declared, defined before, and itself", () => {
  const seen: number[] = [];
  const module = new ModuleBuilder();
  const log = module.import("env", "log", { parameters: ["i32", "f32"] });
  const isOdd = module.declare("isOdd", { parameters: ["i32"], results: ["i32"] });
  const isEven = module.function("isEven", { parameters: ["i32"], results: ["i32"] }, (f, n) => {
    f.if(n.eqz(), () => f.return(1));
    return f.call(isOdd, n.sub(1));
  });
  module.define(isOdd, (f, n) => {
    f.if(n.eqz(), () => f.return(0));
    return f.call(isEven, n.sub(1));
  });
  const factorial = module.declare("factorial", {
    parameters: ["i32"],
    results: ["i32"],
    exported: true,
  });
  module.define(factorial, (f, n) => {
    f.if(n.leS(1), () => f.return(1));
    return n.mul(f.call(factorial, n.sub(1)));
  });
  module.function("test", { parameters: ["i32"], results: ["i32"], exported: true }, (f, n) => {
    f.call(log, n, 0.5);
    return f.call(isEven, n);
  });
  const { factorial: exported, test } = instantiate<{ factorial: Int; test: Int }>(module, {
    env: { log: (...values: number[]) => seen.push(...values) },
  });
  assertEquals([test(6), test(7), exported(6)], [1, 0, 720]);
  assertEquals(seen, [6, 0.5, 7, 0.5]);
});

Deno.test("call returns several results in order", () => {
  const module = new ModuleBuilder();
  const divide = module.function(
    "divide",
    { parameters: ["i32", "i32"], results: ["i32", "i32"], exported: true },
    (_, a, b) => [a.divS(b), a.remS(b)],
  );
  module.function("digits", { parameters: ["i32"], results: ["i32"], exported: true }, (f, n) => {
    const [tens, ones] = f.call(divide, n, 10);
    return tens.mul(1000).add(ones);
  });
  const exports = instantiate<{ divide(a: number, b: number): number[]; digits: Int }>(module);
  assertEquals(exports.divide(17, 5), [3, 2]);
  assertEquals(exports.digits(47), 4007);
});

Deno.test("select computes one of two values of any type", () => {
  const module = moduleWithMemory();
  module.function("pick", { parameters: ["i32"], results: ["f32"], exported: true }, (f, which) => {
    const x = f.let(f32.const(2));
    return select(which, x, f32.const(3)).add(select(which.eqz(), f32.const(10), x));
  });
  const { pick } = instantiate<{ pick: Int }>(module);
  assertEquals([pick(1), pick(0)], [4, 13]);
});

Deno.test("setGlobal changes a variable that outlives calls, one for each instance", () => {
  const module = new ModuleBuilder();
  const count = module.global("count", "i32", -3);
  const rate = module.global("rate", "f32", 0.5);
  module.function("next", { results: ["f32"], exported: true }, (f) => {
    f.setGlobal(count, count.value.add(1));
    f.setGlobal(rate, 1.5);
    return f32.convertI32S(count.value).mul(rate.value);
  });
  const compiled = new WebAssembly.Module(module.toBytes());
  const [a, b] = [0, 1].map(() => new WebAssembly.Instance(compiled).exports.next as Int);
  assertEquals([a(), a(), b()], [-3, -1.5, -3]);
});

Deno.test("unreachable traps, and so does what drop computes", () => {
  const module = new ModuleBuilder();
  module.function("stop", { exported: true }, (f) => f.unreachable());
  module.function(
    "divide",
    { parameters: ["i32"], exported: true },
    (f, x) => f.drop(i32.const(1).divS(x)),
  );
  const { stop, divide } = instantiate<{ stop(): void; divide: Int }>(module);
  assertThrows(stop, WebAssembly.RuntimeError, "unreachable");
  assertThrows(() => divide(0), WebAssembly.RuntimeError, "divide by zero");
  assertEquals(divide(1), undefined);
});

Deno.test("scope frees its variables for the next scope", () => {
  const module = new ModuleBuilder();
  const crowded = module.function("crowded", { results: ["f32"], exported: true }, (f) => {
    const sum = f.let(f32.const(0));
    for (let n = 0; n < 100; n++) {
      f.scope(() => {
        const square = f.keep(sum.mul(sum));
        const third = f.keep(square.mul(sum));
        sum.set(third.sub(square).add(1));
      });
    }
    return sum;
  });
  assertEquals(crowded.code!.locals.length, 3);
  // 0, 1, 1, 1, ...
  assertEquals(instantiate<{ crowded: Int }>(module).crowded(), 1);
});
