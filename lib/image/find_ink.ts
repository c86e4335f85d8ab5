/** Finds what was written in a picture, dark on light or light on dark, with any pen, in any light. */
import { inkDensity } from "./density.ts";
import { type Edge, localContrast, measureEdges } from "./edge_support.ts";
import type { GreyPicture } from "./grey_picture.ts";
import { plainDensity } from "./plain_density.ts";
import { reduce } from "./reduce.ts";
import { eraseRulings, findRulings } from "./rulings.ts";
import { noiseFloor } from "./noise_floor.ts";
import { type SelectedInk, selectInk, type Stroke } from "./select_ink.ts";
import { noiseLevel, smooth } from "./smooth.ts";

/** The ink of a picture, and which part of it is surely writing. */
export interface FoundInk {
  /** How much of the light each pixel takes away, 0..255, printed lines taken out. */
  readonly density: GreyPicture;
  readonly ink: SelectedInk;
  /** Of each stroke, in the order of their marks. */
  readonly edges: readonly Edge[];
  /** The stroke that looks most like writing. */
  readonly main: Stroke;
  readonly isDark: boolean;
  /** Whether the ground was even, so that all that differs from it is ink, up to the border. */
  readonly isPlain: boolean;
  /** By how much the picture was reduced before. */
  readonly factor: number;
  /** How much of it looks like writing. */
  readonly score: number;
}

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

/** Writing is at least as long as this, in pixels. */
const LEAST_EXTENT = 5;

/** Shorter than this part of the shorter side, a clot of noise looks like writing. */
const TINY = 1 / 25;

/** By how much writing is denser than what may be noise. */
const CLEAR = 1.15;
const CLEAR_IF_TINY = 1.6;

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
    yield* findWithout(view, { ...plain, factor: 1, trust: 1, contrast });
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
  const longer = Math.max(picture.width, picture.height);
  const shorter = Math.min(picture.width, picture.height);
  const views = new Map<number, { view: GreyPicture; contrast: Uint8Array }>();
  let last = 0;
  for (const { share, trust } of WINDOWS) {
    const side = Math.max(5, Math.round(shorter * share));
    if (side === last) continue;
    last = side;
    const halvings = Math.floor(Math.log2(side / FINE_WINDOW));
    const { picture: small, factor } = reduce(picture, longer / 2 ** Math.max(0, halvings));
    let look = views.get(factor);
    if (look === undefined) {
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
function* findWithout(
  picture: GreyPicture,
  given: Parameters<typeof findThrough>[1],
): Generator<FoundInk> {
  const { density } = given;
  const floor = noiseFloor(density.pixels);
  const isSmall = Math.min(density.width, density.height) < SMALL_SIDE;
  const rulings = isSmall ? [] : findRulings(density, floor);
  const found = findThrough(picture, given);
  if (found !== undefined) yield found;
  if (rulings.length === 0) return;
  const without = { ...density, pixels: density.pixels.slice() };
  eraseRulings(without, rulings, floor);
  const rest = findThrough(picture, { ...given, density: without });
  if (rest !== undefined) yield rest;
}

function findThrough(
  picture: GreyPicture,
  given: {
    density: GreyPicture;
    isDark: boolean;
    factor: number;
    trust: number;
    contrast?: Uint8Array;
  },
): FoundInk | undefined {
  const { density, isDark, factor, trust, contrast } = given;
  const ink = selectInk(density);
  const isPlain = contrast === undefined;
  // On an even ground all edges of the ink are edges of the picture.
  const edges = measureEdges(picture, {
    ...{ ink, density, isDark },
    contrast: contrast ?? new Uint8Array(picture.pixels.length).fill(255),
  });
  const found = { density, ink, edges, isDark, isPlain, factor };
  const points = ink.strokes.map((stroke) => rate(stroke, found));
  const most = Math.max(0, ...points);
  if (most === 0) return undefined;
  const main = ink.strokes[points.indexOf(most)];
  // A line of digits counts as one: strokes of the same pen, about as tall, at the same height.
  const sum = points.reduce((sum, value, k) => {
    const stroke = ink.strokes[k];
    return stroke === main || isBeside(stroke, { ...found, main }) ? sum + value : sum;
  }, 0);
  return { ...found, main, score: trust * factor * sum };
}

/** How much a component looks like writing: sharp edges, full ink, neither ragged nor a blob. */
function rate(stroke: Stroke, found: Omit<FoundInk, "main" | "score">): number {
  const { box, area, full, borderPixels } = stroke;
  const { width, height } = found.density;
  const { length, support } = found.edges[stroke.mark - 1];
  const extent = box.width + box.height;
  const longer = Math.max(box.width, box.height);
  const isTiny = longer < TINY * Math.min(width, height);
  if (longer < LEAST_EXTENT || full < (isTiny ? CLEAR_IF_TINY : CLEAR) * found.ink.floor) return 0;
  // Noise has more edge than a digit of its extent, and blobs have less.
  const ragged = Math.min(1, 5 * extent / length) ** 3;
  const thickness = 2 * area / length / longer;
  const blob = Math.min(1, 0.24 / thickness) ** 3;
  let points = length * full * ragged * blob * support ** 9;
  if (!found.isPlain && Math.min(width, height) >= SMALL_SIDE / 2) {
    // What comes in from the side is a table, a shadow, a finger.
    if (borderPixels > 0) points *= 0.4 * Math.exp(-12 * borderPixels / extent);
    if (longer > 0.85 * Math.max(width, height)) points *= 0.1;
  }
  return points;
}

/** Whether a stroke could be the neighbour of the main one in a line of digits. */
function isBeside(stroke: Stroke, found: Omit<FoundInk, "score">): boolean {
  const { y, height } = found.main.box;
  const ratio = stroke.box.height / height;
  const off = Math.abs(stroke.box.y + stroke.box.height / 2 - y - height / 2);
  return ratio > 0.55 && ratio < 1.8 && off < 0.45 * height && isOfSamePen(stroke, found);
}

/** Whether a stroke looks as if the pen of the main one had written it. */
export function isOfSamePen(
  stroke: Stroke,
  { main, edges }: Pick<FoundInk, "main" | "edges">,
): boolean {
  const thickness = (of: Stroke) => 2 * of.area / edges[of.mark - 1].length;
  const ratio = thickness(stroke) / thickness(main);
  if (ratio < 0.35 || ratio > 3) return false;
  if (stroke.full < 0.55 * main.full || stroke.full > 1.8 * main.full) return false;
  const { length, support } = edges[stroke.mark - 1];
  return support > 0.75 && length < 9 * (stroke.box.width + stroke.box.height);
}
