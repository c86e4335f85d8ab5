/** Deviations of the paper's noise above its median that may still be noise. */
const DEVIATIONS = 3.2;

/** Densities up to this are never ink: a film of grey, blocks of a JPEG. */
const LEAST_DENSITY = 14;

/** Up to which density there is nothing but the paper's noise. */
export function noiseFloor(pixels: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (let i = 0; i < pixels.length; i++) counts[pixels[i]]++;
  const median = quantile(counts, pixels.length / 2);
  // Ink only adds to the upper side: the lower, down to the sixth part, tells the deviation.
  const deviation = Math.max(0.5, median - quantile(counts, 0.16 * pixels.length));
  return Math.max(LEAST_DENSITY, median + DEVIATIONS * deviation);
}

/** The value that `share` of what is counted does not exceed. */
function quantile(counts: Uint32Array, share: number): number {
  let below = 0;
  let value = 0;
  while (value < 255 && below + counts[value] < share) below += counts[value++];
  return value;
}
