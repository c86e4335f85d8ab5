/** What must hold for every module, however its work is divided. */

import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { type CompiledNetwork, compileNetwork } from "../../lib/compiler/compile.ts";
import { CONTROL_BYTES } from "../../lib/compiler/control.ts";
import { PLAIN_UPDATE, type UpdateOptions } from "../../lib/compiler/update.ts";
import { formatArchitecture } from "../../lib/network/architecture.ts";
import { Network } from "../../lib/network/network.ts";
import { findArchitecture, PRESETS } from "../../lib/training/presets.ts";
import { networkOf, randomNetwork } from "./random_network.ts";

const NETWORKS = [
  ...PRESETS.map(({ name }) => new Network(findArchitecture(name))),
  ...Array.from({ length: 50 }, (_, seed) => randomNetwork(seed)),
];

const MOMENTUM: UpdateOptions = {
  ...PLAIN_UPDATE,
  rule: { kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 0 },
};

const EVERYTHING: UpdateOptions = {
  rule: { kind: "adamw", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
  clipNorm: 1,
  hasAverages: true,
};

/** What modules are compiled for; the last one only answers. */
const PURPOSES = [
  { isTraining: true },
  { isTraining: true, update: MOMENTUM },
  { isTraining: true, update: EVERYTHING, labelSmoothing: 0.1 },
  { isTraining: false },
];

function compile(
  network: Network,
  options: { isTraining: boolean; update?: UpdateOptions; batch?: number },
) {
  return compileNetwork(network, {
    batch: 7,
    threads: 3,
    arithmetic: "exact",
    ...options,
  });
}

/** Calls `check` for all networks, for training of several kinds and without. */
function forEachPlan(check: (plan: CompiledNetwork["plan"], title: string) => void): void {
  for (const network of NETWORKS) {
    for (const purpose of PURPOSES) {
      const title = `${formatArchitecture(network.architecture)} on ${network.inputShape}`;
      check(compile(network, purpose).plan, title);
    }
  }
}

Deno.test("compileNetwork() gives everything memory of its own", () => {
  forEachPlan(({ memory }, title) => {
    let end = 0;
    for (const { name, offsetBytes, lengthBytes, copies } of memory.regions) {
      assert(offsetBytes >= end && offsetBytes % 64 === 0, `${title}: ${name}`);
      end = offsetBytes + copies * lengthBytes;
    }
    assert(end <= memory.pages * 65_536, title);
    const names = memory.regions.map(({ name }) => name);
    assertEquals(new Set(names).size, names.length, `${title}: ${names.join()}`);
  });
});

Deno.test("compileNetwork() puts what the engine writes and reads where it is planned", () => {
  forEachPlan((plan, title) => {
    const { network, control, images, labels, probabilities, losses } = plan;
    // The engine's test of a dead thread counts on it.
    assertEquals(control.offsetBytes, 0, title);
    const pixels = network.inputShape.reduce((product, axis) => product * axis, 1);
    const least = [
      [control, CONTROL_BYTES],
      [images, 7 * pixels],
      [labels, 7],
      [probabilities, 7 * network.classes * 4],
      [losses, 7 * 4],
    ] as const;
    for (const [region, bytes] of least) {
      assert(region.lengthBytes >= bytes, `${title}: ${region.name}`);
      assert(plan.memory.regions.includes(region), `${title}: ${region.name}`);
    }
  });
});

Deno.test("compileNetwork() gives each parameter a place of its own", () => {
  forEachPlan((plan, title) => {
    const { network, values, gradients, moments, averages, parameters, paddingBiases } = plan;
    const floats = values.lengthBytes / 4;
    const taken = new Uint8Array(floats);
    const covered = new Uint8Array(network.valueCount);
    for (const { offset, rows, columns } of parameters) {
      const places = Array.from(rows, (row) => Array.from(columns, (column) => row + column))
        .flat();
      for (const [i, place] of places.entries()) {
        assert(place >= 0 && place < floats, `${title}: place ${place} of ${floats}`);
        assertEquals(taken[place]++, 0, `${title}: place ${place} is taken twice`);
        assertEquals(covered[offset + i]++, 0, `${title}: value ${offset + i} lies twice`);
      }
    }
    assert(covered.every((count) => count === 1), `${title}: a value lies nowhere`);
    for (const { place } of paddingBiases) {
      assertEquals(taken[place], 0, `${title}: padding in a parameter's place`);
    }
    for (const region of [...moments, ...(averages ? [averages] : [])]) {
      assertEquals(region.lengthBytes, values.lengthBytes, title);
    }
    const { isTraining } = plan.options;
    assert(gradients.lengthBytes >= (isTraining ? values.lengthBytes : 0), title);
  });
});

Deno.test("compileNetwork() makes modules that WebAssembly accepts, for the planned memory", () => {
  for (const network of NETWORKS) {
    const title = formatArchitecture(network.architecture);
    for (const purpose of PURPOSES) {
      const { module, plan } = compile(network, purpose);
      const compiled = new WebAssembly.Module(module.toBytes());
      const exports = WebAssembly.Module.exports(compiled).map(({ name }) => name).sort();
      assertEquals(exports, ["execute", "refresh", "serve"], title);
      const { pages } = plan.memory;
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
      new WebAssembly.Instance(compiled, { cnn: { memory } });
    }
  }
});

Deno.test("compileNetwork() takes memory for what an update needs, and for nothing else", () => {
  const needs = [
    [],
    ["velocity"],
    ["first moment", "second moment", "averages", "gradient mask", "squared gradients"],
    [],
  ];
  const all = new Set(needs.flat());
  for (const [k, purpose] of PURPOSES.entries()) {
    const { regions } = compile(NETWORKS[0], purpose).plan.memory;
    const names = regions.map(({ name }) => name).filter((name) => all.has(name));
    assertEquals(names, needs[k]);
  }
});

Deno.test("compileNetwork() writes the same bytes each time", () => {
  for (const network of NETWORKS.slice(0, 10)) {
    const [first, second] = [1, 2].map(() =>
      compile(network, { isTraining: true }).module.toBytes()
    );
    assertEquals(first, second);
  }
});

Deno.test("compileNetwork() needs less without training", () => {
  for (const network of NETWORKS) {
    const [training, forward] = [true, false].map((isTraining) =>
      compile(network, { isTraining }).plan.memory.lengthBytes
    );
    assertLess(forward, training, formatArchitecture(network.architecture));
  }
});

Deno.test("compileNetwork() plans no gradients in front of the first layer that learns", () => {
  const gradientsOf = (text: string) =>
    compile(networkOf(text, [1, 12, 12]), { isTraining: true }).plan.memory.regions
      .map(({ name }) => name).filter((name) => name.endsWith("output gradient"));
  assertEquals(gradientsOf("dropout 0.1, avgpool 2, conv 3x3, pool 2, softmax 2"), [
    "conv1 output gradient",
    "softmax output gradient",
  ]);
  assertEquals(gradientsOf("pool 2, batchnorm, dropout 0.5, softmax 2"), [
    "batchnorm1 output gradient",
    "dropout1 output gradient",
    "softmax output gradient",
  ]);
});

Deno.test("compileNetwork() refuses what needs more than 2 GiB", () => {
  for (const isTraining of [true, false]) {
    assertThrows(
      () => compile(NETWORKS[0], { isTraining, batch: 1e8 }),
      RangeError,
      "Cannot compile the network: expected at most 2 GiB of memory, got more",
    );
  }
});

Deno.test("compileNetwork() imports what augments only where that is asked for", () => {
  for (const network of NETWORKS) {
    for (const augments of [undefined, false, true]) {
      const { module, plan } = compileNetwork(network, {
        batch: 7,
        threads: 3,
        isTraining: true,
        arithmetic: "exact",
        augments,
      });
      const names = WebAssembly.Module.imports(new WebAssembly.Module(module.toBytes()))
        .map(({ name }) => name);
      assertEquals(names.sort(), augments ? ["augment", "memory"] : ["memory"]);
      assert(plan.keys.lengthBytes >= 7 * 4);
    }
  }
});
