import { assertEquals, assertThrows } from "@std/assert";

import type { FunctionBuilder } from "../../lib/wasm/function_builder.ts";
import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { f32, f32x4, type I32, i32, i32x4, i64, i8x16 } from "../../lib/wasm/values.ts";
import type { Variable } from "../../lib/wasm/variable.ts";
import { moduleWithMemory } from "./support.ts";

/** Checks that recording `body` as the function "subject" fails with just this message. */
function refuses(
  body: (f: FunctionBuilder) => void,
  message: string,
  ErrorClass: typeof TypeError | typeof RangeError = TypeError,
): void {
  const { message: actual } = assertThrows(
    () => moduleWithMemory().function("subject", {}, body),
    ErrorClass,
  );
  assertEquals(actual, message);
}

const CHANGED = (thing: string) =>
  `Cannot use an expression in function "subject": ${thing} has changed since the expression was ` +
  "written; keep the value with f.keep(expression) before the change";

const CHANGES_IN_LOOP = (thing: string) =>
  `Cannot end a loop in function "subject": ${thing} changes in it, but an expression written before ` +
  "the loop reads it inside; write the expression inside the loop, or keep its value with " +
  "f.keep(expression) before";

Deno.test("recording refuses operands of another type", () => {
  const x = f32.const(1) as unknown as I32;
  refuses(
    (f) => f.drop(i32.const(1).and(x)),
    "Cannot write i32.and: expected an operand of type i32, got f32",
  );
  refuses(
    (f) => f.drop(f32.load(x)),
    "Cannot write f32.load: expected an operand of type i32, got f32",
  );
  refuses(
    (f) => f.drop(f32x4.const(1).add(i32x4.const(1) as unknown as number)),
    "Cannot write f32x4.add: expected an operand of type f32x4, got i32x4",
  );
  refuses(
    (f) => f.drop(f32x4.const(1).and(x as never)),
    "Cannot write v128.and: expected an operand of type v128, got f32",
  );
  refuses(
    (f) => f.let(f32.const(1)).set(undefined as never),
    "Cannot write local.set: expected an operand of type f32, got undefined",
  );
});

Deno.test("recording refuses numbers that the type cannot hold", () => {
  refuses(
    (f) => f.let(i32.const(1)).set(0.5),
    "Cannot make an i32: expected a whole number from -2^31 to 2^32 - 1, got 0.5",
    RangeError,
  );
  refuses(
    (f) => f.drop(i32.load(0).add(Number.NaN)),
    "Cannot make an i32: expected a whole number from -2^31 to 2^32 - 1, got NaN",
    RangeError,
  );
  refuses(
    (f) => f.drop(i64.const(2n ** 64n)),
    "Cannot make an i64: expected a bigint from -2^63 to 2^64 - 1, got 18446744073709551616",
    RangeError,
  );
  refuses(
    (f) => f.drop(i8x16.const(256)),
    "Cannot make an i8x16: expected whole numbers from -2^7 to 2^8 - 1, got 256",
    RangeError,
  );
  refuses(
    (f) => f.drop(f32x4.const(1, 2, 3)),
    "Cannot make an f32x4: expected 1 or 4 lanes, got 3",
    RangeError,
  );
});

Deno.test("recording refuses lanes and offsets that do not exist", () => {
  refuses(
    (f) => f.drop(f32x4.const(1).extractLane(4)),
    "Cannot choose a lane: expected a whole number from 0 to 3, got 4",
    RangeError,
  );
  refuses(
    (f) => f.drop(f32x4.const(1).shuffle(f32x4.const(2), 0, 1, 2, 8)),
    "Cannot choose a lane: expected a whole number from 0 to 7, got 8",
    RangeError,
  );
  refuses(
    (f) => f.drop(f32x4.const(1).shuffle(f32x4.const(2), 0)),
    "Cannot shuffle: expected 4 lanes, got 1",
    RangeError,
  );
  refuses(
    (f) => f.store(0, -4, f32.const(1)),
    "Cannot address memory: offset must be a whole number from 0 to 2^32 - 1, got -4",
    RangeError,
  );
  refuses(
    (f) => f.drop(f32.load(2 ** 32 - 4, 8)),
    "Cannot address memory: offset must be a whole number from 0 to 2^32 - 1, got 4294967300",
    RangeError,
  );
});

