import { fitDigit } from "./fit_digit.ts";
import { findInkBox } from "./ink_box.ts";
import { EDGE_INK, type InkPiece, join } from "./ink_piece.ts";
import { placeByCentreOfMass } from "./mnist_convention.ts";
import { oddsOfTwo, qualityOfParts } from "./odds_of_two.ts";
import { type Parting, partings } from "./partings.ts";
import {
  describeDigit,
  isDigit,
  type Judge,
  type ReadDigit,
  type Recognizer,
  sureness,
} from "./reading.ts";
import { variantsOf } from "./variants.ts";

/** From which odds on a piece of a line is parted, and one that stands alone. */
const PARTED_IN_LINE = 3;
const PARTED_ALONE = 5;

/** How likely what is read is a digit at all, where there is nobody to judge. */
const UNJUDGED = 0.9;

/** What is wider than this, in parts of its height, is no digit: 5 of MNIST's 60,000 training images are. */
const WIDEST = 2.1;

/** Pieces that are lower, in pixels, or narrower, in parts of their height, are not parted. */
const LEAST_PARTED = 10;
const NARROWEST_PARTED = 0.6;

/** Parts of a digit are read at most so well, and the whole at least so. */
const BADLY_READ = 0.5;
const WELL_READ = 0.85;

/** What is read less surely than this is read again. */
const UNSURE = 0.8;

/** By how much a reading is better beyond doubt. */
const CLEARLY = 0.1;

/** How likely parts have to be the digits that they are read as. */
const LEAST_QUALITY = 0.3;

/** Reads pieces of ink, and lets the network judge whether a piece is one digit. */
export class PieceReader {
  readonly #recognize: Recognizer;
  readonly #judge: Judge | undefined;

  constructor(recognize: Recognizer, judge: Judge | undefined) {
    this.#recognize = recognize;
    this.#judge = judge;
  }

  /** Reads each piece as one digit. */
  readWhole(pieces: readonly InkPiece[]): ReadDigit[] {
    const images = pieces.map(({ ink }) =>
      placeByCentreOfMass(fitDigit(ink, findInkBox(ink, EDGE_INK)))
    );
    const answers = this.#recognize(images);
    return pieces.map(({ x, y, ink }, k) => {
      const box = { x: x + 1, y: y + 1, width: ink.width - 2, height: ink.height - 2 };
      return describeDigit(answers[k], box, images[k]);
    });
  }

  /**
   * Reads a piece as one digit, or as several that touch.
   *
   * @param line.height Of the tallest digit beside it.
   * @param line.isAlone Whether there is nothing beside it.
   */
  read(piece: InkPiece, line: { height: number; isAlone: boolean }): ReadDigit[] {
    const [whole] = this.readWhole([piece]);
    const parting = this.#partingOf(piece, whole, line);
    if (parting === undefined) return [whole];
    const parts = parting.pair.flatMap((part) => this.read(part, { ...line, isAlone: false }));
    // A one with a long flag is two bars that touch, too.
    return [whole, ...parts].every(({ digit }) => digit === 1) ? [whole] : parts;
  }

