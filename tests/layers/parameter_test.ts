import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Parameter } from "../../lib/layers/parameter.ts";

const fan = { in: 3, out: 2 };

Deno.test("Parameter knows its length and fans", () => {
  const parameter = new Parameter("weight", [2, 3], fan);
  assertEquals([parameter.name, parameter.length], ["weight", 6]);
  assertEquals([parameter.fanIn, parameter.fanOut], [3, 2]);
});

Deno.test("Parameter makes arrays of zeros when they are first touched, once", () => {
  const { value, gradient } = new Parameter("weight", [2, 3], fan);
  assertEquals([value, gradient], [new Float32Array(6), new Float32Array(6)]);
  const parameter = new Parameter("weight", [2, 3], fan);
  assertStrictEquals(parameter.value, parameter.value);
  assertStrictEquals(parameter.gradient, parameter.gradient);
  // 4 TB: to be described, not to be had.
  assertEquals(new Parameter("weight", [1e6, 1e6], fan).length, 1e12);
});

Deno.test("Parameter.bind() moves what was written into the arrays", () => {
  const parameter = new Parameter("bias", [2], fan);
  parameter.value.set([1, 2]);
  parameter.gradient.set([3, 4]);
  const values = Float32Array.of(9, 9, 9, 9, 9);
  const gradients = Float32Array.of(8, 8, 8, 8, 8);
  parameter.bind(values, gradients, 1);
  assertEquals(values, Float32Array.of(9, 1, 2, 9, 9));
  assertEquals(gradients, Float32Array.of(8, 3, 4, 8, 8));

  parameter.value[0] = 5;
  gradients[2] = 6;
  assertEquals(values[1], 5);
  assertEquals(parameter.gradient[1], 6);
  assert(parameter.value.buffer === values.buffer);
});
