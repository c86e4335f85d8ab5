import { formatDuration } from "./format.ts";

/** How far a piece of work is. */
export interface Progress {
  /** What is being done, such as "epoch 1/3". */
  label: string;
  /** How much is done of how much, in any unit; total undefined if nobody knows. */
  done: number;
  total: number | undefined;
  /** What else to say, the most important first, such as "3,412 images/s". */
  details: string[];
  /** Time spent on what is done. */
  elapsedMs: number;
  /**
   * What is drawn below it on a terminal, in lines of at most so many columns; none if they are too few.
   * It says the details, too: the line of progress then leaves them out.
   */
  picture?: (columns: number) => string[];
}

const WIDEST_BAR = 30;
const NARROWEST_BAR = 8;

/**
 * Progress for a line that is redrawn: label, bar, share, details and the time left, never wider than
 * `columns`. What does not fit is left out from the right; the bar shrinks first.
 *
 * @param columns The width of the line; each character takes one column if those of the label and
 * the details do.
 */
export function formatProgressBar(progress: Progress, columns: number): string {
  const { label, done, total } = progress;
  const words = fitParts(partsOf(progress), columns);
  const room = Math.min(WIDEST_BAR, columns - words.length - 1);
  if (!total || room < NARROWEST_BAR) return words;
  const filled = Math.round(Math.min(1, done / total) * room);
  return `${label} ${"━".repeat(filled)}${"─".repeat(room - filled)}${words.slice(label.length)}`;
}

/** Progress for a log: all of it, in a line of words. */
export function formatProgressWords(progress: Progress): string {
  return partsOf(progress).join("  ");
}

/** What there is to say, the most important first. */
function partsOf({ label, done, total, details, elapsedMs }: Progress): string[] {
  if (!total) return [label, ...details];
  const share = Math.min(1, done / total);
  const parts = [`${label} ${Math.floor(share * 100).toString().padStart(3)}%`, ...details];
  if (share > 0 && share < 1) parts.push(`${formatDuration(elapsedMs * (1 / share - 1))} left`);
  return parts;
}

/** Joins as many parts as have room, the first ones first; the very first is cut if even it has none. */
export function fitParts(parts: readonly string[], columns: number): string {
  let line = parts[0].slice(0, columns);
  for (const part of parts.slice(1)) {
    if (line.length + 2 + part.length > columns) break;
    line += `  ${part}`;
  }
  return line;
}
