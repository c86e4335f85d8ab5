import type { GreyPicture } from "./grey_picture.ts";

/**
 * Estimates how wide the strokes of a drawing are, in pixels: a stroke has twice its length of edge,
 * so its width is twice its ink divided by the edge. The edge is the sum of all slopes, measured
 * along both diagonals of each 2x2 pixels, so that it is the same in every direction. It fades as
 * the ink does: soft and faint strokes have their true width.
 *
 * @param ink 0 none to 255 full, none beyond the picture's sides. Without ink the width is 0.
 */
export function strokeWidth(ink: GreyPicture): number {
  const { width, height, pixels } = ink;
  // A row without ink above and below, and a column on either side, so that each edge is inside.
  const stride = width + 2;
  const framed = new Uint8Array(stride * (height + 2));
  for (let y = 0; y < height; y++) {
    framed.set(pixels.subarray(y * width, (y + 1) * width), (y + 1) * stride + 1);
  }
  let amount = 0;
  let edge = 0;
  for (let i = 0; i < framed.length - stride - 1; i++) {
    amount += framed[i];
    const falling = framed[i + stride + 1] - framed[i];
    const rising = framed[i + stride] - framed[i + 1];
    edge += Math.sqrt((falling * falling + rising * rising) / 2);
  }
  return edge === 0 ? 0 : 2 * amount / edge;
}
