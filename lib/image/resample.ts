import type { Box, GreyPicture } from "./grey_picture.ts";

/** Which source pixels make one pixel of the result, along one axis. */
interface Share {
  readonly first: number;
  /** Their weights, which add up to 1. */
  readonly weights: Float64Array;
}

/**
 * Scales a part of a picture to `width x height`. Made smaller, each new pixel is the average of the
 * area that it covers; made larger, values run linearly from pixel to pixel.
 *
 * @param box What to scale; it lies within the picture.
 */
export function resample(
  source: GreyPicture,
  box: Box,
  width: number,
  height: number,
): GreyPicture {
  const columns = shares(box.x, box.width, width);
  const rows = shares(box.y, box.height, height);
  const pixels = new Uint8Array(width * height);
  const mixed = new Float64Array(box.width);
  for (let y = 0; y < height; y++) {
    // First the rows that this one covers are mixed to one, then that one's columns.
    mixed.fill(0);
    const { first, weights } = rows[y];
    for (let v = 0; v < weights.length; v++) {
      const start = (first + v) * source.width + box.x;
      for (let x = 0; x < box.width; x++) mixed[x] += weights[v] * source.pixels[start + x];
    }
    for (let x = 0; x < width; x++) {
      const column = columns[x];
      let sum = 0;
      for (let u = 0; u < column.weights.length; u++) {
        sum += column.weights[u] * mixed[column.first - box.x + u];
      }
      pixels[y * width + x] = Math.round(sum);
    }
  }
  return { width, height, pixels };
}

/** For each of `count` new pixels the source pixels of `start` to `start + length` that it covers. */
function shares(start: number, length: number, count: number): Share[] {
  const step = length / count;
  // A new pixel that covers less than a source pixel looks at a whole one about its middle: between
  // two source pixels, that is linear interpolation.
  const half = Math.max(step, 1) / 2;
  return Array.from({ length: count }, (_, k) => {
    const from = Math.max(0, (k + 0.5) * step - half);
    const to = Math.min(length, (k + 0.5) * step + half);
    const first = Math.floor(from);
    const weights = new Float64Array(Math.max(1, Math.ceil(to - 1e-9) - first));
    for (let i = 0; i < weights.length; i++) {
      weights[i] = (Math.min(to, first + i + 1) - Math.max(from, first + i)) / (to - from);
    }
    return { first: start + first, weights };
  });
}
