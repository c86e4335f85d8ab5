/** Reads the digits of any picture. */
import { findInk, type FoundInk } from "./find_ink.ts";
import { fitDigit } from "./fit_digit.ts";
import type { Box, GreyPicture } from "./grey_picture.ts";
import { groupStrokes, type StrokeGroup } from "./group_strokes.ts";
import { findInkBox } from "./ink_box.ts";
import { type InkPiece, join, trim } from "./ink_piece.ts";
import { placeByCentreOfMass } from "./mnist_convention.ts";
import { mnistImage } from "./mnist_image.ts";
import { partings } from "./partings.ts";
import { reduce } from "./reduce.ts";

/** Answers for images of 28x28 pixels: of each the probabilities of the ten digits. */
export type Recognizer = (images: readonly Uint8Array[]) => Float32Array[];

/**
 * Says of images of 28x28 pixels how likely each is a digit at all: 1 where it may just be one, less where
 * it is rather not.
 */
export type Judge = (images: readonly Uint8Array[]) => number[];

/** In a line with digits, what is less likely a digit than this is none: its neighbours speak for it. */
const LEAST_IN_LINE = 0.1;

/** What a picture is taken for. */
export type Layout = "auto" | "single" | "line";

/** A digit that was read. */
export interface ReadDigit {
  /** The most probable digit. */
  readonly digit: number;
  /** Of each digit, 0..1. */
  readonly probabilities: Float32Array;
  /** Where in the picture its ink is. */
  readonly box: Box;
  /** `[28, 28]`, what the network was given: 0 ground to 255 ink. */
  readonly image: Uint8Array<ArrayBuffer>;
  /** Why it is taken for no digit; absent if it is one. */
  readonly reason?: string;
}

/** What a picture says. */
export interface Reading {
  /** From top to bottom, each from left to right; at least one digit in all. */
  readonly lines: readonly (readonly ReadDigit[])[];
  /** The ink that was found, in the size that the picture was reduced to; absent if passed through. */
  readonly ink?: GreyPicture;
}

/** What is known beforehand. */
export interface ReadOptions {
  /** What the picture is taken for; "auto" if absent. */
  readonly layout?: Layout;
  /** Whether the ink is darker than the paper; absent to find out. */
  readonly isDark?: boolean;
  /** Refuses what is no digit; all are digits if absent. */
  readonly judge?: Judge;
}

/** Ways to see the ink that are tried, where it is no digit in the likeliest. */
const MOST_LOOKS = 3;

/** Large pictures are reduced to this, in pixels of the longer side. */
const WORKING_SIDE = 1600;

/**
 * Reads a picture: one digit, a line of them, or several lines. A picture in MNIST's own convention
 * is given to the network as it is.
 *
 * @throws {RangeError} If there is no ink that could be writing.
 */
export function readPicture(
  picture: GreyPicture,
  recognize: Recognizer,
  options: ReadOptions = {},
): Reading {
  const { layout = "auto", judge } = options;
  const asIs = mnistImage(picture, options);
  if (asIs !== undefined) return readImages([asIs], recognize, judge)[0];
  const { picture: small, factor } = reduce(picture, WORKING_SIDE);
  const possible = findInk(small, options).slice(0, MOST_LOOKS);
  if (possible.length === 0) {
    throw new RangeError(
      "Cannot read the picture: expected ink that differs from its ground, got no ink",
    );
  }
  const reader = new PieceReader(recognize, judge);
  let reading: Reading | undefined;
  for (const found of possible) {
    const lines = refuse(readGroups(found, groupStrokes(found), { reader, layout }), judge);
    const isRead = lines.flat().some((digit) => digit.reason === undefined);
    // What is no digit, seen in one way, may be one in another.
    if (reading === undefined || isRead) {
      reading = { lines: place(lines, factor), ink: found.density };
    }
    if (isRead) break;
  }
  return reading!;
}

/**
 * Reads pictures as `readPicture` does, but those in MNIST's convention together, which is faster.
 *
 * @returns For each picture in its turn what it says, or why it cannot be read.
 */
export function readPictures(
  pictures: readonly GreyPicture[],
  recognize: Recognizer,
  options: ReadOptions = {},
): (Reading | RangeError)[] {
  const images = pictures.map((picture) => mnistImage(picture, options));
  const readings = readImages(
    images.filter((image) => image !== undefined),
    recognize,
    options.judge,
  );
  let next = 0;
  return pictures.map((picture, k) => {
    if (images[k] !== undefined) return readings[next++];
    try {
      return readPicture(picture, recognize, options);
    } catch (error) {
      if (error instanceof RangeError) return error;
      throw error;
    }
  });
}

