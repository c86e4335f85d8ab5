/**
 * An augmentation as a line of text: a strength with a name, or settings, or a strength with some
 * settings of its own:
 *
 *     light
 *     shift=2,rotation=10,elastic=1
 *     strong,erasing=0
 */

import { suggestion } from "../closest_word.ts";
import { oneLine } from "../one_line.ts";
import {
  type Augmentation,
  AUGMENTATION_NAMES,
  AUGMENTATION_RANGES,
  type AugmentationName,
} from "./augmentation.ts";

/** A strength with a name. */
export type StrengthName = "none" | "light" | "strong";

/** Every strength by its name. */
export const STRENGTHS: Readonly<Record<StrengthName, Augmentation>> = {
  none: {},
  /** What a hand does from one digit to the next. */
  light: { shift: 1.5, rotation: 10, scale: 0.1, stretch: 0.05, shear: 5 },
  /** What one hand does and another does not: for networks that learn for long. */
  strong: {
    shift: 2,
    rotation: 12,
    scale: 0.12,
    stretch: 0.1,
    shear: 10,
    elastic: 0.8,
    thickness: 0.8,
    noise: 0.05,
    erasing: 0.04,
  },
};

const STRENGTH_NAMES = Object.keys(STRENGTHS);

/** What the text may be, in words. */
export const AUGMENTATION_SAYS = `${STRENGTH_NAMES.join(", ")} or settings such as ` +
  "shift=2,rotation=10";

/** Says why a text is no augmentation; `candidates` are words that may have been meant. */
export type Refusal = (expected: string, got: string, candidates?: readonly string[]) => Error;

/**
 * Reads an augmentation. The inverse of `formatAugmentation`.
 *
 * @param refuse Makes the error of what is wrong; a `SyntaxError` if absent.
 * @throws What `refuse` makes, if the text is not an augmentation or a setting is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseAugmentation("shift=2,rotation=10"), { shift: 2, rotation: 10 });
 * ```
 */
export function parseAugmentation(text: string, refuse: Refusal = cannotRead): Augmentation {
  const [first, ...rest] = text.split(",").map((part) => part.trim());
  const isStrength = Object.hasOwn(STRENGTHS, first);
  const given = isStrength ? rest : [first, ...rest];
  const late = given.find((part) => Object.hasOwn(STRENGTHS, part));
  if (late !== undefined) throw refuse(`${late} in front of all settings`, text);
  const settings = given.map((part) => parseSetting(part, refuse));
  const twice = settings.find(([name], k) => settings.findIndex(([other]) => other === name) < k);
  if (twice) throw refuse(`${twice[0]} once`, text);
  return {
    ...(isStrength && STRENGTHS[first as StrengthName]),
    ...Object.fromEntries(settings),
  };
}

/** Writes an augmentation as `parseAugmentation` reads it, without what is off: `none` or settings. */
export function formatAugmentation(augmentation: Augmentation): string {
  const settings = AUGMENTATION_NAMES
    .filter((name) => augmentation[name])
    .map((name) => `${name}=${augmentation[name]}`);
  return settings.join(",") || "none";
}

/** Reads `rotation=10`. */
function parseSetting(part: string, refuse: Refusal): [name: AugmentationName, value: number] {
  const [name, value, ...more] = part.split("=").map((word) => word.trim());
  if (value === undefined) throw refuse(AUGMENTATION_SAYS, part, STRENGTH_NAMES);
  const known = AUGMENTATION_NAMES.find((known) => known === name);
  if (known === undefined) throw refuse(AUGMENTATION_NAMES.join(", "), name, AUGMENTATION_NAMES);
  const [least, most] = AUGMENTATION_RANGES[known];
  const number = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : NaN;
  if (more.length === 0 && number >= least && number <= most) return [known, number];
  throw refuse(`a number from ${least} to ${most} for ${known}`, part);
}

function cannotRead(
  expected: string,
  got: string,
  candidates: readonly string[] = [],
): SyntaxError {
  return new SyntaxError(
    `Cannot read the augmentation: expected ${expected}, ` +
      `got "${oneLine(got)}"${suggestion(got, candidates)}`,
  );
}
