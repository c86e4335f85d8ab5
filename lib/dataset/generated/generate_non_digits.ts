/** Draws what people write or photograph that is no digit, in the form of MNIST's images. */
import { writeText } from "../../image/pen_font.ts";
import { Random } from "../../random.ts";
import { BOX_SIDE, inkTrace, type Pen } from "./pen.ts";
import { placeBox } from "./place_box.ts";
import { Trace } from "./trace.ts";

const IMAGE_SIDE = 28;
const IMAGE_LENGTH = IMAGE_SIDE * IMAGE_SIDE;

/** Letters and signs that nobody takes for a digit; not O, l, S, Z, B, g, q, b and their like. */
const LETTERS = "ACEFHKMNPRTUVWXYadefhkmnrtuvwxy";
const SIGNS = "#$%&*+=<>?@^~";

/** What is drawn, and how often. */
export const NON_DIGITS = ["letter", "sign", "word", "scribble", "shape", "texture"] as const;

/** A kind of drawing that is no digit. */
export type NonDigit = typeof NON_DIGITS[number];

const MOST_POINTS = 400;

/** Which drawings {@linkcode generateNonDigits} makes, and where to. */
export interface GenerateNonDigitsOptions {
  /** A whole number, 0 to 2^53 - 1. */
  readonly seed: number;
  /** Which of the seed's endless rows of images, for example "train" or "test". */
  readonly stream: string;
  /** The number of the first image in its row. */
  readonly first: number;
  /** Receives `[count, 28, 28]` pixels, 0 background to 255 ink. */
  readonly images: Uint8Array;
  /** What to draw; a mixture of all if absent. */
  readonly kind?: NonDigit;
}

/**
 * Draws letters, signs, words, scribbles, shapes and textures, fitted into images as digits are: the
 * ink in 20x20 pixels, its centre of mass in the middle.
 *
 * An image depends only on the seed, the stream and its number. The bytes are the same on every machine.
 *
 * @example Two images, the second alone
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const images = new Uint8Array(2 * 784);
 * generateNonDigits({ seed: 1, stream: "train", first: 0, images });
 * const second = new Uint8Array(784);
 * generateNonDigits({ seed: 1, stream: "train", first: 1, images: second });
 * assertEquals(second, images.subarray(784));
 * ```
 */
export function generateNonDigits(options: GenerateNonDigitsOptions): void {
  const { seed, stream, first, images } = options;
  const trace = new Trace(MOST_POINTS);
  const box = new Float64Array(BOX_SIDE * BOX_SIDE);
  images.fill(0);
  for (let n = 0; n * IMAGE_LENGTH < images.length; n++) {
    const random = new Random(seed, `non-digits-${stream}`, first + n);
    const kind = options.kind ?? NON_DIGITS[random.below(NON_DIGITS.length)];
    trace.clear();
    if (kind === "texture") drawTexture(random, box);
    else {
      if (kind === "scribble") scribble(random, trace);
      else if (kind === "shape") drawShape(random, trace);
      else writeLetters(random, kind, trace);
      inkTrace(trace, choosePen(random), box);
    }
    placeBox(box, images, n * IMAGE_LENGTH);
  }
}

function choosePen(random: Random): Pen {
  return {
    radius: random.uniform(0.7, 1.9),
    growth: random.uniform(-0.3, 0.3),
    softness: random.uniform(0.8, 1.6),
    ink: Math.min(255, random.uniform(235, 400)),
  };
}

function swing(random: Random, size: number): number {
  return size * (random.uniform() - random.uniform());
}

/** One letter or sign, or a few letters, in a hand that bends and slants them. */
function writeLetters(random: Random, kind: "letter" | "sign" | "word", trace: Trace): void {
  const letters = kind === "sign" ? SIGNS : LETTERS;
  const count = kind === "word" ? 2 + random.below(3) : 1;
  const text = Array.from({ length: count }, () => letters[random.below(letters.length)]).join("");
  const tremble = random.uniform(0.005, 0.04);
  const [slant, bow, width] = [swing(random, 0.5), swing(random, 0.5), random.uniform(0.7, 1.3)];
  const moved = new Map<string, readonly [number, number]>();
  const move = ([x, y]: readonly [number, number]) => {
    const key = `${x.toFixed(3)},${y.toFixed(3)}`;
    const known = moved.get(key);
    if (known !== undefined) return known;
    const place = [
      width * x - slant * y + bow * y * y + swing(random, tremble),
      y + swing(random, tremble),
    ] as const;
    moved.set(key, place);
    return place;
  };
  for (const [from, to] of writeText(text, [0, 0], 1)) {
    addCurve(trace, [move(from), move(to)]);
  }
}

