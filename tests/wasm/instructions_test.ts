import { assert, assertEquals } from "@std/assert";

import type { Expression } from "../../lib/wasm/expression.ts";
import type { FunctionBuilder } from "../../lib/wasm/function_builder.ts";
import { Instruction } from "../../lib/wasm/instruction.ts";
import { type InstructionName, INSTRUCTIONS, type ValueType } from "../../lib/wasm/instructions.ts";
import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import * as values from "../../lib/wasm/values.ts";
import { CASES, type Operand } from "./instruction_cases.ts";

/** How the lanes of each type lie in memory. */
const LANE_ARRAYS = {
  i32: Int32Array,
  i64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
  f32x4: Float32Array,
  i32x4: Int32Array,
  i16x8: Int16Array,
  i8x16: Int8Array,
} as const;
const RESULT = 64;

/** Instructions that are statements, variables or constants: other tests are about them. */
const OTHERS: readonly InstructionName[] = [
  "unreachable",
  "block",
  "loop",
  "if",
  "else",
  "end",
  "br",
  "br_if",
  "return",
  "call",
  "drop",
  "select",
  "local.get",
  "local.set",
  "global.get",
  "global.set",
  "memory.size",
  "memory.grow",
  "memory.copy",
  "memory.fill",
  "i8x16.shuffle",
];

/** Functions and methods of any instruction, by name. */
type ByName = Record<string, (...operands: unknown[]) => Expression>;

function method(name: string): string {
  return name.slice(name.indexOf(".") + 1).replaceAll(/_./g, (text) => text[1].toUpperCase());
}

/** `v128` stands for any view; the cases use this one. */
function view(type: string): ValueType {
  return type === "v128" ? "i32x4" : type as ValueType;
}

/** Writes the instruction as a user would: as a method, or as a function that makes a value. */
function apply(name: InstructionName, operands: Expression[], lane?: number): Expression {
  const prefix = view(name.slice(0, name.indexOf(".")));
  const [first, ...others] = operands;
  const lanes = lane === undefined ? [] : [lane];
  if (first.type === prefix) {
    return (first as unknown as ByName)[method(name)](...lanes, ...others);
  }
  return (values[prefix] as unknown as ByName)[method(name)](...operands);
}

function load(type: ValueType, address: number): Expression {
  return (values[type] as unknown as ByName).load(address);
}

function instantiate(
  module: ModuleBuilder,
): { bytes: ArrayBuffer; run(name: string): unknown } {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()));
  const { memory, ...functions } = instance.exports;
  return {
    bytes: (memory as WebAssembly.Memory).buffer as ArrayBuffer,
    run: (name) => (functions[name] as () => unknown)(),
  };
}

function put(bytes: ArrayBuffer, address: number, type: ValueType, operand: Operand): void {
  const lanes = Array.isArray(operand) ? operand : [operand];
  const target = new LANE_ARRAYS[type](bytes, address, lanes.length);
  for (const [i, lane] of lanes.entries()) target[i] = lane;
}

Deno.test("INSTRUCTIONS that compute return the expected values", () => {
  const module = new ModuleBuilder({ memory: { minimumPages: 1, export: "memory" } });
  for (const [i, [name, , , lane]] of CASES.entries()) {
    const { operands } = new Instruction(name);
    module.function(`case${i}`, { exported: true }, (f) => {
      const loaded = operands.map((type, k) => load(view(type), 16 * k));
      f.store(RESULT, 0, apply(name, loaded, lane));
    });
  }
  const { bytes, run } = instantiate(module);
  for (const [i, [name, operands, expected]] of CASES.entries()) {
    const row = new Instruction(name);
    for (const [k, operand] of operands.entries()) {
      put(bytes, 16 * k, view(row.operands[k]), operand);
    }
    run(`case${i}`);
    const lanes: readonly (number | bigint)[] = Array.isArray(expected) ? expected : [expected];
    const actual = [...new LANE_ARRAYS[view(row.result)](bytes, RESULT, lanes.length)];
    assert(
      lanes.every((lane, k) => Object.is(lane, actual[k])),
      `${name} of ${operands.join(" and ")}: expected ${lanes}, got ${actual}`,
    );
  }
});

Deno.test("INSTRUCTIONS that take two scalars or a literal take numbers for them", () => {
  const module = new ModuleBuilder({ memory: { minimumPages: 1, export: "memory" } });
  const { f32, f32x4, i32x4, i64 } = values;
  module.function("literals", { exported: true }, (f) => {
    f.store(0, 0, f32.load(64).add(0.5));
    f.store(0, 4, f32.convertI32S(-3));
    f.store(0, 8, i64.load(72).mul(3n));
    f.store(0, 16, f32x4.splat(1).add(0.25));
    f.store(0, 32, i32x4.splat(1).shl(3).add(-1));
  });
  const { bytes, run } = instantiate(module);
  new Float32Array(bytes, 64, 1)[0] = 1;
  new BigInt64Array(bytes, 72, 1)[0] = -5n;
  run("literals");
  assertEquals([...new Float32Array(bytes, 0, 2)], [1.5, -3]);
  assertEquals(new BigInt64Array(bytes, 8, 1)[0], -15n);
  assertEquals([...new Float32Array(bytes, 16, 4)], [1.25, 1.25, 1.25, 1.25]);
  assertEquals([...new Int32Array(bytes, 32, 4)], [7, 7, 7, 7]);
});

