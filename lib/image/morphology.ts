import type { GreyPicture } from "./grey_picture.ts";

/**
 * Fills what is dark and narrower than a square window, as thin strokes on paper are: each pixel
 * becomes the darkest value that some window around it reaches with its brightest pixel. What is as
 * large as the window, a shadow for example, stays as it is, and so do its edges.
 *
 * (A grey closing; the window's maximum and minimum along a line by van Herk's and Gil and Werman's
 * method, three comparisons a pixel whatever the window.)
 *
 * @param side Of the window in pixels; made odd. Beyond the picture's sides there is nothing.
 */
export function closing(picture: GreyPicture, side: number): GreyPicture {
  return extremes(extremes(picture, side, 0), side, 255);
}

/** The reverse of `closing`: takes away what is light and narrower than the window. */
export function opening(picture: GreyPicture, side: number): GreyPicture {
  return extremes(extremes(picture, side, 255), side, 0);
}

/** Each pixel's brightest neighbour within a square window. */
export function dilate(picture: GreyPicture, side: number): GreyPicture {
  return extremes(picture, side, 0);
}

/** Each pixel's darkest neighbour within a square window. */
export function erode(picture: GreyPicture, side: number): GreyPicture {
  return extremes(picture, side, 255);
}

/**
 * Each pixel's brightest neighbour within a square window, or its darkest one.
 *
 * @param flip 0 for the brightest, 255 for the darkest.
 */
function extremes(picture: GreyPicture, side: number, flip: 0 | 255): GreyPicture {
  const { width, height } = picture;
  const pixels = new Uint8Array(picture.pixels.length);
  const reach = Math.max(0, Math.floor(side / 2));
  // Both are as long as a line with the window's reach on either side.
  const longest = Math.max(width, height) + 4 * reach + 2;
  const line = new Uint8Array(longest);
  const forward = new Uint8Array(longest);
  const backward = new Uint8Array(longest);
  const buffers = { line, forward, backward };
  for (let y = 0; y < height; y++) {
    const start = y * width;
    for (let x = 0; x < width; x++) line[reach + x] = picture.pixels[start + x] ^ flip;
    slide(buffers, width, reach);
    for (let x = 0; x < width; x++) pixels[start + x] = forward[x];
  }
  for (let x = 0; x < width; x++) {
    for (let y = 0, i = x; y < height; y++, i += width) line[reach + y] = pixels[i];
    slide(buffers, height, reach);
    for (let y = 0, i = x; y < height; y++, i += width) pixels[i] = forward[y] ^ flip;
  }
  return { width, height, pixels };
}

/**
 * The largest of each `2 * reach + 1` neighbours of a line, which begins at `line[reach]`; the
 * answers are left in `forward`, from its start.
 */
function slide(
  { line, forward, backward }: Record<"line" | "forward" | "backward", Uint8Array>,
  count: number,
  reach: number,
): void {
  const window = 2 * reach + 1;
  const length = Math.ceil((count + 2 * reach) / window) * window;
  line.fill(0, 0, reach);
  line.fill(0, reach + count, length);
  // Maxima from the start of each run of one window's length, and from its end.
  for (let start = 0; start < length; start += window) {
    let most = 0;
    for (let i = start; i < start + window; i++) {
      if (line[i] > most) most = line[i];
      forward[i] = most;
    }
    most = 0;
    for (let i = start + window - 1; i >= start; i--) {
      if (line[i] > most) most = line[i];
      backward[i] = most;
    }
  }
  for (let i = 0; i < count; i++) {
    const ahead = forward[i + window - 1];
    forward[i] = ahead > backward[i] ? ahead : backward[i];
  }
}
