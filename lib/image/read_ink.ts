/** Reads the digits of ink that was found. */
import { distance } from "./box.ts";
import { cutPiece } from "./cut_piece.ts";
import { groupStrokes, type StrokeGroup, withoutSpecks } from "./group_strokes.ts";
import type { InkPiece } from "./ink_piece.ts";
import type { PieceReader } from "./piece_reader.ts";
import type { FoundInk } from "./rate_ink.ts";
import { isDigit, type Judge, type ReadDigit, sureness } from "./reading.ts";

/** What a picture is taken for. */
export type Layout = "auto" | "single" | "line";

/** Why an image is not read. */
export const NO_DIGIT = "it does not look like a digit";

/** What the judge says of a digit that is beyond doubt, at least. */
const CLEARLY_A_DIGIT = 0.2;

/** Nothing but ones on uneven ground: a bar may be a one, but also a table's edge or a gap between strokes. */
const BARS = 0.35;

/** How far a one may be from other digits, in parts of their height. */
const FAR = 3;

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
  const all = readGroups(found, groupStrokes(found), { reader, layout });
  const likelihoods = reader.likelihoods(all.flat());
  const likely = new Map(all.flat().map((digit, k) => [digit, likelihoods[k]]));
  const read = withoutEnds(all, { likely, reach: FAR * found.main.box.height });
  const digits = read.flat();
  const sum = digits.reduce((sum, digit) => {
    return sum + sureness(digit) * Math.min(1, likely.get(digit)! / CLEARLY_A_DIGIT);
  }, 0);
  const isBars = !found.isPlain && digits.every(({ digit }) => digit === 1);
  const quality = (isBars ? BARS : 1) * sum / Math.max(1, digits.length);
  const lines = refuse(read, { likely, least: judge?.least ?? 0 });
  const isRead = lines.flat().some(isDigit);
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
    const [piece] = mainLine.filter(isMain).flatMap((group) => cutGroup(found, group, reader));
    return piece === undefined ? [] : [[reader.readWhole([piece])[0]]];
  }
  const chosen = layout === "line" ? [mainLine] : lines;
  const height = Math.max(...mainLine.map(({ box }) => box.height));
  return chosen.map((line) => {
    const pieces = line.flatMap((group) => cutGroup(found, group, reader));
    const whole = reader.joinNeighbours(pieces, height);
    const isAlone = whole.length === 1;
    return whole.flatMap((piece) => reader.read(piece, { height, isAlone }));
  });
}

/**
 * Cuts a group out, without its specks if it reads better so; nothing if nothing is left of it. A plain
 * ground has no dirt: specks on it are of the pen.
 */
function cutGroup(found: FoundInk, group: StrokeGroup, reader: PieceReader): InkPiece[] {
  const whole = cutPiece(found, group);
  if (whole === undefined) return [];
  const rest = found.isPlain ? undefined : withoutSpecks(group);
  const bare = rest && cutPiece(found, rest);
  return [bare ? reader.preferred(whole, bare) : whole];
}

/**
 * Leaves out at the ends of lines what nothing speaks for, neither how sure it is read nor how likely it is a
 * digit at all; and bars that are far from all else.
 */
function withoutEnds(
  lines: readonly (readonly ReadDigit[])[],
  { likely, reach }: { likely: ReadonlyMap<ReadDigit, number>; reach: number },
): ReadDigit[][] {
  const digits = lines.flat();
  const least = Math.min(0.5, 0.6 * Math.max(...digits.map(sureness)));
  const isLikely = (digit: ReadDigit) => sureness(digit) > least || likely.get(digit)! > 0.5;
  const near = nearDigits(digits, reach);
  return lines
    .map((line) => between(line.filter((digit) => near.has(digit)), isLikely))
    .filter((line) => line.length > 0);
}

/** All but the bars that are farther than `reach` from all else: a one is near its digits, a table's edge is not. */
function nearDigits(digits: readonly ReadDigit[], reach: number): ReadonlySet<ReadDigit> {
  const near = new Set(digits.filter(({ digit }) => digit !== 1));
  if (near.size === 0) return new Set(digits);
  // Sets go on to what is added meanwhile.
  for (const { box } of near) {
    for (const bar of digits) if (distance(box, bar.box) < reach) near.add(bar);
  }
  return near;
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
    const isAlone = lines.length === 1 && line.length === 1;
    // Where most are no digits, the others are as little: letters of a word.
    const enough = isAlone ? least : mean > LEAST_MEAN ? LEAST_IN_LINE * least : 1;
    return line.map((digit) =>
      likely.get(digit)! < enough ? { ...digit, reason: NO_DIGIT } : digit
    );
  });
  if (!marked.flat().some(isDigit)) return marked;
  return marked.map((line) => between(line, isDigit)).filter((line) => line.length > 0);
}

/** What lies from the first to the last of which something holds: nothing if it holds of none. */
function between<T>(line: readonly T[], holds: (each: T) => boolean): T[] {
  return line.slice(Math.max(0, line.findIndex(holds)), line.findLastIndex(holds) + 1);
}
