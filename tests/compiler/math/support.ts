/** What the tests of the mathematical functions share. */

import { assert, assertEquals } from "@std/assert";

import type { FunctionBuilder } from "../../../lib/wasm/function_builder.ts";
import { ModuleBuilder } from "../../../lib/wasm/module_builder.ts";
import type { ModuleOptions } from "../../../lib/wasm/module_contents.ts";
import { type F32x4, f32x4 } from "../../../lib/wasm/values.ts";

/** Records the computation of one vector. */
export type Emitter = (f: FunctionBuilder, x: F32x4) => F32x4;

/** The same computation for an array of up to 2^19 numbers. */
export type ArrayFunction = (inputs: Float32Array) => Float32Array;

const CAPACITY_BYTES = 2 ** 21;
const PAGE_BYTES = 2 ** 16;

/** The smallest normal number of single precision. */
export const SMALLEST = 2 ** -126;

/** Numbers that are often treated wrongly. */
export const SPECIAL = [0, -0, 1, -1, 2 ** -149, -SMALLEST, 1e38, -1e38, Infinity, -Infinity, NaN];

/** What `emit` computes, for arrays. The last vector is filled up with what was there before. */
export function arrayFunction(
  emit: Emitter,
  arithmetic: ModuleOptions["arithmetic"] = "exact",
): ArrayFunction {
  const module = new ModuleBuilder({
    memory: { minimumPages: CAPACITY_BYTES / PAGE_BYTES, export: "memory" },
    arithmetic,
  });
  module.function("replace", { parameters: ["i32"], exported: true }, (f, end) => {
    f.loop(0, end, 16, (at) => f.store(at, 0, emit(f, f32x4.load(at))));
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()));
  const { memory, replace } = exports as {
    memory: WebAssembly.Memory;
    replace(end: number): void;
  };
  return (inputs) => {
    const lanes = new Float32Array(memory.buffer);
    lanes.set(inputs);
    replace(inputs.byteLength);
    return lanes.slice(0, inputs.length);
  };
}

/** Every `step`-th number of single precision, counted by bits, from the bits `from` to below `to`. */
export function floats(from: number, to: number, step: number): Float32Array {
  const bits = Uint32Array.from(
    { length: Math.ceil((to - from) / step) },
    (_, i) => from + i * step,
  );
  return new Float32Array(bits.buffer);
}

/** All numbers of single precision whose bits differ by at most `count` from those of `center`. */
export function neighbours(center: number, count: number): Float32Array {
  const [bits] = new Uint32Array(Float32Array.of(center).buffer);
  return floats(bits - count, bits + count + 1, 1);
}

/** Asserts that no output is off by more than `ulps` units in the last place of the truth. */
export function assertWithin(
  ulps: number,
  compute: ArrayFunction,
  truth: (x: number) => number,
  inputs: Float32Array,
): void {
  const outputs = compute(inputs);
  let largest = 0;
  let worst = 0;
  for (let i = 0; i < inputs.length; i++) {
    const difference = ulpsBetween(outputs[i], truth(inputs[i]));
    if (difference <= largest) continue;
    largest = difference;
    worst = i;
  }
  const [input, output] = [inputs[worst], outputs[worst]];
  assert(largest <= ulps, `off by ${largest} ulp: ${output} for ${input}, not ${truth(input)}`);
}

/** Asserts that no output is between 0 and the smallest normal number. */
export function assertNoDenormals(compute: ArrayFunction, inputs: Float32Array): void {
  const outputs = compute(inputs);
  const wrong = outputs.findIndex((output) => output !== 0 && Math.abs(output) < SMALLEST);
  assertEquals(wrong, -1, `${outputs[wrong]} for ${inputs[wrong]}`);
}

/**
 * Asserts that the result in a lane depends neither on the lane nor on the other lanes, nor on whether
 * the module allows fused arithmetic.
 */
export function assertSameInAllLanes(emit: Emitter): void {
  const inputs = Float32Array.of(...SPECIAL, 0.1, -0.7, 3.3, -5.9, 20.5, -40.25, 88.5, -87.2);
  const compute = arrayFunction(emit);
  const alone = [...inputs].map((input) => compute(new Float32Array(4).fill(input))[0]);
  for (const run of [compute, arrayFunction(emit, "fused")]) {
    for (let shift = 0; shift < 4; shift++) {
      const shifted = Float32Array.of(...new Float32Array(shift).fill(NaN), ...inputs);
      assertEquals([...run(shifted).subarray(shift)], alone, `moved by ${shift} lanes`);
    }
  }
}

/** How far `actual` is from `truth`, in units of the last place that `truth` has in single precision. */
function ulpsBetween(actual: number, truth: number): number {
  if (Object.is(actual, Math.fround(truth))) return 0;
  const difference = Math.abs(actual - truth) / lastPlace(truth);
  return Number.isNaN(difference) ? Infinity : difference;
}

/** The unit in the last place of a finite number in single precision. */
function lastPlace(x: number): number {
  const [highBits] = new Uint32Array(Float64Array.of(x).buffer).subarray(1);
  const exponent = (highBits >>> 20 & 0x7ff) - 1023;
  return 2 ** (Math.max(exponent, -126) - 23);
}
