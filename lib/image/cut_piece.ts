import type { FoundInk } from "./rate_ink.ts";
import type { StrokeGroup } from "./group_strokes.ts";
import { type InkPiece, trim } from "./ink_piece.ts";

/** Of a stroke's full ink: less than this is none, more than that is all. */
const FAINTEST = 0.2;
const FULLEST = 0.7;

/**
 * Cuts the ink of a group out, with edges as soft as MNIST's, saturated inside; undefined if nothing of it
 * is left.
 */
export function cutPiece({ density, ink }: FoundInk, group: StrokeGroup): InkPiece | undefined {
  const { box, strokes } = group;
  const fulls = new Float32Array(ink.strokes.length + 1);
  for (const { mark, full } of strokes) fulls[mark] = full;
  const { width, height } = density;
  const pixels = new Uint8Array((box.width + 2) * (box.height + 2));
  for (let row = 0, i = 0; row < box.height + 2; row++) {
    for (let column = 0; column < box.width + 2; column++, i++) {
      const x = box.x + column - 1;
      const y = box.y + row - 1;
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const amount = density.pixels[y * width + x];
      if (amount === 0) continue;
      // A stroke's soft edge lies a pixel outside of what was marked.
      let full = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const here = fulls[ink.marks[v * width + u]];
          if (here > full) full = here;
        }
      }
      if (full === 0) continue;
      const share = (amount / full - FAINTEST) / (FULLEST - FAINTEST);
      pixels[i] = 255 * Math.max(0, Math.min(1, share));
    }
  }
  const ink28 = { width: box.width + 2, height: box.height + 2, pixels };
  return trim({ x: box.x - 1, y: box.y - 1, ink: ink28 });
}
