/** Reads the digits of any picture. */
import { cutPiece } from "./cut_piece.ts";
import { findInk, type FoundInk } from "./find_ink.ts";
import type { Box, GreyPicture } from "./grey_picture.ts";
import { groupStrokes, type StrokeGroup } from "./group_strokes.ts";
import { mnistImage } from "./mnist_image.ts";
import { PieceReader } from "./piece_reader.ts";
import {
  describeDigit,
  type Judge,
  type ReadDigit,
  type Reading,
  type Recognizer,
  sureness,
} from "./reading.ts";
import { reduce } from "./reduce.ts";

/** In a line with digits, a tenth of the judge's least will do: its neighbours speak for a digit. */
const LEAST_IN_LINE = 0.1;

/** What a picture is taken for. */
export type Layout = "auto" | "single" | "line";

/** What is known beforehand. */
export interface ReadOptions {
  /** What the picture is taken for; "auto" if absent. */
  readonly layout?: Layout;
  /** Whether the ink is darker than the paper; absent to find out. */
  readonly isDark?: boolean;
  /** Refuses what is no digit; all are digits if absent. */
  readonly judge?: Judge;
}

/** What looks less like writing than the best by this is not worth a look. */
const LEAST_SCORE = 0.1;

/** How well ink on an even ground has to be read to spare other ways to see it. */
const WELL_READ = 0.5;

/** What the judge says of a digit that is beyond doubt, at least. */
const CLEARLY_A_DIGIT = 0.2;

/** Nothing but ones: a bar may be a one, but also a table's edge or a gap between strokes. */
const BARS = 0.6;

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
  const reader = new PieceReader(recognize, judge);
  const readings = new Map<string, { reading: Reading; value: number; most: number }>();
  let mostScore = 0;
  let isReadWell = false;
  for (const found of findInk(small, options)) {
    if (isReadWell && !found.isPlain) break;
    mostScore = Math.max(mostScore, found.score);
    if (found.score < LEAST_SCORE * mostScore) continue;
    const { lines, quality } = readInk(found, { reader, layout, judge });
    isReadWell ||= found.isPlain && quality > WELL_READ;
    // What several ways to see the ink agree on is likelier.
    const text = textOf(lines);
    const value = found.score * quality;
    const same = readings.get(text);
    if (same === undefined || value > same.most) {
      const reading = { lines: place(lines, factor * found.factor), ink: found.density };
      readings.set(text, { reading, value: value + (same?.value ?? 0), most: value });
    } else same.value += value;
  }
  let best: { reading: Reading; value: number } | undefined;
  for (const each of readings.values()) {
    if (best === undefined || each.value > best.value) best = each;
  }
  if (best !== undefined) return best.reading;
  throw new RangeError(
    "Cannot read the picture: expected ink that differs from its ground, got no ink",
  );
}

function textOf(lines: readonly (readonly ReadDigit[])[]): string {
  const letter = ({ digit, reason }: ReadDigit) => reason === undefined ? `${digit}` : "?";
  return lines.map((line) => line.map(letter).join("")).join("\n");
}

/** Reads ink, and tells how well it can be read, 0..1. */
export function readInk(
  found: FoundInk,
  { reader, layout, judge }: { reader: PieceReader; layout: Layout; judge: Judge | undefined },
): { lines: ReadDigit[][]; quality: number } {
  const read = readGroups(found, groupStrokes(found), { reader, layout });
  const digits = read.flat();
  const likelihoods = reader.likelihoods(digits);
  const sum = digits.reduce((sum, digit, k) => {
    return sum + sureness(digit) * Math.min(1, likelihoods[k] / CLEARLY_A_DIGIT);
  }, 0);
  const isBars = digits.every(({ digit }) => digit === 1);
  const quality = (isBars ? BARS : 1) * sum / Math.max(1, digits.length);
  return { lines: refuse(read, judge), quality };
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
  const likelihoods = judge?.likelihoods(pixels);
  return images.map(({ box, pixels }, k) => {
    const digit = describeDigit(answers[k], box, pixels);
    const isDigit = likelihoods === undefined || likelihoods[k] >= judge!.least;
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

/**
 * Leaves out what is no digit beside digits, a speck or a corner of the table; but between two digits, or
 * where nothing else is, it stays, with the reason why it is not read.
 */
function refuse(
  lines: readonly (readonly ReadDigit[])[],
  judge: Judge | undefined,
): ReadDigit[][] {
  const digits = lines.flat();
  const likelihoods = judge?.likelihoods(digits.map(({ image }) => image)) ?? digits.map(() => 1);
  const { least = 0 } = judge ?? {};
  const likely = new Map(digits.map((digit, k) => [digit, likelihoods[k]]));
  const marked = lines.map((line) => {
    const hasDigits = line.some((digit) => likely.get(digit)! >= least);
    const enough = hasDigits ? LEAST_IN_LINE * least : least;
    return line.map((digit) =>
      likely.get(digit)! < enough ? { ...digit, reason: NO_DIGIT } : digit
    );
  });
  const isDigit = ({ reason }: ReadDigit) => reason === undefined;
  if (!marked.flat().some(isDigit)) return marked;
  return marked
    .map((line) => line.slice(line.findIndex(isDigit), line.findLastIndex(isDigit) + 1))
    .filter((line) => line.some(isDigit));
}

/** Why an image is not read. */
const NO_DIGIT = "it does not look like a digit";

function readGroups(
  found: FoundInk,
  lines: readonly (readonly StrokeGroup[])[],
  { reader, layout }: { reader: PieceReader; layout: Layout },
): ReadDigit[][] {
  const isMain = (group: StrokeGroup) => group.strokes.includes(found.main);
  const mainLine = lines.find((line) => line.some(isMain)) ?? [];
  if (layout === "single") {
    const [piece] = mainLine.filter(isMain).flatMap((group) => cutPiece(found, group) ?? []);
    return piece === undefined ? [] : [[reader.readWhole([piece])[0]]];
  }
  const chosen = layout === "line" ? [mainLine] : lines;
  const height = Math.max(...mainLine.map(({ box }) => box.height));
  const read = chosen.map((line) => {
    const pieces = line.flatMap((group) => cutPiece(found, group) ?? []);
    const whole = reader.joinNeighbours(pieces, height);
    const isAlone = whole.length === 1;
    return whole.flatMap((piece) => reader.read(piece, { height, isAlone }));
  });
  const surest = Math.max(...read.flat().map(sureness));
  return read
    .map((line) => line.filter((digit) => sureness(digit) > Math.min(0.5, 0.6 * surest)))
    .filter((line) => line.length > 0);
}
