import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
} from "../../lib/formats/safetensors.ts";
import { Random } from "../../lib/random.ts";
import { isPermitted } from "../files/temporary_folder.ts";
import { entry, packSafetensors } from "./pack_safetensors.ts";

const file: SafetensorsFile = {
  tensors: [
    { name: "conv1.weight", shape: [2, 1, 1, 2], values: Float32Array.of(1, -2.5, 0, 1e-30) },
    { name: "scalar", shape: [], values: Float32Array.of(7) },
    { name: "empty", shape: [3, 0], values: new Float32Array(0) },
    { name: "größe", shape: [2], values: Float32Array.of(Infinity, NaN) },
  ],
  metadata: { architecture: "conv 2x1, softmax 3", note: 'quotes " and\nlines' },
};

Deno.test("encodeSafetensors() writes length, header and values", () => {
  const bytes = encodeSafetensors({
    metadata: { a: "b" },
    tensors: [
      { name: "x", shape: [1, 2], values: Float32Array.of(1, -2) },
      { name: "y", shape: [1], values: Float32Array.of(0.5) },
    ],
  });
  const header = '{"__metadata__":{"a":"b"},' +
    '"x":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
    '"y":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}';
  // 135 characters, padded to 136.
  assertEquals(bytes.slice(0, 8), Uint8Array.of(136, 0, 0, 0, 0, 0, 0, 0));
  assertEquals(new TextDecoder().decode(bytes.slice(8, 144)), `${header} `);
  assertEquals(
    bytes.slice(144),
    Uint8Array.of(
      ...[0, 0, 0x80, 0x3f],
      ...[0, 0, 0, 0xc0],
      ...[0, 0, 0, 0x3f],
    ),
  );
});

Deno.test("encodeSafetensors() lets the values begin at a multiple of 8, however long the header", () => {
  for (let length = 0; length < 16; length++) {
    const bytes = encodeSafetensors({ ...file, metadata: { note: "x".repeat(length) } });
    assertEquals(new DataView(bytes.buffer).getBigUint64(0, true) % 8n, 0n);
    assertEquals(decodeSafetensors(bytes).metadata, { note: "x".repeat(length) });
  }
});

Deno.test("encodeSafetensors() gives equal bytes for equal contents", () => {
  assertEquals(encodeSafetensors(file), encodeSafetensors(structuredClone(file)));
});

Deno.test("decodeSafetensors() reads what encodeSafetensors() writes", () => {
  assertEquals(decodeSafetensors(encodeSafetensors(file)), file);
  const nothing = { tensors: [], metadata: {} };
  assertEquals(decodeSafetensors(encodeSafetensors(nothing)), nothing);
});

Deno.test("decodeSafetensors() reads bytes that lie at an odd place", () => {
  const bytes = encodeSafetensors(file);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assertEquals(decodeSafetensors(shifted.subarray(3)), file);
});

Deno.test("decodeSafetensors() reads all types of floats", () => {
  const data = new Uint8Array(8 + 4 + 2 + 2);
  const view = new DataView(data.buffer);
  view.setFloat64(0, -0.1, true);
  view.setFloat32(8, 1.5, true);
  view.setUint16(12, 0xc500, true); // F16: sign 1, exponent 17 - 15 = 2, fraction 1.25
  view.setUint16(14, 0x4049, true); // BF16: pi
  const header = {
    "bf16": entry("BF16", [1], [14, 16]),
    "f16": entry("F16", [1, 1], [12, 14]),
    "f64": entry("F64", [], [0, 8]),
    "f32": entry("F32", [1], [8, 12]),
  };
  const { tensors, metadata } = decodeSafetensors(packSafetensors(header, data));
  // In the order of their bytes.
  assertEquals(tensors.map(({ name, values }) => [name, values[0]]), [
    ["f64", Math.fround(-0.1)],
    ["f32", 1.5],
    ["f16", -5],
    ["bf16", 3.140625],
  ]);
  assertEquals(metadata, {});
});

Deno.test("decodeSafetensors() takes a tensor named __proto__ for a tensor", () => {
  const header = '{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  assertEquals(decodeSafetensors(packSafetensors(header, 4)).tensors[0].name, "__proto__");
});

Deno.test({
  name: "decodeSafetensors() reads a file that Python wrote",
  ignore: !await isPermitted({ name: "read" }),
  fn: async () => {
    const url = new URL("../fixtures/python.safetensors", import.meta.url);
    const { tensors, metadata } = decodeSafetensors(await Deno.readFile(url));
    assertEquals(metadata["who"], "Grüße aus Python");
    assertEquals(tensors, [
      {
        name: "conv1.weight",
        shape: [2, 1, 3, 3],
        values: Float32Array.from({ length: 18 }, (_, i) => (i - 9) / 4),
      },
      { name: "empty", shape: [0, 5], values: new Float32Array(0) },
      { name: "step", shape: [], values: Float32Array.of(12) },
      { name: "softmax.bias", shape: [3], values: Float32Array.of(-1.5, 2 ** -24, 65504) },
      {
        name: "softmax.weight",
        shape: [3, 8],
        values: Float32Array.from({ length: 24 }, (_, i) => (i - 12) / 8),
      },
    ]);
  },
});

