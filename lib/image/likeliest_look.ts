/** Decides between several ways to see a picture. */
import { enlarge, overlap } from "./box.ts";
import { type FoundInk, thicknessOf } from "./rate_ink.ts";
import type { ReadDigit, Reading } from "./reading.ts";

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

/** The reading that looks most like digits in writing, by all the looks that agree on it. */
export function likeliest(looks: readonly Look[]): Reading {
  const values = looks.map((look) => {
    const isHollow = looks.some((other) => fills(other.found, look.found));
    return look.found.score * look.quality * (isHollow ? HOLLOW : 1);
  });
  const boxes = looks.map(({ found }) => enlarge(found.main.box, found.factor));
  const texts = looks.map(({ reading }) => textOf(reading));
  let best = 0;
  let most = -1;
  for (const k of looks.keys()) {
    const sum = values.reduce((sum, value, other) => {
      const agrees = texts[other] === texts[k] && overlap(boxes[other], boxes[k]) > SAME_PLACE;
      return agrees ? sum + value : sum;
    }, 0);
    // Of those that agree, which have the same sum, the one that is read best.
    if (sum > most || (sum === most && values[k] > values[best])) [best, most] = [k, sum];
  }
  return looks[best].reading;
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
  const letter = ({ digit, reason }: ReadDigit) => reason === undefined ? `${digit}` : "?";
  return lines.map((line) => line.map(letter).join("")).join("\n");
}
