import type { GreyPicture } from "./grey_picture.ts";
import { dilate, erode } from "./morphology.ts";
import type { SelectedInk } from "./select_ink.ts";

/** What is known of a component's edge. */
export interface Edge {
  /** The sides of its pixels beyond which there is no ink. */
  readonly length: number;
  /** The share of them where the picture's light changes as much as ink would have it, 0..1. */
  readonly support: number;
}

/** How far from its edge a component's light may change, in pixels: blur spreads it. */
const REACH = 3;

/** The part of the change that is expected within that reach. */
const EXPECTED = 0.6;

/** Changes of luminance below this are no edges, however faint the ink. */
const LEAST_CHANGE = 6;

/** How much the light changes around each pixel: the brightest neighbour less the darkest. */
export function localContrast(picture: GreyPicture): Uint8Array {
  const side = 2 * REACH + 1;
  const light = dilate(picture, side).pixels;
  const dark = erode(picture, side).pixels;
  return light.map((value, i) => value - dark[i]);
}

/**
 * Compares the edges of ink with the picture's own. Ink has sharp edges all around. What only looks
 * like ink through a window - a gap between strokes, the inside of a stroke that is too wide - ends
 * somewhere on even paper.
 *
 * @param contrast What `localContrast` says of the picture.
 * @param isDark Whether the ink is darker than the paper.
 * @returns For each component, in the order of their marks.
 */
export function measureEdges(
  picture: GreyPicture,
  { ink, density, contrast, isDark }: {
    ink: SelectedInk;
    density: GreyPicture;
    contrast: Uint8Array;
    isDark: boolean;
  },
): Edge[] {
  const { width, height, pixels } = picture;
  const { marks, strokes } = ink;
  const supported = new Float64Array(strokes.length);
  const lengths = new Float64Array(strokes.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const mark = marks[i];
      if (mark === 0) continue;
      const sides = Number(x === 0 || marks[i - 1] === 0) +
        Number(x === width - 1 || marks[i + 1] === 0) +
        Number(y === 0 || marks[i - width] === 0) +
        Number(y === height - 1 || marks[i + width] === 0);
      if (sides === 0) continue;
      // Of ink and paper the lighter one, from which the darker takes a part away.
      const lighter = isDark
        ? Math.min(255, pixels[i] * 255 / (256 - density.pixels[i]))
        : pixels[i];
      const change = EXPECTED * strokes[mark - 1].full / 255 * lighter;
      lengths[mark - 1] += sides;
      supported[mark - 1] += sides * Math.min(1, contrast[i] / Math.max(LEAST_CHANGE, change));
    }
  }
  return Array.from(lengths, (length, k) => ({ length, support: supported[k] / length }));
}
