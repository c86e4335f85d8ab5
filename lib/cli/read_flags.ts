import { parseArgs } from "@std/cli/parse-args";
import { suggestion } from "../closest_word.ts";
import { oneLine } from "../one_line.ts";
import { type Flag, flagName, type FlagTable, type FlagValues } from "./flags.ts";
import { UsageError } from "./usage_error.ts";

/** A command's flags by the names that are typed, such as "--learning-rate". */
type NamedFlags = ReadonlyMap<string, Flag<unknown>>;

/**
 * Reads a command line. A flag that is given twice has its last value.
 *
 * @param args What follows the command's name.
 * @returns The flags' values, and the words that are no flags in their order.
 * @throws {UsageError} If a flag is unknown, lacks its value, or has one out of its range.
 */
export function readFlags<F extends FlagTable>(
  table: F,
  args: readonly string[],
): { values: FlagValues<F>; operands: string[] } {
  const flags: NamedFlags = new Map(
    Object.entries(table).map(([key, flag]) => [flagName(key), flag]),
  );
  const words = attachNumbers(args, flags);
  refuseUnknown(words, flags);
  const names = [...flags.keys()];
  const parsed = parseArgs(words, {
    // Operands too, or parseArgs would turn those that look like numbers into numbers.
    string: ["_", ...names.filter((name) => takesValue(flags.get(name))).map(withoutDashes)],
    boolean: names.filter((name) => !takesValue(flags.get(name))).map(withoutDashes),
  });

  const values: Record<string, unknown> = {};
  for (const [key, flag] of Object.entries(table)) {
    const name = flagName(key);
    const given = parsed[withoutDashes(name)];
    const isGiven = takesValue(flag) ? given !== undefined : given === true;
    values[key] = isGiven ? flag.read(String(given), name) : flag.fallback;
  }
  return { values: values as FlagValues<F>, operands: parsed._ };
}

/** `--epochs -1` to `--epochs=-1`: a negative number is a value, though it begins as a flag does. */
function attachNumbers(args: readonly string[], flags: NamedFlags): string[] {
  const attached: string[] = [];
  for (const argument of args) {
    const before = attached.at(-1);
    const isValue = /^-[\d.]/.test(argument) && before !== undefined &&
      takesValue(flags.get(before));
    if (isValue) attached[attached.length - 1] = `${before}=${argument}`;
    else attached.push(argument);
  }
  return attached;
}

/** What parseArgs would take, and make something of: `--epoch`, `--_`, `--data.x`, `--json=maybe`. */
function refuseUnknown(args: readonly string[], flags: NamedFlags): void {
  for (const argument of args) {
    if (argument === "--") return;
    if (!/^-./.test(argument)) continue;
    const [name] = argument.split("=", 1);
    const flag = flags.get(name);
    if (flag === undefined) {
      throw new UsageError(`unknown flag ${oneLine(name)}${suggestion(name, [...flags.keys()])}`);
    }
    if (!takesValue(flag) && argument !== name) {
      const value = oneLine(argument.slice(name.length + 1));
      throw new UsageError(`${name} takes no value, got "${value}"`);
    }
  }
}

function takesValue(flag: Flag<unknown> | undefined): boolean {
  return flag !== undefined && flag.placeholder !== "";
}

function withoutDashes(name: string): string {
  return name.slice("--".length);
}
