import type { GreyPicture } from "./grey_picture.ts";

/** A decoded picture in colour or grey, with or without transparency, as it lies in a file. */
export interface Samples {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha. */
  readonly channels: number;
  /** Channel after channel and pixel after pixel, 0..255; alpha is 0 where transparent. */
  readonly values: Uint8Array<ArrayBuffer>;
  /** Where the uppermost row begins. */
  readonly start: number;
  /** From one row to the next: negative if rows run from the bottom up. */
  readonly stride: number;
  /** Whether colours are blue, green and red, as in a BMP; else red, green and blue. */
  readonly isBlueFirst: boolean;
}

/** What red, green and blue add to luminance, in 256ths (Rec. 601). */
const RED = 77;
const GREEN = 150;
const BLUE = 29;

/**
 * Computes each pixel's luminance, over paper where the picture is transparent.
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

function luminances(samples: Samples): Uint8Array<ArrayBuffer> {
  const { width, height, channels, values, start, stride, isBlueFirst } = samples;
  const [first, third] = isBlueFirst ? [BLUE, RED] : [RED, BLUE];
  const pixels = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    let at = start + y * stride;
    for (let x = 0; x < width; x++, i++, at += channels) {
      pixels[i] = channels < 3
        ? values[at]
        : (first * values[at] + GREEN * values[at + 1] + third * values[at + 2] + 128) >> 8;
    }
  }
  return pixels;
}

/** Lays pixels with their alpha over paper of one luminance. */
function lay(
  pixels: Uint8Array,
  { width, height, channels, values, start, stride }: Samples,
  paper: number,
): Uint8Array<ArrayBuffer> {
  const laid = new Uint8Array(pixels.length);
  for (let y = 0, i = 0; y < height; y++) {
    let alpha = start + y * stride + channels - 1;
    for (let x = 0; x < width; x++, i++, alpha += channels) {
      laid[i] = Math.round(paper + (pixels[i] - paper) * values[alpha] / 255);
    }
  }
  return laid;
}