  /** How a piece is best parted; undefined if it is rather one digit. */
  #partingOf(
    piece: InkPiece,
    whole: ReadDigit,
    line: { height: number; isAlone: boolean },
  ): Parting | undefined {
    const aspect = (piece.ink.width - 2) / Math.max(piece.ink.height - 2, 0.7 * line.height);
    if (piece.ink.height < LEAST_PARTED || aspect < NARROWEST_PARTED) return undefined;
    const least = line.isAlone ? PARTED_ALONE : PARTED_IN_LINE;
    const [likelihood] = this.likelihoods([whole]);
    // What stands alone and is no digit is rather a letter than two digits.
    const likely = line.isAlone ? Math.max(0.5, likelihood) : likelihood;
    const seen = { aspect, whole: sureness(whole), likely };
    // Before ways are looked for: can any be good enough?
    if (oddsOfTwo({ ...seen, parts: 1, crossed: 0, lower: 1 }) <= least) return undefined;
    const odds = ({ pair, crossed }: Parting, parts: number) => {
      const [height, left, right] = [piece, ...pair].map(({ ink }) => ink.height - 2);
      const lower = Math.min(left, right) / Math.max(height, line.height);
      return oddsOfTwo({ ...seen, parts, crossed, lower });
    };
    const ways = partings(piece).filter((way) =>
      way.pair.every(({ ink }) => ink.height > 0.5 * piece.ink.height) && odds(way, 1) > least
    );
    const qualities = this.#qualities(ways.flatMap(({ pair }) => pair));
    let best: Parting | undefined;
    let most = LEAST_QUALITY;
    for (const [k, way] of ways.entries()) {
      const isWide = way.pair.some(({ ink }) => ink.width > 1.1 * ink.height);
      const quality = qualityOfParts([qualities[2 * k], qualities[2 * k + 1]], isWide);
      if (quality > most) [best, most] = [way, quality];
    }
    return best !== undefined && odds(best, most) > least ? best : undefined;
  }

  /** Reads digits again that are not surely read, with variants of their images: by the mean of the answers. */
  readAgain(lines: readonly (readonly ReadDigit[])[]): ReadDigit[][] {
    const unsure = lines.flat().filter((digit) => isDigit(digit) && sureness(digit) < UNSURE);
    const variants = unsure.map(({ image }) => variantsOf(image));
    const answers = this.#recognize(variants.flat());
    const again = new Map<ReadDigit, ReadDigit>();
    for (const [k, digit] of unsure.entries()) {
      const others = answers.splice(0, variants[k].length);
      const mean = digit.probabilities.map((value, of) =>
        others.reduce((sum, answer) => sum + answer[of], value) / (others.length + 1)
      );
      again.set(digit, describeDigit(mean, digit.box, digit.image));
    }
    return lines.map((line) => line.map((digit) => again.get(digit) ?? digit));
  }

  /** The first of two pieces, or the second if it is clearly the likelier digit. */
  preferred(first: InkPiece, second: InkPiece): InkPiece {
    const [one, other] = this.#qualities([first, second]);
    return other > one + CLEARLY ? second : first;
  }

  /** How well pieces read as one digit each. */
  #qualities(pieces: readonly InkPiece[]): number[] {
    const read = this.readWhole(pieces);
    const likelihoods = this.likelihoods(read);
    return read.map((digit, k) => sureness(digit) * likelihoods[k]);
  }

  /** How likely each of what was read is a digit at all, 0..1. */
  likelihoods(read: readonly ReadDigit[]): number[] {
    const judged = this.#judge?.likelihoods(read.map(({ image }) => image));
    return read.map(({ box }, k) => box.width > WIDEST * box.height ? 0 : judged?.[k] ?? UNJUDGED);
  }

  /** Joins neighbours that are parts of one digit: a 4 of two strokes. */
  joinNeighbours(pieces: readonly InkPiece[], height: number): InkPiece[] {
    const joined: InkPiece[] = [];
    for (const piece of pieces) {
      const last = joined.at(-1);
      const both = last && this.#asOneDigit(last, piece, height);
      if (both) joined[joined.length - 1] = both;
      else joined.push(piece);
    }
    return joined;
  }

  /** Neighbours together, if they read well so, and are near but read badly alone, or are one above the other. */
  #asOneDigit(left: InkPiece, right: InkPiece, height: number): InkPiece | undefined {
    const gap = right.x - left.x - left.ink.width + 2;
    const both = join([left, right]);
    if (gap > 0.25 * height || both.ink.width > 1.05 * Math.max(height, both.ink.height)) {
      return undefined;
    }
    const [alone, other, together] = this.#qualities([left, right, both]);
    const narrower = Math.min(left.ink.width, right.ink.width) - 2;
    const areParts = Math.min(alone, other) < BADLY_READ || -gap > 0.5 * narrower;
    return together > WELL_READ && areParts ? both : undefined;
  }
}
