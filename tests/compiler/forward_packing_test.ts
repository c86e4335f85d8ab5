import { assert, assertEquals } from "@std/assert";
import { ForwardPacking } from "../../lib/compiler/forward_packing.ts";
import { convolutionBlocks } from "./convolution_blocks.ts";

Deno.test("ForwardPacking gives each filter and tap a place of its own, and fills all places", () => {
  for (const [title, block] of convolutionBlocks()) {
    const packing = new ForwardPacking(block);
    const taken = new Set<number>();
    for (let filter = 0; filter < packing.filters; filter++) {
      for (let tap = 0; tap < packing.taps.length; tap++) taken.add(packing.placeOf(filter, tap));
    }
    assertEquals(taken.size, packing.length, title);
    assert(Math.min(...taken) === 0 && Math.max(...taken) === packing.length - 1, title);
  }
});

Deno.test("ForwardPacking has eight filters side by side, and four at the end if they are enough", () => {
  const [, block] = convolutionBlocks().find(([title]) => title.startsWith("conv 13x3 "))!;
  const { taps, filters } = new ForwardPacking(block);
  const packing = new ForwardPacking(block);
  // Thirteen filters: a group of eight, and one of eight with three that are none.
  assertEquals(filters, 16);
  assertEquals([packing.groupSize(7), packing.groupSize(8)], [8, 8]);
  assertEquals(packing.placeOf(0, 0), 0);
  assertEquals(packing.placeOf(5, 2), 2 * 8 + 5);
  assertEquals(packing.placeOf(9, 1), 8 * taps.length + 8 + 1);

  const [, four] = convolutionBlocks().find(([title]) => title.startsWith("conv 4x3 "))!;
  assertEquals(new ForwardPacking(four).groupSize(3), 4);
  assertEquals(new ForwardPacking(four).placeOf(3, 2), 2 * 4 + 3);
});