/** Reads images as they are, one digit each. */
function readImages(
  images: readonly { pixels: Uint8Array<ArrayBuffer>; box: Box }[],
  recognize: Recognizer,
  judge: Judge | undefined,
): Reading[] {
  const pixels = images.map((image) => image.pixels);
  const answers = recognize(pixels);
  const likely = judge?.(pixels);
  return images.map(({ box, pixels }, k) => {
    const digit = describe(answers[k], box, pixels);
    const isDigit = likely === undefined || likely[k] >= 1;
    return { lines: [[isDigit ? digit : { ...digit, reason: NO_DIGIT }]] };
  });
}

/** Brings boxes from the reduced picture back to the whole one. */
function place(lines: readonly (readonly ReadDigit[])[], factor: number): ReadDigit[][] {
  return lines.map((line) => line.map((digit) => ({ ...digit, box: enlarge(digit.box, factor) })));
}

function enlarge({ x, y, width, height }: Box, factor: number): Box {
  return { x: x * factor, y: y * factor, width: width * factor, height: height * factor };
}

function describe(
  probabilities: Float32Array,
  box: Box,
  image: Uint8Array<ArrayBuffer>,
): ReadDigit {
  return { digit: probabilities.indexOf(Math.max(...probabilities)), probabilities, box, image };
}

/**
 * Leaves out what is no digit beside digits, a speck or a corner of the table; but between two digits, or
 * where nothing else is, it stays, with the reason why it is not read.
 */
function refuse(
  lines: readonly (readonly ReadDigit[])[],
  judge: Judge | undefined,
): ReadDigit[][] {
  const digits = lines.flat();
  const verdicts = judge?.(digits.map(({ image }) => image)) ?? digits.map(() => 1);
  const likely = new Map(digits.map((digit, k) => [digit, verdicts[k]]));
  const marked = lines.map((line) => {
    const hasDigits = line.some((digit) => likely.get(digit)! >= 1);
    const least = hasDigits ? LEAST_IN_LINE : 1;
    return line.map((digit) => likely.get(digit)! < least ? { ...digit, reason: NO_DIGIT } : digit);
  });
  const isDigit = ({ reason }: ReadDigit) => reason === undefined;
  if (!marked.flat().some(isDigit)) return marked;
  return marked
    .map((line) => line.slice(line.findIndex(isDigit), line.findLastIndex(isDigit) + 1))
    .filter((line) => line.some(isDigit));
}

/** Why an image is not read. */
const NO_DIGIT = "it does not look like a digit";

/** The probability of what a digit was read as. */
function sureness({ digit, probabilities }: ReadDigit): number {
  return probabilities[digit];
}

function readGroups(
  found: FoundInk,
  lines: readonly (readonly StrokeGroup[])[],
  { reader, layout }: { reader: PieceReader; layout: Layout },
): ReadDigit[][] {
  const isMain = (group: StrokeGroup) => group.strokes.includes(found.main);
  const mainLine = lines.find((line) => line.some(isMain)) ?? [];
  if (layout === "single") {
    const [piece] = mainLine.filter(isMain).flatMap((group) => pieceOf(found, group) ?? []);
    return piece === undefined ? [] : [[reader.readWhole([piece])[0]]];
  }
  const chosen = layout === "line" ? [mainLine] : lines;
  const height = Math.max(...mainLine.map(({ box }) => box.height));
  const read = chosen.map((line) => {
    const pieces = line.flatMap((group) => pieceOf(found, group) ?? []);
    const whole = reader.joinNeighbours(pieces, height);
    // What stands alone is seldom more than one digit.
    const sure = whole.length === 1 ? SURE_OF_LONE_PARTS : 0;
    return whole.flatMap((piece) => reader.read(piece, { height, sure }));
  });
  const surest = Math.max(...read.flat().map(sureness));
  return read
    .map((line) => line.filter((digit) => sureness(digit) > Math.min(0.5, 0.6 * surest)))
    .filter((line) => line.length > 0);
}

/** Cuts the ink of a group out, with edges as soft as MNIST's, saturated inside. */
function pieceOf({ density, ink }: FoundInk, group: StrokeGroup): InkPiece | undefined {
  const { box, strokes } = group;
  const fulls = new Map(strokes.map((stroke) => [stroke.mark, stroke.full]));
  const { width, height } = density;
  const pixels = new Uint8Array((box.width + 2) * (box.height + 2));
  for (let row = 0, i = 0; row < box.height + 2; row++) {
    for (let column = 0; column < box.width + 2; column++, i++) {
      const x = box.x + column - 1;
      const y = box.y + row - 1;
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      // A stroke's soft edge lies a pixel outside of what was marked.
      let full = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          full = Math.max(full, fulls.get(ink.marks[v * width + u]) ?? 0);
        }
      }
      if (full === 0) continue;
      const share = (density.pixels[y * width + x] / full - FAINTEST) / (FULLEST - FAINTEST);
      pixels[i] = 255 * Math.max(0, Math.min(1, share));
    }
  }
  const ink28 = { width: box.width + 2, height: box.height + 2, pixels };
  return trim({ x: box.x - 1, y: box.y - 1, ink: ink28 });
}

