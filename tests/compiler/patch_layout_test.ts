import { assert, assertEquals } from "@std/assert";
import { PatchLayout } from "../../lib/compiler/patch_layout.ts";
import { convolutionBlocks, forEachTap } from "./convolution_blocks.ts";

Deno.test("PatchLayout gives each weight a place of its own", () => {
  for (const [title, block] of convolutionBlocks()) {
    const patches = new PatchLayout(block);
    const taken = new Set<number>();
    forEachTap(block, (filter, { u, v, c }) => {
      const place = patches.placeOf(filter, u, v, c);
      assert(place >= 0 && place < patches.lengthBytes / 4, `${title}: place ${place}`);
      taken.add(place);
    });
    assertEquals(taken.size, block.layer.weight.length, title);
  }
});

Deno.test("PatchLayout has the order of a patch of the map", () => {
  for (const [title, block] of convolutionBlocks()) {
    const patches = new PatchLayout(block);
    const { input } = block;
    forEachTap(block, (filter, { u, v, c }) => {
      const place = patches.placeOf(filter, u, v, c) - patches.placeOf(filter, 0, 0, 0);
      const inMap = patches.mapOffsets[Math.floor(place / 4)] + place % 4 * 4;
      assertEquals(inMap, u * input.rowBytes + v * input.placeBytes + c * 4, title);
    });
    assertEquals(patches.mapOffsets.length, patches.vectors, title);
    assertEquals(patches.lengthBytes, patches.filters * patches.patchBytes, title);
  }
});

Deno.test("PatchLayout pads each row of a window, and the filters, to whole vectors", () => {
  const [, block] = convolutionBlocks().find(([title]) =>
    title.startsWith("conv 6x3 ") && title.endsWith(" 1 channels")
  )!;
  const patches = new PatchLayout(block);
  // Rows of three pixels in one vector each, three of them; six filters in eight places.
  assertEquals([patches.rowVectors, patches.vectors, patches.filters], [1, 3, 8]);
  assertEquals(patches.placeOf(2, 1, 2, 0), 2 * 12 + 4 + 2);
});