Deno.test("recording refuses variables of another function", () => {
  const module = new ModuleBuilder();
  let foreign: Variable<"f32">;
  module.function("owner", {}, (f) => {
    foreign = f.let(f32.const(1), "rate");
    assertEquals(
      assertThrows(() => module.function("thief", {}, (g) => g.drop(foreign)), TypeError).message,
      'Cannot read variable "rate" in function "thief": expected a variable of this function, ' +
        'got one of function "owner"',
    );
  });
});

Deno.test("recording refuses variables whose scope has ended", () => {
  const ended =
    'in function "subject": expected a variable of an open scope, got one whose scope has ended';
  refuses((f) => {
    let inner: I32 | undefined;
    f.loop(0, 9, 1, (i) => inner = i.mul(2));
    f.drop(inner!);
  }, `Cannot read variable 0 ${ended}`);
  refuses((f) => {
    let inner: Variable<"f32"> | undefined;
    f.scope(() => inner = f.let(f32.const(0), "sum"));
    inner!.set(1);
  }, `Cannot set variable "sum" ${ended}`);
});

Deno.test("recording refuses statements after the function is complete", () => {
  let late: FunctionBuilder | undefined;
  moduleWithMemory().function("subject", {}, (f) => {
    late = f;
  });
  const { message } = assertThrows(() => late!.store(0, 0, f32.const(1)), TypeError);
  assertEquals(
    message,
    'Cannot record i32.const in function "subject": expected a function that is being recorded, ' +
      "got a complete one",
  );
});

Deno.test("recording refuses an expression whose variable has changed since", () => {
  refuses((f) => {
    const p = f.let(i32.load(0), "p");
    const next = p.add(16);
    p.set(0);
    f.drop(next);
  }, CHANGED('variable "p"'));
  refuses((f) => {
    const v = f.let(f32x4.const(1), "v");
    const bits = v.asI32x4();
    v.set(2);
    f.drop(bits);
  }, CHANGED('variable "v"'));
  refuses((f) => {
    const p = f.let(i32.load(0), "p");
    const sum = p.add(16).mul(4).add(4);
    p.set(0);
    f.drop(sum);
  }, CHANGED('variable "p"'));
});

Deno.test("recording takes the second arm of a condition as following the first", () => {
  refuses((f) => {
    const p = f.let(i32.load(0), "p");
    const next = p.add(16);
    f.if(p, () => p.set(0), () => f.drop(next));
  }, CHANGED('variable "p"'));
});

Deno.test("recording refuses a load that would move behind a store or a call", () => {
  const stale = CHANGED("memory");
  refuses((f) => {
    const x = f32.load(0);
    f.store(16, 0, f32.const(1));
    f.drop(x);
  }, stale);
  refuses((f) => {
    const x = f32.load(0).add(1);
    f.atomic.fence();
    f.drop(x);
  }, stale);
  const module = moduleWithMemory();
  const log = module.import("env", "log");
  assertThrows(
    () =>
      module.function("subject", {}, (f) => {
        const x = f32.load(0);
        f.call(log);
        f.drop(x);
      }),
    TypeError,
    stale,
  );
});

Deno.test("recording refuses a global variable that was read before it was set", () => {
  const module = new ModuleBuilder();
  const count = module.global("count", "i32", 0);
  assertThrows(
    () =>
      module.function("subject", {}, (f) => {
        const before = count.value;
        f.setGlobal(count, 7);
        f.drop(before);
      }),
    TypeError,
    CHANGED("a global variable"),
  );
});

Deno.test("recording refuses an expression from before a loop that changes what it reads", () => {
  refuses((f) => {
    const p = f.let(i32.load(0), "p");
    const here = p.mul(4);
    f.loop(0, 9, 1, () => {
      f.drop(here);
      p.set(p.add(4));
    });
  }, CHANGES_IN_LOOP('variable "p"'));
  refuses((f) => {
    const x = f32.load(0);
    f.repeat(() => {
      f.loop(0, 9, 1, () => f.drop(x));
      f.store(0, 0, f32.const(1));
      return i32.load(0);
    });
  }, CHANGES_IN_LOOP("memory"));
});

Deno.test("recording accepts an expression from before a loop that leaves alone what it reads", () => {
  moduleWithMemory().function("subject", {}, (f) => {
    const p = f.let(i32.load(0), "p");
    const here = p.mul(4);
    f.loop(0, 9, 1, () => f.loop(0, 9, 1, () => f.drop(here)));
    p.set(0);
    f.loop(0, 9, 1, (i) => {
      const inner = p.add(i);
      f.drop(inner);
      p.set(inner);
    });
  });
});

