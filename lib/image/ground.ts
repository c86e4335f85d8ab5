import type { GreyPicture } from "./grey_picture.ts";

/** What a picture is drawn on. */
export interface Ground {
  /** Its luminance, 0..255. */
  readonly level: number;
  /** How far its pixels lie from `level` as a rule: their median distance, 0 where it is even. */
  readonly spread: number;
}

/** The part of the shorter side that the border takes on either side; at least one pixel. */
const BORDER = 1 / 32;

/**
 * Finds a picture's ground from its border, where there is seldom ink: the median luminance there.
 * Ink that reaches the edge does not matter while it covers less than half of the border.
 */
export function findGround(picture: GreyPicture): Ground {
  const counts = borderHistogram(picture);
  const level = median(counts);
  const distances = new Uint32Array(256);
  for (let value = 0; value < 256; value++) distances[Math.abs(value - level)] += counts[value];
  return { level, spread: median(distances) };
}

/** How many pixels of the border have each luminance. */
function borderHistogram({ width, height, pixels }: GreyPicture): Uint32Array {
  const border = Math.max(1, Math.floor(Math.min(width, height) * BORDER));
  const counts = new Uint32Array(256);
  for (let y = 0; y < height; y++) {
    const isInside = y >= border && y < height - border;
    for (let x = 0; x < width; x++) {
      // From the left border of a row inside straight to its right border.
      if (isInside && x === border && width > 2 * border) x = width - border;
      counts[pixels[y * width + x]]++;
    }
  }
  return counts;
}

/** The value that half of what is counted does not exceed. */
function median(counts: Uint32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  let below = 0;
  let value = 0;
  while (2 * (below + counts[value]) < total) below += counts[value++];
  return value;
}
