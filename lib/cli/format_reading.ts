/** What `predict` says of a picture, for people and for programs. */
import type { ReadDigit, Reading } from "../image/reading.ts";
import { oneLine } from "../one_line.ts";
import { formatPercent } from "./format.ts";

/** A class and how probable it is. */
interface Answer {
  readonly digit: number;
  readonly probability: number;
}

/** Below this the answer that comes second is told too. */
const SURE = 0.9;

/** What the command line asks of the output. */
export interface ReadingStyle {
  /** What the classes stand for: "0", "1", ... or "Trouser", "Coat", ... */
  readonly names: readonly string[];
  /** How many answers JSON lists for a digit. */
  readonly top: number;
}

/** What stands for a digit that is none. */
const UNREAD = "?";

/** The answers for a digit, the most probable first. */
function rank({ probabilities }: ReadDigit): Answer[] {
  return Array.from(probabilities, (probability, digit) => ({ digit, probability }))
    .sort((a, b) => b.probability - a.probability || a.digit - b.digit);
}

/** The digits as text, lines apart by newlines; classes with names are apart by spaces. */
export function readingText({ lines }: Reading, names: readonly string[]): string {
  const isShort = names.every((name) => name.length === 1);
  return lines.map((line) =>
    line.map((digit) => digit.reason === undefined ? names[digit.digit] : UNREAD)
      .join(isShort ? "" : " ")
  ).join("\n");
}

/** One picture as JSON has it. */
export function describeReading(file: string, reading: Reading, style: ReadingStyle) {
  const digits = reading.lines.flat().map((read) => {
    const answers = rank(read).slice(0, style.top);
    const [{ digit, probability }] = answers;
    const { x, y, width, height } = read.box;
    return {
      digit: read.reason === undefined ? digit : null,
      ...(read.reason !== undefined && { reason: read.reason }),
      probability,
      box: [x, y, width, height],
      top: answers,
    };
  });
  const single = digits.length === 1 ? digits[0] : undefined;
  return {
    file,
    text: readingText(reading, style.names),
    ...(single !== undefined && {
      digit: single.digit,
      ...(single.reason !== undefined && { reason: single.reason }),
      probability: single.probability,
    }),
    digits,
  };
}

/** The names of the columns of `csvRows`. */
export const CSV_HEADER = "file,line,place,digit,probability,x,y,width,height";

/** A row for each digit; lines and places count from 1. */
export function csvRows(file: string, reading: Reading): string[] {
  return reading.lines.flatMap((line, row) =>
    line.map((read, place) => {
      const [{ digit, probability }] = rank(read);
      const { x, y, width, height } = read.box;
      const text = read.reason === undefined ? `${digit}` : UNREAD;
      const cells = [row + 1, place + 1, text, probability.toFixed(4), x, y, width, height];
      return [quoteForCsv(file), ...cells].join(",");
    })
  );
}

function quoteForCsv(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * One picture for people: its name, what it says, and how sure that is; a second line for a second line
 * of digits.
 *
 * @param options.nameWidth Names are filled with spaces to this.
 */
export function formatReading(
  file: string,
  reading: Reading,
  options: ReadingStyle & { nameWidth: number; hasColour: boolean },
): string {
  const { names, nameWidth, hasColour } = options;
  const texts = reading.lines.map((line) => line.map((read) => textOf(read, names)).join(" "));
  const width = Math.max(...texts.map((text) => text.length));
  return reading.lines.map((line, k) => {
    const name = k === 0 ? oneLine(file, Infinity) : "";
    const sure = line.map((read) => formatSureness(read, names, hasColour)).join(" ");
    return `${name.padEnd(nameWidth)}  ${texts[k].padEnd(width)}   ${sure}`;
  }).join("\n");
}

function textOf({ digit, reason }: ReadDigit, names: readonly string[]): string {
  if (reason !== undefined) return UNREAD;
  return names[digit] === `${digit}` ? names[digit] : `${digit} ${names[digit]}`;
}

/** `98%`, or with what it could be instead `71%(1?)`; a digit that is none tells what it is most like. */
function formatSureness(read: ReadDigit, names: readonly string[], hasColour: boolean): string {
  const [best, next] = rank(read);
  const isUnread = read.reason !== undefined;
  const other = isUnread ? best : next;
  const isSure = !isUnread && best.probability >= SURE;
  const doubt = isSure || other === undefined ? "" : `(${names[other.digit]}?)`;
  const text = `${formatPercent(best.probability, 0)}${doubt}`;
  if (!hasColour) return text;
  const colour = isUnread ? RED : isSure ? GREEN : YELLOW;
  return `\x1b[${colour}m${text}\x1b[0m`;
}

const RED = 31;
const GREEN = 32;
const YELLOW = 33;
