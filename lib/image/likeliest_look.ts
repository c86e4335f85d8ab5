/** Decides between several ways to see a picture. */
import { enlarge, overlap } from "./box.ts";
import { type FoundInk, thicknessOf } from "./rate_ink.ts";
import { isDigit, type ReadDigit, type Reading } from "./reading.ts";

/** One way to see a picture's ink, and what it says. */
export interface Look {
  readonly found: FoundInk;
  readonly reading: Reading;
  /** How well it can be read, 0..1. */
  readonly quality: number;
}

/** Strokes that may be wider than a window, in parts of the digit's longer side. */
const THICK = 0.12;

/** Strokes with so much more ink, but no other, are the same strokes filled. */
const MORE_MASS = 1.07;

/** What two strokes are the same if they cover this part of their places together. */
const SAME_STROKE = 0.8;

/** What is left of the value of a look in which strokes are hollow. */
const HOLLOW = 0.3;

/** What two looks take for writing is the same if it covers this part of their places together. */
const SAME_PLACE = 0.3;

/** The look that is most like digits in writing, by all the looks that agree with it, wholly or in part. */
export function likeliest(looks: readonly Look[]): Look {
  const values = looks.map((look) => {
    // Without printed lines that are elsewhere it is the same look again.
    if (looks.some((other) => other.found === look.found.withLines && isSame(look, other))) {
      return 0;
    }
    const isHollow = looks.some((other) => fills(other.found, look.found));
    return look.found.score * look.quality * (isHollow ? HOLLOW : 1) * lineValue(look);
  });
  let best = 0;
  let most = -1;
  for (const k of looks.keys()) {
    const sum = values.reduce((sum, value, other) => {
      return sum + value * (other === k ? 1 : agreement(looks[other], looks[k]));
    }, 0);
    // Of those that agree, which have the same sum, the one that is read best.
    if (sum > most || (sum === most && values[k] > values[best])) [best, most] = [k, sum];
  }
  return looks[best];
}

function isSame(a: Look, b: Look): boolean {
  return a.found.score === b.found.score && textOf(a.reading) === textOf(b.reading);
}

/**
 * By how much digits in a line are surer to be writing than one: shadows and edges look like a digit now and
 * then, but not like several side by side. The root, for what deceives once may do so again.
 */
function lineValue({ reading, quality }: Look): number {
  const longest = Math.max(...reading.lines.map((line) => line.filter(isDigit).length));
  return Math.sqrt(Math.max(1, longest * quality));
}

/** The share of the digits on which two looks agree, in what they are and where, 0..1. */
function agreement(a: Look, b: Look): number {
  const [some, others] = [a, b].map(({ reading }) => reading.lines.flat().filter(isDigit));
  if (some.length === 0 || others.length === 0) {
    const [place, other] = [a, b].map(({ found }) => enlarge(found.main.box, found.factor));
    const agrees = textOf(a.reading) === textOf(b.reading) && overlap(place, other) > SAME_PLACE;
    return Number(agrees);
  }
  const same = some.filter(({ digit, box }) =>
    others.some((other) => other.digit === digit && overlap(other.box, box) > SAME_PLACE)
  );
  return same.length / Math.max(some.length, others.length);
}

/** Whether strokes that are hollow or broken in `part`, as wide ones are through a narrow window, are whole. */
function fills(whole: FoundInk, part: FoundInk): boolean {
  const { main: { box } } = whole;
  const thickness = thicknessOf(whole.main, whole) / Math.max(box.width, box.height);
  if (whole.isDark !== part.isDark || thickness < THICK) return false;
  const [larger, smaller] = [whole, part].map(({ main, edges, factor }) => ({
    box: enlarge(main.box, factor),
    mass: main.mass * factor ** 2,
    full: main.full,
    support: edges[main.mark - 1].support,
  }));
  return larger.mass > MORE_MASS * smaller.mass && larger.full > 0.9 * smaller.full &&
    larger.support > 0.9 * smaller.support && overlap(larger.box, smaller.box) > SAME_STROKE;
}

function textOf({ lines }: Reading): string {
  const letter = (read: ReadDigit) => isDigit(read) ? `${read.digit}` : "?";
  return lines.map((line) => line.map(letter).join("")).join("\n");
}
