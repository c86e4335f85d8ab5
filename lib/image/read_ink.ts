/** Reads the digits of ink that was found. */
import { cutPiece } from "./cut_piece.ts";
import { groupStrokes, type StrokeGroup } from "./group_strokes.ts";
import type { PieceReader } from "./piece_reader.ts";
import type { FoundInk } from "./rate_ink.ts";
import { type Judge, type ReadDigit, sureness } from "./reading.ts";

/** What a picture is taken for. */
export type Layout = "auto" | "single" | "line";

/** Why an image is not read. */
export const NO_DIGIT = "it does not look like a digit";

/** What the judge says of a digit that is beyond doubt, at least. */
const CLEARLY_A_DIGIT = 0.2;

/** Nothing but ones: a bar may be a one, but also a table's edge or a gap between strokes. */
const BARS = 0.6;

/** Writing may be no digits at all, and rather that than something else that is less clear. */
const NOTHING_READ = 0.2;

/** Among digits a tenth of the judge's least will do: its neighbours speak for a digit. */
const LEAST_IN_LINE = 0.1;

/** A line whose pieces are less likely digits than this, on average, is none of digits. */
const LEAST_MEAN = 0.4;

/** Reads ink, and tells how well it can be read, 0..1. */
export function readInk(
  found: FoundInk,
  { reader, layout, judge }: { reader: PieceReader; layout: Layout; judge: Judge | undefined },
): { lines: ReadDigit[][]; quality: number } {
  const read = readGroups(found, groupStrokes(found), { reader, layout });
  const digits = read.flat();
  const likelihoods = reader.likelihoods(digits);
  const likely = new Map(digits.map((digit, k) => [digit, likelihoods[k]]));
  const sum = digits.reduce((sum, digit) => {
    return sum + sureness(digit) * Math.min(1, likely.get(digit)! / CLEARLY_A_DIGIT);
  }, 0);
  const isBars = digits.every(({ digit }) => digit === 1);
  const quality = (isBars ? BARS : 1) * sum / Math.max(1, digits.length);
  const lines = refuse(read, { likely, least: judge?.least ?? 0 });
  const isRead = lines.flat().some(({ reason }) => reason === undefined);
  return { lines, quality: isRead ? quality : Math.max(NOTHING_READ, quality) };
}

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

/**
 * Leaves out what is no digit beside digits, a speck or a corner of the table; but between two digits, or
 * where nothing else is, it stays, with the reason why it is not read.
 *
 * @param likely How likely each is a digit at all.
 * @param least From which likelihood on one is read that stands alone.
 */
function refuse(
  lines: readonly (readonly ReadDigit[])[],
  { likely, least }: { likely: ReadonlyMap<ReadDigit, number>; least: number },
): ReadDigit[][] {
  const marked = lines.map((line) => {
    const mean = line.reduce((sum, digit) => sum + likely.get(digit)!, 0) / line.length;
    // Where most are no digits, the others are as little: letters of a word.
    const enough = line.length === 1 ? least : mean > LEAST_MEAN ? LEAST_IN_LINE * least : 1;
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
