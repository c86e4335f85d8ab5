import { type Component, findComponents } from "./components.ts";
import type { GreyPicture } from "./grey_picture.ts";
import { dilate, erode } from "./morphology.ts";
import { noiseFloor } from "./noise_floor.ts";

/** A component with what its ink is like. */
export interface Stroke extends Component {
  /** The ink where it is fullest, 1..255. */
  readonly full: number;
}

/** Ink apart from noise. */
export interface SelectedInk {
  readonly marks: Int32Array;
  readonly strokes: readonly Stroke[];
  /** Up to which density there is nothing but noise. */
  readonly floor: number;
}

/** The part of a component's full ink where its edge is. */
const EDGE = 0.42;

/** At most this share of thin lines lies inside them. */
const MOST_INSIDE = 0.02;

/**
 * Separates ink from paper in two steps: what stands out from the paper's noise is cut into
 * components, and each is cut again at a part of its own full ink. So faint pencil and a black
 * edge of the table can be in one picture, and faint lines that touch a digit come off.
 *
 * @param options.isPlain Whether there is nothing but ink and an even ground. Then thin lines hang together
 * though a pixel is missing, as pencils of paint programs leave some out.
 */
export function selectInk(density: GreyPicture, { isPlain = false } = {}): SelectedInk {
  const { width, height, pixels } = density;
  const floor = noiseFloor(pixels);
  const rough = findComponents(density, pixels.map((value) => Number(value > floor)));
  const fulls = fullInks(pixels, rough.marks, rough.list.length);
  const edges = fulls.map((full) => Math.max(floor, EDGE * full));
  // Mark 0 is paper: no pixel exceeds its edge.
  edges[0] = 255;
  const isInk = pixels.map((value, i) => Number(value > edges[rough.marks[i]]));
  const mask = { width, height, pixels: isInk };
  const links = isPlain && isThin(mask) ? dilate(mask, 3).pixels : isInk;
  const { marks, list } = findComponents(density, isInk, links);
  const exact = fullInks(pixels, marks, list.length);
  return { marks, floor, strokes: list.map((part) => ({ ...part, full: exact[part.mark] })) };
}

/** Whether hardly any ink has nothing but ink around it, as in lines of one or two pixels. */
function isThin(mask: GreyPicture): boolean {
  const sum = (pixels: Uint8Array) => pixels.reduce((sum, value) => sum + value, 0);
  return sum(erode(mask, 3).pixels) < MOST_INSIDE * sum(mask.pixels);
}

/** Of each component the ink where it is fullest. */
function fullInks(pixels: Uint8Array, marks: Int32Array, count: number): number[] {
  // Small components are many: their counts are not worth 256 places each.
  const sums = new Float64Array(count + 1);
  const squares = new Float64Array(count + 1);
  for (let i = 0; i < pixels.length; i++) {
    const mark = marks[i];
    if (mark === 0) continue;
    sums[mark] += pixels[i] * pixels[i];
    squares[mark] += pixels[i] * pixels[i] * pixels[i];
  }
  return Array.from(sums, (sum, mark) => sum === 0 ? 1 : squares[mark] / sum);
}
