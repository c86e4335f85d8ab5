/** Finds what was written in a picture, dark on light or light on dark, with any pen, in any light. */
import { inkDensity } from "./density.ts";
import { localContrast } from "./edge_support.ts";
import type { GreyPicture } from "./grey_picture.ts";
import { plainDensity } from "./plain_density.ts";
import { type FoundInk, rateInk } from "./rate_ink.ts";
import { reduce } from "./reduce.ts";
import { eraseRulings, findRulings } from "./rulings.ts";
import { noiseFloor } from "./noise_floor.ts";
import { noiseLevel, smooth } from "./smooth.ts";

/**
 * Windows through which strokes show that are narrower: their sides in parts of the picture's shorter side,
 * and how far what shows is trusted, for through wide ones shadows show too.
 */
const WINDOWS = [
  { share: 1 / 40, trust: 1 },
  { share: 1 / 16, trust: 0.9 },
  { share: 1 / 7, trust: 0.75 },
  { share: 1 / 3, trust: 0.5 },
];

/** Through a window at least twice as wide, in pixels, a reduced picture shows as much, with less noise. */
const FINE_WINDOW = 28;

/** Noise up to this is left as it is: smoothing would cost thin strokes their contrast. */
const LITTLE_NOISE = 1.2;

/** Pictures that are smaller have no noise and no printed lines, but strokes of a pixel. */
const SMALL_SIDE = 100;

/**
 * Finds the ink, in all ways in which it may show: on an even ground what differs from it; then, dark and
 * light, what shows through windows. Where there are printed lines, each way once with them and once without.
 * What cannot be writing is left out.
 *
 * @param options.isDark Whether the ink is darker than the paper, if that is known.
 */
export function* findInk(
  picture: GreyPicture,
  options: { isDark?: boolean } = {},
): Generator<FoundInk> {
  const noise = noiseLevel(picture);
  const view = clean(picture, noise);
  const plain = plainDensity(view, { noise, ...options });
  if (plain?.isEven) yield* findWithout(view, { ...plain, factor: 1, trust: 1 });
  const contrast = localContrast(view);
  if (plain?.isEven === false) {
    // Through windows ink is as dense as it takes light away; here the full ink of any pen is 255.
    yield* findWithout(view, { ...plain, factor: 1, trust: plain.opacity, contrast });
  }
  yield* lookThroughWindows(picture, options.isDark);
}

/** The picture, smoothed if it is noisy. */
function clean(picture: GreyPicture, noise: number): GreyPicture {
  const isSmall = Math.min(picture.width, picture.height) < SMALL_SIDE;
  return noise > LITTLE_NOISE && !isSmall ? smooth(picture) : picture;
}

function* lookThroughWindows(
  picture: GreyPicture,
  isDark: boolean | undefined,
): Generator<FoundInk> {
  const shorter = Math.min(picture.width, picture.height);
  const views = new Map<number, { view: GreyPicture; contrast: Uint8Array }>();
  let last = 0;
  for (const { share, trust } of WINDOWS) {
    const side = Math.max(5, Math.round(shorter * share));
    if (side === last) continue;
    last = side;
    const halvings = Math.floor(Math.log2(side / FINE_WINDOW));
    const factor = 2 ** Math.max(0, halvings);
    let look = views.get(factor);
    if (look === undefined) {
      const small = reduce(picture, factor);
      const view = clean(small, noiseLevel(small));
      look = { view, contrast: localContrast(view) };
      views.set(factor, look);
    }
    const { view, contrast } = look;
    const window = Math.round(side / factor);
    for (const either of [true, false]) {
      if (isDark !== undefined && isDark !== either) continue;
      const density = inkDensity(view, { window, isDark: either });
      yield* findWithout(view, { density, isDark: either, factor, trust, contrast });
    }
  }
}

/** The ink as it is and, if there are printed lines, without them. */
export function* findWithout(
  picture: GreyPicture,
  given: Parameters<typeof rateInk>[1],
): Generator<FoundInk> {
  const { density } = given;
  const floor = noiseFloor(density.pixels);
  const isSmall = Math.min(density.width, density.height) < SMALL_SIDE;
  const rulings = isSmall ? [] : findRulings(density, floor);
  const isRuled = rulings.length > 0;
  const found = rateInk(picture, { ...given, isRuled });
  if (found !== undefined) yield found;
  if (!isRuled) return;
  const without = { ...density, pixels: density.pixels.slice() };
  eraseRulings(without, rulings, floor);
  const rest = rateInk(picture, { ...given, density: without, isRuled });
  if (rest !== undefined) yield { ...rest, withLines: found };
}
