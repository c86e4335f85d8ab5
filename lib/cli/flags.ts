/** Flags as data: a table says what a command takes, and its values get their types from the table. */

import { suggestion } from "../closest_word.ts";
import { oneLine } from "../one_line.ts";
import { formatList } from "./format.ts";
import { UsageError } from "./usage_error.ts";

/** One flag of a command. */
export interface Flag<T> {
  /** What stands for its value in help, such as "N"; empty for a flag that is only there or not. */
  readonly placeholder: string;
  /** What it does, in a few words. */
  readonly help: string;
  /** Its value if it is not given. */
  readonly fallback: T;
  /**
   * Reads its value.
   *
   * @throws {UsageError} If the text is not a value of this flag.
   */
  read(text: string, name: string): T;
}

/** A command's flags by their names in camelCase: `learningRate` is `--learning-rate`. */
export type FlagTable = Readonly<Record<string, Flag<unknown>>>;

/** The values of the flags of a table. */
export type FlagValues<F extends FlagTable> = {
  readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never;
};

/** A flag that is there or not. */
export function switchFlag(help: string): Flag<boolean> {
  return { placeholder: "", help, fallback: false, read: () => true };
}

/** A flag with any text but the empty one. */
export function textFlag<T extends string | undefined>(
  placeholder: string,
  help: string,
  fallback: T,
): Flag<string | T> {
  return {
    placeholder,
    help,
    fallback,
    read(text, name) {
      if (text === "") throw expectedValue(name, `a value for ${placeholder}`, text);
      return text;
    },
  };
}

/** A flag with a file to write, whose name ends in one of `endings`, such as ".png". */
export function fileFlag(help: string, endings: readonly string[]): Flag<string | undefined> {
  const placeholder = `FILE${endings.join("|")}`;
  return {
    placeholder,
    help,
    fallback: undefined,
    read(text, name) {
      const isOne = endings.some((ending) => text.toLowerCase().endsWith(ending));
      if (isOne && !endings.includes(text.toLowerCase())) return text;
      throw expectedValue(name, `a file name that ends in ${formatList(endings, "or")}`, text);
    },
  };
}

/** A flag with one of a few words. */
export function choiceFlag<C extends string, T extends C | undefined>(
  help: string,
  fallback: T,
  choices: readonly C[],
): Flag<C | T> {
  return {
    placeholder: "NAME",
    help: `${help}: ${choices.join(", ")}`,
    fallback,
    read(text, name) {
      const choice = choices.find((choice) => choice === text);
      if (choice !== undefined) return choice;
      throw expectedValue(name, formatList(choices, "or"), text, choices);
    },
  };
}

/** A flag with a whole number. */
export function wholeNumberFlag<T extends number | undefined>(
  help: string,
  fallback: T,
  range: { least: number; most?: number },
): Flag<number | T> {
  const { least, most = Number.MAX_SAFE_INTEGER } = range;
  return {
    placeholder: "N",
    help,
    fallback,
    read(text, name) {
      const number = /^\d+$/.test(text) ? Number(text) : NaN;
      if (number >= least && number <= most) return number;
      const isOpen = range.most === undefined && !(number > most);
      const end = isOpen ? `of at least ${least}` : `from ${least} to ${most}`;
      throw expectedValue(name, `a whole number ${end}`, text);
    },
  };
}

/** A flag with a number that may have decimals; `accepts` says which are in its range. */
export function numberFlag<T extends number | undefined>(
  help: string,
  fallback: T,
  range: { says: string; accepts: (number: number) => boolean },
): Flag<number | T> {
  return {
    placeholder: "X",
    help,
    fallback,
    read(text, name) {
      const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
      if (Number.isFinite(number) && range.accepts(number)) return number;
      throw expectedValue(name, range.says, text);
    },
  };
}

/** `learningRate` to `--learning-rate`. */
export function flagName(key: string): string {
  return "--" + key.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
}

/** A value that is not one of its flag: `--epochs needs a whole number of at least 1, got "x"`. */
export function expectedValue(
  name: string,
  expected: string,
  got: string,
  candidates: readonly string[] = [],
): UsageError {
  if (got === "") return new UsageError(`${name} needs ${expected}, got nothing`);
  return new UsageError(
    `${name} needs ${expected}, got "${oneLine(got)}"${suggestion(got, candidates)}`,
  );
}
