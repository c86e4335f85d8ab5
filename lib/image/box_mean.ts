/**
 * Averages over a square around each pixel; beyond the picture's sides there is nothing to average.
 *
 * @param values `[height, width]`; a copy is returned.
 * @param size.radius How far the square reaches on each side of its pixel.
 */
export function boxMean(
  values: Float32Array,
  size: { width: number; height: number; radius: number },
): Float32Array {
  const { width, height, radius } = size;
  const means = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = -radius; x < width; x++) {
      if (x + radius < width) sum += values[row + x + radius];
      if (x - radius > 0) sum -= values[row + x - radius - 1];
      if (x >= 0) means[row + x] = sum / countOf(x, width, radius);
    }
  }
  // Down the columns all at once, row by row: `sums` is of the rows that the square now covers.
  const sums = new Float64Array(width);
  const across = means.slice();
  const add = (y: number, sign: number) => {
    for (let x = 0, i = y * width; x < width; x++, i++) sums[x] += sign * across[i];
  };
  for (let y = -radius; y < height; y++) {
    if (y + radius < height) add(y + radius, 1);
    if (y - radius > 0) add(y - radius - 1, -1);
    if (y < 0) continue;
    const count = countOf(y, height, radius);
    for (let x = 0, i = y * width; x < width; x++, i++) means[i] = sums[x] / count;
  }
  return means;
}

/** How many places a window around one covers, of `length`. */
function countOf(place: number, length: number, radius: number): number {
  return Math.min(length - 1, place + radius) - Math.max(0, place - radius) + 1;
}
