import type { GreyPicture } from "./grey_picture.ts";

/** Averages each pixel with its neighbours, which weigh 1, 2, 1 along both axes. */
export function smooth({ width, height, pixels }: GreyPicture): GreyPicture {
  const across = new Uint16Array(pixels.length);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    for (let x = 0; x < width; x++) {
      const left = pixels[start + (x > 0 ? x - 1 : x)];
      const right = pixels[start + (x < width - 1 ? x + 1 : x)];
      across[start + x] = left + 2 * pixels[start + x] + right;
    }
  }
  const smoothed = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    const above = (y > 0 ? y - 1 : y) * width;
    const here = y * width;
    const below = (y < height - 1 ? y + 1 : y) * width;
    for (let x = 0; x < width; x++) {
      const sum = across[above + x] + 2 * across[here + x] + across[below + x];
      smoothed[here + x] = (sum + 8) >> 4;
    }
  }
  return { width, height, pixels: smoothed };
}

/**
 * Estimates the deviation of a picture's noise, in levels of luminance, from how much each pixel
 * differs from the plane through its neighbours: the median of it, which edges do not move
 * (Immerkær, "Fast noise variance estimation", 1996, with a median in place of the mean).
 */
export function noiseLevel({ width, height, pixels }: GreyPicture): number {
  const counts = new Uint32Array(4 * 255 * 2 + 1);
  let total = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const sides = pixels[i - 1] + pixels[i + 1] + pixels[i - width] + pixels[i + width];
      const corners = pixels[i - width - 1] + pixels[i - width + 1] + pixels[i + width - 1] +
        pixels[i + width + 1];
      counts[Math.abs(4 * pixels[i] - 2 * sides + corners)]++;
      total++;
    }
  }
  let below = 0;
  let median = 0;
  while (median < counts.length - 1 && 2 * (below + counts[median]) < total) {
    below += counts[median++];
  }
  // The weights' squares add up to 36; the median of |normal| is 0.6745 deviations.
  return median / 6 / 0.6745;
}