/** A header with one tensor `x`, of which something is not as it should be. */
function x(wrong: Record<string, unknown>): Record<string, unknown> {
  return { x: { ...entry("F32", [2], [0, 8]), ...wrong } };
}

function withLength(length: bigint): Uint8Array {
  const bytes = encodeSafetensors(file);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}

const whole = encodeSafetensors(file);

/** Each: what lies, the bytes, what the message says. */
const LIES: [string, Uint8Array, string][] = [
  ["nothing at all", new Uint8Array(0), "expected at least 8 bytes, got a file of 0"],
  [
    "a text",
    new TextEncoder().encode("hello, world"),
    'expected a safetensors file, got a file that begins with "hello, world"',
  ],
  ["less than a length", new Uint8Array(7), "expected at least 8 bytes, got a file of 7"],
  [
    "a header of 2^63 bytes",
    withLength(2n ** 63n),
    `expected a header that fits into the file's ${whole.length} bytes, got one of 9223372036854775808`,
  ],
  [
    "a header of 2^64 - 1 bytes",
    withLength(2n ** 64n - 1n),
    `got one of 18446744073709551615`,
  ],
  [
    "a header one byte larger than the file",
    withLength(BigInt(whole.length - 7)),
    `expected a header that fits into the file's ${whole.length} bytes, got one of ${
      whole.length - 7
    }`,
  ],
  ["a header of no bytes", withLength(0n), "expected a header in JSON, got something else"],
  ["a header cut short", withLength(20n), "expected a header in JSON, got something else"],
  ["a header that is no JSON", packSafetensors("{x: 1}"), "expected a header in JSON"],
  ["a header with a comma too many", packSafetensors("{},"), "expected a header in JSON"],
  [
    "a header that is no UTF-8",
    packSafetensors({}).fill(0xff, 8),
    "expected a header in JSON, got something else",
  ],
  ["a header that is an array", packSafetensors([1]), "a header that is a JSON object, got [1]"],
  ["a header that is null", packSafetensors("null"), "a header that is a JSON object, got null"],
  ["a header that is a number", packSafetensors("7"), "a header that is a JSON object, got 7"],
  [
    "a header nested without end",
    packSafetensors("[".repeat(20_000) + "]".repeat(20_000)),
    `a header that is a JSON object, got ${"[".repeat(80)}...`,
  ],
  [
    "metadata that is an array",
    packSafetensors({ "__metadata__": [] }),
    "expected metadata that is a JSON object, got []",
  ],
  [
    "metadata that is null",
    packSafetensors({ "__metadata__": null }),
    "expected metadata that is a JSON object, got null",
  ],
  [
    "metadata that is a number inside",
    packSafetensors({ "__metadata__": { seed: 1 } }),
    'expected metadata "seed" to be a string, got 1',
  ],
  [
    "metadata that is nested",
    packSafetensors({ "__metadata__": { a: { b: "c" } } }),
    'expected metadata "a" to be a string, got {"b":"c"}',
  ],
  [
    "a tensor that is null",
    packSafetensors({ x: null }),
    'tensor "x" to be a JSON object, got null',
  ],
  [
    "a tensor that is an array",
    packSafetensors({ x: [] }),
    'tensor "x" to be a JSON object, got []',
  ],
  [
    "an unknown type",
    packSafetensors(x({ dtype: "I64" }), 8),
    'expected tensor "x" to be of type F64, F32, F16, BF16, got "I64"',
  ],
  ["a type from Object", packSafetensors(x({ dtype: "toString" }), 8), 'got "toString"'],
  ["a type that is no string", packSafetensors(x({ dtype: ["F32"] }), 8), 'got ["F32"]'],
  [
    "no type",
    packSafetensors(x({ dtype: undefined }), 8),
    "of type F64, F32, F16, BF16, got nothing",
  ],
  [
    "a shape that is a number",
    packSafetensors(x({ shape: 2 }), 8),
    'expected tensor "x" to have a shape of whole numbers, got 2',
  ],
  [
    "a negative shape",
    packSafetensors(x({ shape: [-2] }), 8),
    "a shape of whole numbers, got [-2]",
  ],
  ["two negative axes", packSafetensors(x({ shape: [-1, -2] }), 8), "got [-1,-2]"],
  ["a fractional shape", packSafetensors(x({ shape: [0.5, 4] }), 8), "got [0.5,4]"],
  ["a shape of strings", packSafetensors(x({ shape: ["2"] }), 8), 'got ["2"]'],
  ["no shape", packSafetensors(x({ shape: undefined }), 8), "got nothing"],
  [
    "an endless shape",
    packSafetensors('{"x":{"dtype":"F32","shape":[1e999],"data_offsets":[0,8]}}', 8),
    "a shape of whole numbers, got [null]",
  ],
  [
    "a shape that is too large for its bytes",
    packSafetensors(x({ shape: [3] }), 8),
    'expected tensor "x" of shape [3] to take 12 bytes, got 8',
  ],
  [
    "a shape that is too small for its bytes",
    packSafetensors(x({ shape: [1] }), 8),
    'expected tensor "x" of shape [1] to take 4 bytes, got 8',
  ],
  [
    "a shape whose product overflows",
    packSafetensors(x({ shape: new Array(40).fill(2 ** 52) }), 8),
    "got 8",
  ],
  [
    "a shape whose product overflows, times zero",
    packSafetensors(x({ shape: [...new Array(40).fill(2 ** 52), 0] }), 8),
    "got 8",
  ],
  [
    "another type than the bytes'",
    packSafetensors(x({ dtype: "F16" }), 8),
    'expected tensor "x" of shape [2] to take 4 bytes, got 8',
  ],
  [
    "one offset",
    packSafetensors(x({ "data_offsets": [8] }), 8),
    'expected tensor "x" to have two data_offsets, got [8]',
  ],
  ["three offsets", packSafetensors(x({ "data_offsets": [0, 4, 8] }), 8), "got [0,4,8]"],
  ["no offsets", packSafetensors(x({ "data_offsets": undefined }), 8), "got nothing"],
  ["negative offsets", packSafetensors(x({ "data_offsets": [-8, 0] }), 8), "got [-8,0]"],
  ["fractional offsets", packSafetensors(x({ "data_offsets": [0.5, 8.5] }), 9), "got [0.5,8.5]"],
  ["offsets of strings", packSafetensors(x({ "data_offsets": ["0", "8"] }), 8), 'got ["0","8"]'],
  [
    "offsets the wrong way round",
    packSafetensors(x({ "data_offsets": [8, 0] }), 8),
    "to take 8 bytes, got -8",
  ],
  [
    "offsets beyond the end",
    packSafetensors(x({}), 7),
    "expected 8 bytes of tensors after the header, got 7",
  ],
  [
    "offsets far beyond the end",
    packSafetensors(x({ shape: [2 ** 50], "data_offsets": [0, 2 ** 52] }), 8),
    "expected 4503599627370496 bytes of tensors after the header, got 8",
  ],
  [
    "bytes that belong to no tensor, at the end",
    packSafetensors(x({}), 9),
    "expected 8 bytes of tensors after the header, got 9",
  ],
  [
    "bytes that belong to no tensor, at the beginning",
    packSafetensors(x({ "data_offsets": [4, 12] }), 12),
    'expected tensor "x" to begin at byte 0 of the data, got 4',
  ],
  [
    "bytes that belong to no tensor, in between",
    packSafetensors({ a: entry("F32", [1], [0, 4]), b: entry("F32", [1], [8, 12]) }, 12),
    'expected tensor "b" to begin at byte 4 of the data, got 8',
  ],
  [
    "overlapping tensors",
    packSafetensors({ a: entry("F32", [2], [0, 8]), b: entry("F32", [2], [4, 12]) }, 12),
    'expected tensor "b" to begin at byte 8 of the data, got 4',
  ],
  [
    "two tensors in one place",
    packSafetensors({ a: entry("F32", [2], [0, 8]), b: entry("F32", [2], [0, 8]) }, 8),
    'expected tensor "b" to begin at byte 8 of the data, got 0',
  ],
  ["bytes without any tensor", packSafetensors({}, 4), "expected 0 bytes of tensors"],
];

