import { assertEquals } from "@std/assert";
import { blocksOf } from "../../lib/compiler/block.ts";
import {
  type DenseLayout,
  denseLayout,
  NarrowLayout,
  WideLayout,
} from "../../lib/compiler/dense_layout.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";

/** Fails unless each of `outputs` x `inputs` weights has a place of its own, and all are taken. */
function assertFillsAll(layout: DenseLayout, outputs: number, inputs: number): void {
  const taken = new Uint8Array(layout.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) taken[layout.placeOf(output, input)]++;
  }
  const title = `${outputs} outputs, ${inputs} inputs`;
  assertEquals(taken.findIndex((count) => count !== 1), -1, title);
}

Deno.test("NarrowLayout gives each weight a place of its own, inputs in whole vectors", () => {
  for (let outputs = 1; outputs <= 12; outputs++) {
    for (const inputs of [1, 3, 4, 10, 33]) {
      const layout = new NarrowLayout(outputs, inputs);
      assertEquals(layout.inputVectors, Math.ceil(inputs / 4));
      assertFillsAll(layout, outputs, layout.inputVectors * 4);
    }
  }
  // The second vector of inputs, output 2 of 3, lane 1.
  assertEquals(new NarrowLayout(3, 8).placeOf(2, 5), (1 * 3 + 2) * 4 + 1);
});

Deno.test("WideLayout gives each weight a place of its own, outputs in whole tiles", () => {
  for (const outputs of [1, 4, 13, 40, 41, 84, 120, 400]) {
    for (const inputs of [1, 7, 30]) {
      const layout = new WideLayout(outputs, inputs);
      assertFillsAll(layout, layout.outputs, inputs);
    }
  }
});

Deno.test("WideLayout makes tiles of at most ten vectors, as equal and as small as can be", () => {
  const tiles = (outputs: number) => {
    const layout = new WideLayout(outputs, 1);
    return [layout.tile, layout.outputs];
  };
  assertEquals(tiles(1), [4, 4]);
  assertEquals(tiles(13), [16, 16]);
  assertEquals(tiles(40), [40, 40]);
  assertEquals(tiles(41), [24, 48]);
  assertEquals(tiles(84), [28, 84]);
  assertEquals(tiles(120), [40, 120]);
  assertEquals(tiles(124), [32, 128]);
});

Deno.test("denseLayout() counts the channels that pad a map as inputs", () => {
  const text = "conv 6x3, dense 20, softmax 5";
  const [, dense, softmax] = blocksOf(new Network(parseArchitecture(text), [1, 4, 5]), {
    isTraining: true,
  });
  if (dense.kind !== "dense" || softmax.kind !== "dense") throw new TypeError("not dense");
  const [wide, narrow] = [denseLayout(dense), denseLayout(softmax)];
  // Six channels in the places of eight, at 2x3 places.
  assertEquals(wide instanceof WideLayout && wide.inputs, 2 * 3 * 8);
  assertEquals(narrow instanceof NarrowLayout && narrow.inputVectors, 5);
});
