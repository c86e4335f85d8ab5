import type { Box, GreyPicture } from "./grey_picture.ts";

/** Ink that hangs together. */
export interface Component {
  /** What its pixels are marked with, from 1 on. */
  readonly mark: number;
  readonly box: Box;
  /** Pixels. */
  readonly area: number;
  /** The sum of its ink, 0 none to 255 full. */
  readonly mass: number;
  /** How many of its pixels lie on the picture's border. */
  readonly borderPixels: number;
}

/** A picture's components, and which pixel belongs to which. */
export interface Components {
  /** `[height, width]`: the component's mark, 0 for none. */
  readonly marks: Int32Array;
  /** In the order of their marks. */
  readonly list: readonly Component[];
}

/**
 * Finds the ink that hangs together, by sides or corners.
 *
 * @param ink How much of it each pixel holds.
 * @param isInk `[height, width]`: 1 where a pixel counts, else 0.
 * @param links `[height, width]`: 1 where ink hangs together, though a pixel may not count; where it does if
 * absent.
 */
export function findComponents(
  ink: GreyPicture,
  isInk: Uint8Array,
  links: Uint8Array = isInk,
): Components {
  const { width, height } = ink;
  const marks = new Int32Array(width * height);
  // A forest: each mark's parent is the smaller mark that it was found to be connected with.
  const parents = [0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (links[i] === 0) continue;
      const above = y > 0 ? marks[i - width] : 0;
      // What is above has been joined with all other neighbours already.
      if (above !== 0) {
        marks[i] = above;
        continue;
      }
      const left = x > 0 ? marks[i - 1] : 0;
      const aboveLeft = x > 0 && y > 0 ? marks[i - width - 1] : 0;
      const aboveRight = x < width - 1 && y > 0 ? marks[i - width + 1] : 0;
      let mark = left !== 0 ? left : aboveLeft;
      if (mark === 0) mark = aboveRight !== 0 ? aboveRight : parents.push(parents.length) - 1;
      else if (aboveRight !== 0) mark = unite(parents, mark, aboveRight);
      marks[i] = mark;
    }
  }
  if (links !== isInk) {
    for (let i = 0; i < marks.length; i++) if (isInk[i] === 0) marks[i] = 0;
  }
  return { marks, list: describe(ink, marks, parents) };
}

/** Joins two trees; the answer is their root. */
function unite(parents: number[], a: number, b: number): number {
  const [rootA, rootB] = [rootOf(parents, a), rootOf(parents, b)];
  const [low, high] = rootA < rootB ? [rootA, rootB] : [rootB, rootA];
  parents[high] = low;
  return low;
}

function rootOf(parents: number[], mark: number): number {
  let root = mark;
  while (parents[root] !== root) root = parents[root] = parents[parents[root]];
  return root;
}

/** Numbers the trees from 1 without gaps, marks the pixels anew, and adds up what they hold. */
function describe(ink: GreyPicture, marks: Int32Array, parents: number[]): Component[] {
  const { width, height, pixels } = ink;
  const numbers = new Int32Array(parents.length);
  let count = 0;
  for (let mark = 1; mark < parents.length; mark++) {
    const root = rootOf(parents, mark);
    numbers[mark] = root === mark ? ++count : numbers[root];
  }
  const left = new Int32Array(count + 1).fill(width);
  const top = new Int32Array(count + 1).fill(height);
  const right = new Int32Array(count + 1).fill(-1);
  const bottom = new Int32Array(count + 1).fill(-1);
  const area = new Int32Array(count + 1);
  const mass = new Float64Array(count + 1);
  const border = new Int32Array(count + 1);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (marks[i] === 0) continue;
      const k = marks[i] = numbers[marks[i]];
      if (x < left[k]) left[k] = x;
      if (x > right[k]) right[k] = x;
      if (y < top[k]) top[k] = y;
      if (y > bottom[k]) bottom[k] = y;
      area[k]++;
      mass[k] += pixels[i];
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) border[k]++;
    }
  }
  return Array.from({ length: count }, (_, n) => {
    const k = n + 1;
    const box = {
      x: left[k],
      y: top[k],
      width: right[k] - left[k] + 1,
      height: bottom[k] - top[k] + 1,
    };
    return { mark: k, box, area: area[k], mass: mass[k], borderPixels: border[k] };
  });
}