for (const [what, bytes, message] of LIES) {
  Deno.test(`decodeSafetensors() refuses ${what}`, () => {
    const error = assertThrows(() => decodeSafetensors(bytes), SyntaxError, message);
    assert(error.message.startsWith("Cannot read safetensors: expected "));
  });
}

Deno.test("decodeSafetensors() keeps its message short and free of control characters", () => {
  const name = "\x1b[31mred\n" + "x".repeat(1e5);
  const { message } = assertThrows(
    () => decodeSafetensors(packSafetensors({ [name]: 3 })),
    SyntaxError,
  );
  assertLess(message.length, 400);
  assert(!/\p{Cc}/u.test(message));
});

Deno.test("decodeSafetensors() refuses a file cut off anywhere", () => {
  for (let length = 0; length < whole.length; length++) {
    assertThrows(() => decodeSafetensors(whole.subarray(0, length)), SyntaxError);
  }
});

Deno.test("decodeSafetensors() refuses or reads a damaged file, and does nothing else", () => {
  const random = new Random(1, "damage");
  const outcomes = { read: 0, refused: 0 };
  for (let round = 0; round < 2000; round++) {
    const damaged = whole.slice();
    for (let k = 1 + random.below(3); k > 0; k--) {
      damaged[random.below(damaged.length)] = random.below(256);
    }
    try {
      decodeSafetensors(damaged);
      outcomes.read++;
    } catch (error) {
      assert(error instanceof SyntaxError, `round ${round}: ${error}`);
      outcomes.refused++;
    }
  }
  assert(outcomes.read > 100 && outcomes.refused > 1000, JSON.stringify(outcomes));
});
