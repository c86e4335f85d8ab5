/** Finds ink that is hardly darker, or lighter, than the paper's noise. */
import { faintDensity } from "./faint_density.ts";
import { findWithout } from "./find_ink.ts";
import type { GreyPicture } from "./grey_picture.ts";
import type { FoundInk } from "./rate_ink.ts";
import { reduce } from "./reduce.ts";
import { smooth } from "./smooth.ts";

/** Windows of the paper's mean, in parts of the picture's shorter side: for small and for smaller writing. */
const WINDOWS = [1 / 12, 1 / 24];

/** The window of the noise: paper and table, light and shade have noise of their own. */
const NOISE_WINDOW = 1 / 4;

/** Noise is averaged over squares of as many pixels, and smoothed: strokes are wider than that. */
const FACTOR = 2;

/** In smaller pictures noise hides no writing. */
const LEAST_SIDE = 200;

/** The longest strokes, in parts of the shorter side: what is larger and faint is a shadow's edge. */
const LONGEST = 1 / 3;

/** How far what shows is trusted: here a stroke of three pixels of noise is as dense as ink. */
const TRUST = 0.15;

/**
 * Finds ink by how far it lies from the paper's mean in parts of its noise, dark and light; with the
 * printed lines and without, as `findInk` does.
 *
 * @param options.isDark Whether the ink is darker than the paper, if that is known.
 */
export function* findFaintInk(
  picture: GreyPicture,
  options: { isDark?: boolean } = {},
): Generator<FoundInk> {
  const shorter = Math.min(picture.width, picture.height);
  if (shorter < LEAST_SIDE) return;
  const view = smooth(reduce(picture, FACTOR));
  // Whether its edges are sharp cannot be told of what is as faint as noise.
  const contrast = new Uint8Array(view.pixels.length).fill(255);
  const [noiseWindow, longest, ...windows] = [NOISE_WINDOW, LONGEST, ...WINDOWS].map((share) =>
    Math.round(shorter * share / FACTOR)
  );
  for (const window of windows) {
    for (const isDark of [true, false]) {
      if (options.isDark !== undefined && options.isDark !== isDark) continue;
      const density = faintDensity(view, { window, isDark, noiseWindow });
      const given = { density, isDark, factor: FACTOR, trust: TRUST, longest, contrast };
      yield* findWithout(view, given);
    }
  }
}
