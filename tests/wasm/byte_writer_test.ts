import { assertEquals } from "@std/assert";

import { ByteReader } from "../../lib/wasm/byte_reader.ts";
import { ByteWriter } from "../../lib/wasm/byte_writer.ts";

function written(write: (out: ByteWriter) => void): number[] {
  const out = new ByteWriter(1);
  write(out);
  return [...out.bytes];
}

Deno.test("ByteWriter.unsigned writes LEB128 at the boundaries of its lengths", () => {
  const cases: [value: number, bytes: number[]][] = [
    [0, [0x00]],
    [0x7f, [0x7f]],
    [0x80, [0x80, 0x01]],
    [0x3fff, [0xff, 0x7f]],
    [0x4000, [0x80, 0x80, 0x01]],
    [0x1fffff, [0xff, 0xff, 0x7f]],
    [0x200000, [0x80, 0x80, 0x80, 0x01]],
    [0xfffffff, [0xff, 0xff, 0xff, 0x7f]],
    [0x10000000, [0x80, 0x80, 0x80, 0x80, 0x01]],
    [0x7fffffff, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [0x80000000, [0x80, 0x80, 0x80, 0x80, 0x08]],
    [0xffffffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ];
  for (const [value, bytes] of cases) {
    assertEquals(written((out) => out.unsigned(value)), bytes, `${value}`);
    assertEquals(new ByteReader(Uint8Array.from(bytes)).unsigned(), value);
  }
});

Deno.test("ByteWriter.signed writes LEB128 at the boundaries of its lengths", () => {
  const cases: [value: number, bytes: number[]][] = [
    [0, [0x00]],
    [-1, [0x7f]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [8191, [0xff, 0x3f]],
    [8192, [0x80, 0xc0, 0x00]],
    [-8192, [0x80, 0x40]],
    [-8193, [0xff, 0xbf, 0x7f]],
    [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
  ];
  for (const [value, bytes] of cases) {
    assertEquals(written((out) => out.signed(value)), bytes, `${value}`);
    assertEquals(written((out) => out.signed64(BigInt(value))), bytes, `${value}n`);
    assertEquals(new ByteReader(Uint8Array.from(bytes)).signed64(), BigInt(value));
  }
});

Deno.test("ByteWriter.signed64 writes the largest and the smallest number", () => {
  const ones = Array(9).fill(0xff);
  const zeros = Array(9).fill(0x80);
  assertEquals(written((out) => out.signed64(2n ** 63n - 1n)), [...ones, 0x00]);
  assertEquals(written((out) => out.signed64(-(2n ** 63n))), [...zeros, 0x7f]);
  assertEquals(new ByteReader(Uint8Array.of(...zeros, 0x7f)).signed64(), -(2n ** 63n));
});

Deno.test("ByteWriter.float32 and float64 write the lowest byte first", () => {
  assertEquals(written((out) => out.float32(-2)), [0, 0, 0, 0xc0]);
  assertEquals(written((out) => out.float64(1)), [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
});

Deno.test("ByteWriter.text writes the length in bytes, not in characters", () => {
  assertEquals(written((out) => out.text("é")), [2, 0xc3, 0xa9]);
});

Deno.test("ByteWriter keeps what it has when it grows", () => {
  const out = new ByteWriter(1);
  for (let i = 0; i < 300; i++) out.byte(i);
  out.append(Uint8Array.of(7, 8));
  assertEquals(out.length, 302);
  assertEquals([...out.bytes.subarray(298)], [298 & 0xff, 299 & 0xff, 7, 8]);
});
