import { fitDigit } from "./fit_digit.ts";
import { findInkBox } from "./ink_box.ts";
import { EDGE_INK, type InkPiece, join } from "./ink_piece.ts";
import { placeByCentreOfMass } from "./mnist_convention.ts";
import { partings } from "./partings.ts";
import { describeDigit, type Judge, type ReadDigit, type Recognizer, sureness } from "./reading.ts";

/** How surely the parts have to be read, and the whole not, before it is parted; by its aspect. */
const PARTING: readonly { aspect: number; parts: number; whole: number }[] = [
  { aspect: 1.6, parts: 0.2, whole: 1 },
  { aspect: 1.25, parts: 0.6, whole: 0.97 },
  { aspect: 1, parts: 0.85, whole: 0.8 },
  { aspect: 0.75, parts: 0.85, whole: 0.6 },
];

/** How surely the parts of what is no digit have to be read. */
const LEAST_SURE_PARTS = 0.5;

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
