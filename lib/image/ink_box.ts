import type { Box, GreyPicture } from "./grey_picture.ts";

/** The part of all ink that may stay outside of the box on each side: specks of dust. */
const SPECKS = 1 / 1000;

/**
 * Finds the smallest box that holds the ink, but for specks.
 *
 * @param ink 0 none to 255 full.
 * @param least Pixels with less ink do not count, 1..255; some pixel has as much.
 */
export function findInkBox(ink: GreyPicture, least: number): Box {
  const { width, height, pixels } = ink;
  const columns = new Float64Array(width);
  const rows = new Float64Array(height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (pixels[i] < least) continue;
      columns[x] += pixels[i];
      rows[y] += pixels[i];
    }
  }
  const [x, right] = extent(columns);
  const [y, bottom] = extent(rows);
  return { x, y, width: right - x + 1, height: bottom - y + 1 };
}

/** The first and the last place that do not belong to the specks at either end. */
function extent(amounts: Float64Array): [first: number, last: number] {
  const specks = SPECKS * amounts.reduce((sum, amount) => sum + amount, 0);
  let first = 0;
  let last = amounts.length - 1;
  for (let passed = amounts[first]; passed <= specks && first < last;) passed += amounts[++first];
  for (let passed = amounts[last]; passed <= specks && last > first;) passed += amounts[--last];
  return [first, last];
}
