import type { GreyPicture } from "./grey_picture.ts";

/** A decoded picture in colour or grey, with or without transparency. */
export interface Samples {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 red, green and blue, 4 these and alpha. */
  readonly channels: number;
  /** `[height, width, channels]`, 0..255; alpha is 0 where transparent. */
  readonly values: Uint8Array<ArrayBuffer>;
}

/**
 * Computes each pixel's luminance (Rec. 601), over paper where the picture is transparent.
 *
 * Paper is white. Where nothing darker than mid-grey would be seen on it, as with a white pen on a
 * transparent ground, it is black.
 */
export function toGrey(samples: Samples): GreyPicture {
  const { width, height, channels } = samples;
  const pixels = luminances(samples);
  if (channels === 1 || channels === 3) return { width, height, pixels };
  const onWhite = lay(pixels, samples, 255);
  const isSeen = onWhite.some((value) => value < 128);
  return { width, height, pixels: isSeen ? onWhite : lay(pixels, samples, 0) };
}

function luminances({ width, height, channels, values }: Samples): Uint8Array<ArrayBuffer> {
  if (channels === 1) return values;
  const pixels = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < pixels.length; i++, at += channels) {
    pixels[i] = channels === 2
      ? values[at]
      : (77 * values[at] + 150 * values[at + 1] + 29 * values[at + 2] + 128) >> 8;
  }
  return pixels;
}

/** Lays pixels with their alpha over paper of one luminance. */
function lay(
  pixels: Uint8Array,
  { channels, values }: Samples,
  paper: number,
): Uint8Array<ArrayBuffer> {
  const laid = new Uint8Array(pixels.length);
  for (let i = 0, at = channels - 1; i < laid.length; i++, at += channels) {
    laid[i] = Math.round(paper + (pixels[i] - paper) * values[at] / 255);
  }
  return laid;
}
