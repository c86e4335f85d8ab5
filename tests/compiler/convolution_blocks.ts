import { blocksOf, type ConvolutionBlock } from "../../lib/compiler/block.ts";
import type { Tap } from "../../lib/compiler/window.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";

/** Convolutions of all kinds, with what they are. */
export function convolutionBlocks(): [title: string, block: ConvolutionBlock][] {
  const blocks: [string, ConvolutionBlock][] = [];
  for (const channels of [1, 2, 3, 4, 7, 8, 12, 33]) {
    for (const size of [1, 2, 3, 5]) {
      for (const filters of [1, 4, 6, 8, 13]) {
        const text = `conv ${filters}x${size} pad 1, softmax 2`;
        const [block] = blocksOf(new Network(parseArchitecture(text), [channels, 6, 7]), {
          isTraining: true,
        });
        if (block.kind === "convolution") blocks.push([`${text} on ${channels} channels`, block]);
      }
    }
  }
  return blocks;
}

/** Visits every weight. */
export function forEachTap(
  { layer: { weight } }: ConvolutionBlock,
  visit: (filter: number, tap: Tap) => void,
): void {
  const [filters, channels, size] = weight.shape;
  for (let filter = 0; filter < filters; filter++) {
    for (let u = 0; u < size; u++) {
      for (let v = 0; v < size; v++) {
        for (let c = 0; c < channels; c++) visit(filter, { u, v, c });
      }
    }
  }
}