/** Of a stroke's full ink: less than this is none, more than that is all. */
const FAINTEST = 0.2;
const FULLEST = 0.7;

/** How surely the parts have to be read, and the whole not, before it is parted; by its aspect. */
const PARTING: readonly { aspect: number; parts: number; whole: number }[] = [
  { aspect: 1.6, parts: 0.2, whole: 1 },
  { aspect: 1.25, parts: 0.6, whole: 0.97 },
  { aspect: 1, parts: 0.85, whole: 0.8 },
  { aspect: 0.75, parts: 0.85, whole: 0.6 },
];

/** How surely the parts of what is no digit have to be read. */
const LEAST_SURE_PARTS = 0.5;

/** How surely the parts of a piece that stands alone have to be read. */
const SURE_OF_LONE_PARTS = 0.9;

/** Reads pieces of ink, and lets the network judge whether a piece is one digit. */
class PieceReader {
  readonly #recognize: Recognizer;
  readonly #judge: Judge | undefined;

  constructor(recognize: Recognizer, judge: Judge | undefined) {
    this.#recognize = recognize;
    this.#judge = judge;
  }

  /** Reads each piece as one digit. */
  readWhole(pieces: readonly InkPiece[]): ReadDigit[] {
    const images = pieces.map(({ ink }) => placeByCentreOfMass(fitDigit(ink, findInkBox(ink, 64))));
    const answers = this.#recognize(images);
    return pieces.map(({ x, y, ink }, k) => {
      const box = { x: x + 1, y: y + 1, width: ink.width - 2, height: ink.height - 2 };
      return describe(answers[k], box, images[k]);
    });
  }

  /**
   * Reads a piece as one digit, or as several that touch.
   *
   * @param line.height Of the tallest digit beside it.
   * @param line.sure How surely its parts have to be read at least.
   */
  read(piece: InkPiece, line: { height: number; sure: number }): ReadDigit[] {
    const [whole] = this.readWhole([piece]);
    const aspect = (piece.ink.width - 2) / Math.max(piece.ink.height - 2, 0.7 * line.height);
    const rule = PARTING.find((rule) => aspect >= rule.aspect);
    if (rule === undefined || piece.ink.height < 10) return [whole];
    const [isDigit] = this.#areDigits([whole]);
    if (isDigit && sureness(whole) > rule.whole) return [whole];
    const pairs = partings(piece).filter((pair) =>
      pair.every(({ ink }) => ink.height > 0.5 * piece.ink.height)
    );
    const parts = this.readWhole(pairs.flat());
    const areDigits = this.#areDigits(parts);
    let best = -1;
    let most = Math.max(isDigit ? rule.parts : LEAST_SURE_PARTS, line.sure);
    for (const [k, pair] of pairs.entries()) {
      const [left, right] = [2 * k, 2 * k + 1]
        .map((part) => areDigits[part] ? sureness(parts[part]) : sureness(parts[part]) / 2);
      // A part that is wide itself may be parted again, and need not read well yet.
      const isWide = pair.some(({ ink }) => ink.width > 1.1 * ink.height);
      const quality = isWide ? 0.7 * Math.max(left, right) : left * right;
      if (quality > most) [best, most] = [k, quality];
    }
    return best < 0 ? [whole] : pairs[best].flatMap((part) => this.read(part, line));
  }

  /** Whether each of what was read looks like a digit at all. */
  #areDigits(read: readonly ReadDigit[]): boolean[] {
    const likely = this.#judge?.(read.map(({ image }) => image));
    return read.map((_, k) => likely === undefined || likely[k] >= 1);
  }

  /** Joins neighbours that are near, read badly alone and well together: a 4 of two strokes. */
  joinNeighbours(pieces: readonly InkPiece[], height: number): InkPiece[] {
    const joined: InkPiece[] = [];
    for (const piece of pieces) {
      const last = joined.at(-1);
      if (last !== undefined) {
        const gap = piece.x - last.x - last.ink.width + 2;
        const both = join([last, piece]);
        if (gap < 0.25 * height && both.ink.width < 1.05 * Math.max(height, both.ink.height)) {
          const [alone, other, together] = this.readWhole([last, piece, both]).map(sureness);
          if (together > 0.9 && Math.min(alone, other) < 0.7) {
            joined[joined.length - 1] = both;
            continue;
          }
        }
      }
      joined.push(piece);
    }
    return joined;
  }
}