/** Loads of the bytes 0x80, 0x91, 0xa2, ... at address 8 and what they are then, as `type`. */
const LOADS: [InstructionName, type: ValueType, expected: Operand][] = [
  ["i32.load", "i32", 0xb3a29180 | 0],
  ["i32.load8_s", "i32", -0x80],
  ["i32.load8_u", "i32", 0x80],
  ["i32.load16_s", "i32", 0x9180 - 0x10000],
  ["i32.load16_u", "i32", 0x9180],
  ["i64.load", "i64", BigInt.asIntN(64, 0xf7e6d5c4b3a29180n)],
  ["i64.load8_s", "i64", -0x80n],
  ["i64.load8_u", "i64", 0x80n],
  ["i64.load16_s", "i64", 0x9180n - 0x10000n],
  ["i64.load16_u", "i64", 0x9180n],
  ["i64.load32_s", "i64", 0xb3a29180n - 0x100000000n],
  ["i64.load32_u", "i64", 0xb3a29180n],
  ["v128.load", "i32x4", [0xb3a29180 | 0, 0xf7e6d5c4 | 0, 0x3b2a1908, 0x7f6e5d4c]],
  ["v128.load8x8_s", "i16x8", [-0x80, -0x6f, -0x5e, -0x4d, -0x3c, -0x2b, -0x1a, -0x09]],
  ["v128.load8x8_u", "i16x8", [0x80, 0x91, 0xa2, 0xb3, 0xc4, 0xd5, 0xe6, 0xf7]],
  ["v128.load16x4_s", "i32x4", [-0x6e80, -0x4c5e, -0x2a3c, -0x081a]],
  ["v128.load16x4_u", "i32x4", [0x9180, 0xb3a2, 0xd5c4, 0xf7e6]],
  ["v128.load8_splat", "i8x16", Array(16).fill(-0x80)],
  ["v128.load16_splat", "i16x8", Array(8).fill(-0x6e80)],
  ["v128.load32_splat", "i32x4", Array(4).fill(0xb3a29180 | 0)],
  ["v128.load64_splat", "i32x4", [
    0xb3a29180 | 0,
    0xf7e6d5c4 | 0,
    0xb3a29180 | 0,
    0xf7e6d5c4 | 0,
  ]],
  ["v128.load32_zero", "i32x4", [0xb3a29180 | 0, 0, 0, 0]],
  ["v128.load64_zero", "i32x4", [0xb3a29180 | 0, 0xf7e6d5c4 | 0, 0, 0]],
];
const PATTERN = [0x80, 0x91, 0xa2, 0xb3, 0xc4, 0xd5, 0xe6, 0xf7].concat(
  [0x08, 0x19, 0x2a, 0x3b, 0x4c, 0x5d, 0x6e, 0x7f],
);

Deno.test("INSTRUCTIONS that load read as many bytes as their names say", () => {
  const module = new ModuleBuilder({ memory: { minimumPages: 1, export: "memory" } });
  for (const [name, type] of LOADS) {
    module.function(name, { exported: true }, (f) => {
      f.store(RESULT, 0, (values[type] as unknown as ByName)[method(name)](5, 3));
    });
  }
  const { bytes, run } = instantiate(module);
  new Uint8Array(bytes).set(PATTERN, 8);
  for (const [name, type, expected] of LOADS) {
    run(name);
    const lanes = Array.isArray(expected) ? expected : [expected];
    const actual = [...new LANE_ARRAYS[type](bytes, RESULT, lanes.length)];
    assertEquals<unknown[]>(actual, lanes, name);
  }
});

/** Stores into 16 bytes of 0xff and the bytes that are there then. */
const STORES: [InstructionName, store: (f: FunctionBuilder) => void, expected: number[]][] = [
  ["i32.store", (f) => f.store(RESULT, 0, values.i32.const(0x04030201)), [1, 2, 3, 4]],
  ["i32.store8", (f) => f.store8(RESULT, 1, 0x04030201), [0xff, 1]],
  ["i32.store16", (f) => f.store16(RESULT, 1, 0x04030201), [0xff, 1, 2]],
  [
    "i64.store",
    (f) => f.store(RESULT, 0, values.i64.const(0x0807060504030201n)),
    [1, 2, 3, 4, 5, 6, 7, 8],
  ],
  ["f32.store", (f) => f.store(RESULT, 4, values.f32.const(1)), [
    255,
    255,
    255,
    255,
    0,
    0,
    128,
    63,
  ]],
  ["f64.store", (f) => f.store(RESULT, 0, values.f64.const(1)), [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]],
  [
    "v128.store",
    (f) => f.store(RESULT, 0, values.i8x16.const(...PATTERN)),
    PATTERN,
  ],
];