/** A way that the pen wanders at random: loops, zigzags, spirals, hatching. */
function scribble(random: Random, trace: Trace): void {
  const points: [number, number][] = [];
  const kind = random.below(4);
  const count = 5 + random.below(12);
  const turns = random.uniform(1.6, 4);
  for (let k = 0; k < count + 6; k++) {
    const t = k / (count + 5);
    if (kind === 0) points.push([random.uniform(), random.uniform()]);
    else if (kind === 1) points.push([t * random.uniform(0.9, 1.4), (k % 2) + swing(random, 0.5)]);
    else if (kind === 2) {
      // A spiral by quarter turns, whose corners the curve rounds.
      const radius = 0.15 + t;
      const quarter = [[1, 0], [0, 1], [-1, 0], [0, -1]][Math.floor(t * turns * 4) % 4];
      points.push([radius * quarter[0] + swing(random, 0.15), radius * quarter[1]]);
    } else {
      const [x, y] = points[k - 1] ?? [0, 0];
      points.push([x + swing(random, 1), y + swing(random, 1)]);
    }
  }
  addCurve(trace, points);
}

/** Triangles, boxes, crosses, stars, hearts, ticks, arrows, houses, faces: by their corners. */
const SHAPES: readonly (readonly string[])[] = [
  ["0,9 5,0 9,9 0,9"],
  ["0,0 9,0 9,9 0,9 0,0"],
  ["0,0 9,9", "9,0 0,9"],
  ["2,9 5,0 8,9 0,3 9,3 2,9"],
  ["5,9 0,4 0,1 2,0 5,2 7,0 9,1 9,4 5,9"],
  ["0,5 3,9 9,0"],
  ["0,5 9,5 6,2", "9,5 6,8"],
  ["0,9 0,4 5,0 9,4 9,9 0,9", "4,9 4,6 6,6 6,9"],
  ["3,0 6,0 9,3 9,6 6,9 3,9 0,6 0,3 3,0", "3,3 3,4", "6,3 6,4", "2,6 4,7 5,7 7,6"],
  ["0,0 9,0", "0,5 9,5", "0,9 9,9"],
  ["0,3 9,3", "0,6 9,6", "3,0 3,9", "6,0 6,9"],
  ["5,0 5,9", "0,5 9,5", "1,1 8,8", "8,1 1,8"],
  ["0,0 9,0 0,9 9,9 0,0"],
  ["0,4 2,2 4,4 6,2 8,4 9,3", "0,8 2,6 4,8 6,6 8,8 9,7"],
];

function drawShape(random: Random, trace: Trace): void {
  const shape = SHAPES[random.below(SHAPES.length)];
  const [slant, width] = [swing(random, 0.4), random.uniform(0.6, 1.5)];
  const half = swing(random, 0.3);
  const [cos, sin] = [(1 - half * half) / (1 + half * half), 2 * half / (1 + half * half)];
  for (const stroke of shape) {
    const points = stroke.split(" ").map((corner) => {
      const [x, y] = corner.split(",").map((text) => Number(text) - 4.5 + swing(random, 0.8));
      const u = width * x + slant * y;
      return [cos * u - sin * y, sin * u + cos * y] as [number, number];
    });
    for (let k = 1; k < points.length; k++) addCurve(trace, [points[k - 1], points[k]]);
  }
}

/** Adds a smooth curve through points. */
function addCurve(trace: Trace, points: readonly (readonly [number, number])[]): void {
  const x = Float64Array.from(points, ([x]) => x);
  const y = Float64Array.from(points, ([, y]) => y);
  trace.addCurve(x, y, 0, points.length - 1);
}

/** Noise, stripes, squares and blots, as a wrong part of a photo may look. */
function drawTexture(random: Random, box: Float64Array): void {
  const kind = random.below(4);
  const share = random.uniform(0.15, 0.6);
  const size = random.uniform(1.5, 6);
  const [u, v] = [random.uniform(-1, 1), random.uniform(-1, 1)];
  const coarse = Float64Array.from({ length: 64 }, () => random.uniform());
  const [width, height] = [random.uniform(7, BOX_SIDE), random.uniform(7, BOX_SIDE)];
  for (let y = 0, i = 0; y < BOX_SIDE; y++) {
    for (let x = 0; x < BOX_SIDE; x++, i++) {
      let ink: number;
      if (kind === 0) ink = random.uniform() < share ? random.uniform(0.4, 1) : 0;
      else if (kind === 1) ink = Math.abs((u * x + v * y) / size % 1) < share ? 1 : 0;
      else if (kind === 2) {
        ink = (Math.floor(x / size) + Math.floor(y / size)) % 2 === 0 ? 1 : 0;
      } else {
        ink = coarse[Math.floor(y / 3) % 8 * 8 + Math.floor(x / 3) % 8] > share ? 1 : 0;
      }
      const isInside = Math.abs(x - 9.5) < width / 2 && Math.abs(y - 9.5) < height / 2;
      box[i] = isInside ? 255 * ink : 0;
    }
  }
  // There is always something.
  box[BOX_SIDE * 10 + 10] = 255;
}
