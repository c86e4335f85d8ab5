/** Reads the digits of any picture. */
import { enlarge } from "./box.ts";
import { findFaintInk } from "./find_faint_ink.ts";
import { findInk } from "./find_ink.ts";
import type { Box, GreyPicture } from "./grey_picture.ts";
import { likeliest, type Look } from "./likeliest_look.ts";
import { mnistImage } from "./mnist_image.ts";
import { PieceReader } from "./piece_reader.ts";
import type { FoundInk } from "./rate_ink.ts";
import { type Layout, NO_DIGIT, readInk } from "./read_ink.ts";
import {
  describeDigit,
  isDigit,
  type Judge,
  type ReadDigit,
  type Reading,
  type Recognizer,
} from "./reading.ts";
import { factorTo, reduce } from "./reduce.ts";

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

/** By how much ink is denser than what may be noise, if no other ink is to be looked for. */
const CLEAR = 1.8;

/** Large pictures are reduced to as many pixels, or fewer. */
const MOST_PIXELS = 2_000_000;

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
  const factor = factorTo(picture, MOST_PIXELS);
  const small = reduce(picture, factor);
  const reader = new PieceReader(recognize, judge);
  const looks: Look[] = [];
  let mostScore = 0;
  const take = (found: FoundInk) => {
    mostScore = Math.max(mostScore, found.score);
    if (found.score < LEAST_SCORE * mostScore) return;
    const { lines, quality } = readInk(found, { reader, layout, judge });
    if (lines.length === 0) return;
    const reading = { lines: place(lines, factor * found.factor), ink: found.density };
    const look = { found, reading, quality };
    const withLines = looks.findIndex((look) => look.found === found.withLines);
    // What says something only without printed lines was hidden by them.
    if (withLines >= 0 && isRead(look) && !isRead(looks[withLines])) looks.splice(withLines, 1);
    looks.push(look);
  };
  for (const found of findInk(small, options)) {
    if (!found.isPlain && looks.some(isReadWell)) break;
    take(found);
  }
  if (looks.length === 0 || !isReadClearly(likeliest(looks))) {
    for (const found of findFaintInk(small, options)) take(found);
  }
  if (looks.length > 0) {
    const { reading } = likeliest(looks);
    return { ...reading, lines: reader.readAgain(reading.lines) };
  }
  throw new RangeError(
    "Cannot read the picture: expected ink that differs from its ground, got no ink",
  );
}

function isRead({ reading }: Look): boolean {
  return reading.lines.flat().some(isDigit);
}

/** Whether something is read of ink that is clearly more than noise. */
function isReadClearly(look: Look): boolean {
  return isRead(look) && look.found.main.full > CLEAR * look.found.ink.floor;
}

function isReadWell({ found, reading, quality }: Look): boolean {
  return found.isPlain && quality > WELL_READ && reading.lines.flat().every(isDigit);
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