Deno.test("INSTRUCTIONS that store write as many bytes as their names say", () => {
  const module = new ModuleBuilder({ memory: { minimumPages: 1, export: "memory" } });
  for (const [name, store] of STORES) module.function(name, { exported: true }, store);
  const { bytes, run } = instantiate(module);
  for (const [name, , expected] of STORES) {
    const place = new Uint8Array(bytes, RESULT, 16).fill(0xff);
    run(name);
    const rest = Array(16 - expected.length).fill(0xff);
    assertEquals([...place], [...expected, ...rest], name);
  }
});

Deno.test("INSTRUCTIONS that load or store a lane leave the others alone", () => {
  const { f32x4, i16x8, i32x4, i8x16 } = values;
  const cases: [InstructionName, (f: FunctionBuilder) => void, expected: number[]][] = [
    ["v128.load8_lane", (f) => f.store(RESULT, 0, i8x16.const(1).loadLane(15, 8)), [
      ...Array(15).fill(1),
      0x80,
    ]],
    ["v128.load16_lane", (f) => f.store(RESULT, 0, i16x8.const(0).loadLane(1, 8)), [
      0,
      0,
      0x80,
      0x91,
    ]],
    ["v128.load32_lane", (f) => f.store(RESULT, 0, f32x4.const(0).loadLane(1, 0, 8)), [
      ...[0, 0, 0, 0],
      ...PATTERN.slice(0, 4),
    ]],
    ["v128.load64_lane", (f) => f.store(RESULT, 0, i32x4.const(0).loadHalf(1, 8)), [
      ...Array(8).fill(0),
      ...PATTERN.slice(0, 8),
    ]],
    ["v128.store8_lane", (f) => f.storeLane(RESULT, 1, i8x16.load(8), 2), [0, 0xa2]],
    ["v128.store16_lane", (f) => f.storeLane(RESULT, 2, i16x8.load(8), 7), [0, 0, 0x6e, 0x7f]],
    ["v128.store32_lane", (f) => f.storeLane(RESULT, 0, i32x4.load(8), 3), [
      0x4c,
      0x5d,
      0x6e,
      0x7f,
    ]],
    ["v128.store64_lane", (f) => f.storeHalf(RESULT, 0, f32x4.load(8), 1), PATTERN.slice(8)],
  ];
  const module = new ModuleBuilder({ memory: { minimumPages: 1, export: "memory" } });
  for (const [name, body] of cases) module.function(name, { exported: true }, body);
  const { bytes, run } = instantiate(module);
  new Uint8Array(bytes).set(PATTERN, 8);
  for (const [name, , expected] of cases) {
    const place = new Uint8Array(bytes, RESULT, 16).fill(0);
    run(name);
    assertEquals([...place], [...expected, ...Array(16 - expected.length).fill(0)], name);
  }
  for (const [name] of cases) assert(module.toText().includes(name), name);
});

Deno.test("INSTRUCTIONS are all executed by a test", () => {
  const tested = new Set<string>([
    ...CASES.map(([name]) => name),
    ...LOADS.map(([name]) => name),
    ...STORES.map(([name]) => name),
    ...OTHERS,
    "f32.load",
    "f64.load",
  ]);
  const isTestedElsewhere = (name: string) => /atomic|_lane$|\.const$/.test(name);
  const missing = Object.keys(INSTRUCTIONS).filter((name) =>
    !tested.has(name) && !isTestedElsewhere(name)
  );
  assertEquals(missing, []);
});

Deno.test("shuffle picks lanes of both vectors in the unit of its view", () => {
  const { f32x4, i16x8 } = values;
  const module = new ModuleBuilder({ memory: { minimumPages: 1, export: "memory" } });
  module.function("shuffle", { exported: true }, (f) => {
    f.store(0, 0, f32x4.const(0, 1, 2, 3).shuffle(f32x4.const(4, 5, 6, 7), 7, 0, 4, 3));
    const low = i16x8.const(0, 1, 2, 3, 4, 5, 6, 7);
    f.store(0, 16, low.shuffle(low.add(10), 0, 8, 1, 9, 2, 10, 3, 15));
  });
  const { bytes, run } = instantiate(module);
  run("shuffle");
  assertEquals([...new Float32Array(bytes, 0, 4)], [7, 0, 4, 3]);
  assertEquals([...new Int16Array(bytes, 16, 8)], [0, 10, 1, 11, 2, 12, 3, 17]);
});