Deno.test("recording refuses a loop without direction or end", () => {
  refuses(
    (f) => f.loop(0, 9, 0, () => {}),
    "Cannot record a loop: step must not be 0, got 0",
    RangeError,
  );
  refuses(
    (f) => f.loop(0, 2 ** 31 - 1, 2, () => {}),
    "Cannot record a loop: the counter must end from -2^31 to 2^31 - 1, got 2147483648",
    RangeError,
  );
});

Deno.test("Exit refuses to leave a block that has ended", () => {
  refuses((f) => {
    let late: { break(): void } | undefined;
    f.block((exit) => late = exit);
    late!.break();
  }, 'Cannot leave a block in function "subject": expected an open block, got one that has ended');
});

Deno.test("call and return refuse a wrong number of values", () => {
  const module = moduleWithMemory();
  const log = module.import("env", "log", { parameters: ["i32", "f32"] });
  const body = (f: FunctionBuilder) => (f.call as (...values: unknown[]) => void)(log, 1);
  assertEquals(
    assertThrows(() => module.function("subject", {}, body), TypeError).message,
    'Cannot call "log" in function "subject": expected 2 values (i32, f32), got 1',
  );
  refuses(
    (f) => f.return(1),
    'Cannot return in function "subject": expected 0 values (), got 1',
  );
});

Deno.test("call and setGlobal refuse what belongs to another module", () => {
  const other = new ModuleBuilder();
  const run = other.function("run", {}, () => {});
  const rate = other.global("rate", "f32", 1);
  const ending = 'in function "subject": expected one of the same module, got one of another';
  refuses((f) => f.call(run), `Cannot call "run" ${ending}`);
  refuses((f) => f.setGlobal(rate, 2), `Cannot set global "rate" ${ending}`);
});

Deno.test("ModuleBuilder refuses a memory that cannot be", () => {
  const cases: [number, number | undefined, boolean, string][] = [
    [-1, undefined, false, "minimumPages must be a whole number from 0 to 65536, got -1"],
    [1.5, undefined, false, "minimumPages must be a whole number from 0 to 65536, got 1.5"],
    [8, 7, false, "maximumPages must be a whole number from 8 to 65536, got 7"],
    [8, 65537, false, "maximumPages must be a whole number from 8 to 65536, got 65537"],
    [8, undefined, true, "maximumPages must be given for a shared memory, got undefined"],
  ];
  for (const [minimumPages, maximumPages, shared, message] of cases) {
    const { message: actual } = assertThrows(
      () => new ModuleBuilder({ memory: { minimumPages, maximumPages, shared } }),
      RangeError,
    );
    assertEquals(actual, `Cannot create a module: ${message}`);
  }
});

Deno.test("ModuleBuilder refuses loads, stores and data without a memory", () => {
  const module = new ModuleBuilder();
  assertEquals(
    assertThrows(() => module.function("read", {}, (f) => f.drop(i32.load(0))), TypeError).message,
    'Cannot define function "read": expected a module with memory for its loads and stores, ' +
      "got one without",
  );
  assertEquals(
    assertThrows(() => module.data(0, Uint8Array.of(1)), TypeError).message,
    "Cannot place data: expected a module with memory, got one without",
  );
});

Deno.test("ModuleBuilder refuses functions that are taken, defined twice or not at all", () => {
  const module = new ModuleBuilder();
  const log = module.import("env", "log");
  const first = module.function("first", {}, () => {});
  const second = module.declare("second", {});
  const messages = [
    () => module.declare("first", {}),
    () => moduleWithMemory().declare("memory", { exported: true }),
    () => module.define(first, () => {}),
    () => module.define(log, () => {}),
    () => module.import("env", "late"),
    () => module.toBytes(),
    () => module.toText(),
    () => module.functionText(second),
  ].map((action) => assertThrows(action, TypeError).message);
  assertEquals(messages, [
    'Cannot declare function "first": expected a new name, got one that is taken',
    'Cannot declare function "memory": expected a new name, got one that is taken',
    'Cannot define function "first": expected one that is only declared, got one that is defined already',
    'Cannot define function "log": expected one that is only declared, got one that is imported',
    'Cannot import "late": expected imports before all functions, got one after "second"',
    'Cannot finish a module: function "second" must be defined, got only its declaration',
    'Cannot finish a module: function "second" must be defined, got only its declaration',
    'Cannot print function "second": expected a defined function, got no code',
  ]);
});
