/** What `torch_comparison.py` computes by formulas, and how it writes tensors down. */

import { assertEquals } from "@std/assert";
import type { Engine } from "../../lib/engine/engine.ts";
import type { Network } from "../../lib/network/network.ts";
import { assertClose } from "../assert_close.ts";
import { grid } from "../grid.ts";

/** What the formulas of the script give. */
export function fillParameters(network: Network): void {
  for (const [k, { parameter }] of network.parameters.entries()) {
    for (let i = 0; i < parameter.length; i++) {
      const whole = (i * i * 31 + i * 7919 + k * 101 + 13) % 1009 - 504;
      const value = Math.fround(whole / 504 / Math.sqrt(parameter.fanIn));
      // A variance is positive.
      parameter.value[i] = parameter.name === "running_var" ? 1 + value / 2 : value;
    }
  }
}

/** The images of those numbers, and their labels. */
export function loadImages(engine: Engine, numbers: number[]): void {
  const length = engine.images.length / engine.batch;
  for (const [place, n] of numbers.entries()) {
    for (let i = 0; i < length; i++) {
      engine.images[place * length + i] = (i * i * 7 + i * 37 + n * i * 13 + n * 59 + 5) % 251;
    }
    engine.labels[place] = n * 7 % engine.network.classes;
  }
}

/** A tensor as the scripts describe it: every so many values of it, as text. */
export interface TorchTensor {
  name: string;
  length: number;
  norm: number;
  every: number;
  values: string;
}

/** Fails if a network's values, or their averages, are not PyTorch's. */
export function assertTensors(
  network: Network,
  values: Float32Array,
  tensors: readonly TorchTensor[],
): void {
  assertEquals(
    network.parameters.map(({ name, parameter }) => ({ name, length: parameter.length })),
    tensors.map(({ name, length }) => ({ name, length })),
  );
  for (const [k, { name, length, norm, every, values: text }] of tensors.entries()) {
    const { offset } = network.parameters[k];
    const value = values.subarray(offset, offset + length);
    assertClose(value.filter((_, i) => i % every === 0), grid(text), 1e-5, name);
    assertClose([Math.hypot(...value)], [norm], 1e-5, `norm of ${name}`);
  }
}
