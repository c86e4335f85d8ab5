/** Tells writing from noise, shadows, tables and fingers. */
import { type Edge, measureEdges } from "./edge_support.ts";
import type { Box, GreyPicture } from "./grey_picture.ts";
import { type SelectedInk, selectInk, type Stroke } from "./select_ink.ts";

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
  /** The same ink with the printed lines that were taken out; absent if none were. */
  readonly withLines?: FoundInk;
}

/** Writing is at least as long as this, in pixels. */
const LEAST_EXTENT = 5;

/** Shorter than this part of the shorter side, a clot of noise looks like writing. */
const TINY = 1 / 25;

/** By how much writing is denser than what may be noise. */
const CLEAR = 1.15;
const CLEAR_IF_TINY = 1.6;

/** Strokes that are fainter than this part of the main one are another's, or dirt. */
export const FAINT = 0.45;

/** A digit's edge in parts of its width and height together: an 8 has 4, and more if it is rough. */
const MOST_EDGE = 8;

/** Ink of which more lies on the picture's border, in parts of its width and height together, is no writing. */
const MOST_BORDER = 0.6;

/** What is left of the points of a stroke as long as the picture: it is rather a printed line or a shadow. */
const LONG = 0.1;

/** In smaller pictures writing may come near the sides, and even touch them. */
const LEAST_SIDE = 50;

/**
 * Finds the strokes of ink, and how much they look like writing.
 *
 * @param picture Where the ink was found, of the same size as the density.
 * @param given.density How much of the light each pixel takes away.
 * @param given.factor By how much the picture was reduced before.
 * @param given.trust How far what looks like writing is trusted to be writing, 0..1.
 * @param given.longest Strokes that are longer than this, in pixels, are no writing; any may be if absent.
 * @param given.contrast What `localContrast` says of the picture; absent where the ground is surely even.
 * @param given.isRuled Whether there are printed lines in it, or were.
 * @returns Undefined if nothing can be writing.
 */
export function rateInk(
  picture: GreyPicture,
  given: {
    density: GreyPicture;
    isDark: boolean;
    factor: number;
    trust: number;
    longest?: number;
    contrast?: Uint8Array;
    isRuled?: boolean;
  },
): FoundInk | undefined {
  const { density, isDark, factor, trust, longest = Infinity, contrast, isRuled = false } = given;
  const isPlain = contrast === undefined;
  const ink = selectInk(density, { isPlain });
  // On an even ground all edges of the ink are edges of the picture.
  const edges = measureEdges(picture, {
    ...{ ink, density, isDark },
    contrast: contrast ?? new Uint8Array(picture.pixels.length).fill(255),
  });
  const found = { density, ink, edges, isDark, isPlain, factor };
  const points = ink.strokes.map((stroke) => {
    const { width, height } = stroke.box;
    return Math.max(width, height) > longest ? 0 : rate(stroke, found, isRuled);
  });
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
function rate(
  stroke: Stroke,
  found: Omit<FoundInk, "main" | "score">,
  isRuled: boolean,
): number {
  const { box, full, borderPixels } = stroke;
  const { width, height } = found.density;
  const { length, support } = found.edges[stroke.mark - 1];
  const extent = box.width + box.height;
  const longer = Math.max(box.width, box.height);
  const isTiny = longer < TINY * Math.min(width, height);
  if (longer < LEAST_EXTENT || full < (isTiny ? CLEAR_IF_TINY : CLEAR) * found.ink.floor) return 0;
  // Noise has more edge than a digit of its extent, and blobs have less.
  const ragged = Math.min(1, 5 * extent / length) ** 3;
  const blob = Math.min(1, 0.24 / (thicknessOf(stroke, found) / longer)) ** 3;
  // What lies along a side is where the paper ends.
  if (borderPixels > MOST_BORDER * extent) return 0;
  let points = length * full * ragged * blob * support ** 9;
  if (Math.min(width, height) < LEAST_SIDE) return points;
  if (found.isPlain) return isRuled && crosses(box, found.density) ? LONG * points : points;
  // What comes in from the side is a table, a shadow, a finger.
  if (borderPixels > 0) points *= 0.4 * Math.exp(-12 * borderPixels / extent);
  return longer > 0.85 * Math.max(width, height) ? LONG * points : points;
}

/** Whether a stroke goes from one side of the picture to the other: where there are printed lines, it is one. */
function crosses(box: Box, { width, height }: GreyPicture): boolean {
  return box.width === width || box.height === height;
}

/** How thick a stroke is: twice its area along its edge, in pixels. */
export function thicknessOf({ area, mark }: Stroke, { edges }: Pick<FoundInk, "edges">): number {
  return 2 * area / edges[mark - 1].length;
}

/** Whether a stroke could be the neighbour of the main one in a line of digits. */
function isBeside(stroke: Stroke, found: Omit<FoundInk, "score">): boolean {
  const ratio = stroke.box.height / found.main.box.height;
  return ratio > 0.55 && ratio < 1.8 && isLevel(stroke, found.main) && isOfSamePen(stroke, found);
}

/** Whether a stroke is about as high in the picture as the main one. */
function isLevel({ box }: Stroke, { box: { y, height } }: Stroke): boolean {
  return Math.abs(box.y + box.height / 2 - y - height / 2) < 0.45 * height;
}

/** Whether a stroke looks as if the pen of the main one had written it. */
export function isOfSamePen(
  stroke: Stroke,
  { main, edges }: Pick<FoundInk, "main" | "edges">,
): boolean {
  const ratio = thicknessOf(stroke, { edges }) / thicknessOf(main, { edges });
  if (ratio < 0.35 || ratio > 3) return false;
  // Ink may be fainter in places of a line, but what is fainter elsewhere is not writing.
  const faintest = isLevel(stroke, main) ? FAINT : 0.55;
  if (stroke.full < faintest * main.full || stroke.full > 1.8 * main.full) return false;
  const { length, support } = edges[stroke.mark - 1];
  return support > 0.75 && !isRagged({ box: stroke.box, length }, { main, edges });
}

/** Whether ink has as much edge as noise has, and more than the main stroke, whose paper may be rough. */
export function isRagged(
  { box, length }: { box: Box; length: number },
  { main, edges }: Pick<FoundInk, "main" | "edges">,
): boolean {
  const roughness = edges[main.mark - 1].length / (main.box.width + main.box.height);
  return length > Math.max(MOST_EDGE, 1.5 * roughness) * (box.width + box.height);
}
