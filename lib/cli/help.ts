import { suggestion } from "../closest_word.ts";
import { oneLine } from "../one_line.ts";
import type { Command } from "./command.ts";
import { type Flag, flagName, type FlagTable } from "./flags.ts";
import { programName } from "./program_name.ts";
import { UsageError } from "./usage_error.ts";
import { wrapText } from "./wrap_text.ts";

/** A command of which only the description matters. */
export type AnyCommand = Pick<
  Command<FlagTable>,
  "name" | "summary" | "operands" | "flags" | "notes" | "permissions"
>;

/** Lines are not longer than this, however wide the terminal is. */
const MOST_COLUMNS = 80;

/** With less room than this on the right, an explanation goes below what it explains. */
const LEAST_ROOM = 24;

/** What the program can do: the answer to `cnn help`. */
export function formatOverview(
  commands: readonly AnyCommand[],
  columns: number = MOST_COLUMNS,
): string {
  const program = programName();
  const rows = commands.map(({ name, summary }): Entry => [name, summary]);
  return [
    ...wrapText("cnn: a convolutional network that you can read, train and use", columns),
    "",
    `Usage: ${program} COMMAND [FLAGS]`,
    "",
    ...formatEntries([...rows, ["help", `Explain a command: ${program} help COMMAND`]], columns),
    "",
    ...formatEntries(
      [["--help", "With a command: the same as help"], ["--version", "Print the version"]],
      columns,
    ),
  ].join("\n");
}

/** What one command takes: the answer to `cnn help COMMAND`. */
export function formatCommandHelp(command: AnyCommand, columns: number = MOST_COLUMNS): string {
  const { name, summary, operands, flags, notes } = command;
  const rows = Object.entries(flags).map(([key, flag]): Entry => [
    flagName(key) + (flag.placeholder ? ` ${flag.placeholder}` : ""),
    flag.help + formatFallback(flag),
  ]);
  const lines = [
    ...wrapText(summary, columns),
    "",
    `Usage: ${programName()} ${name} [FLAGS]${operands ? ` ${operands}` : ""}`,
    "",
    ...formatEntries(rows, columns),
  ];
  const width = Math.min(columns, MOST_COLUMNS);
  if (notes.length > 0) lines.push("", ...notes.flatMap((note) => wrapText(note, width)));
  return lines.join("\n");
}

/**
 * The command of a name.
 *
 * @throws {UsageError} If there is none.
 */
export function findCommand<C extends { name: string }>(commands: readonly C[], name: string): C {
  const command = commands.find((command) => command.name === name);
  if (command) return command;
  const names = [...commands.map((command) => command.name), "help"];
  throw new UsageError(
    `expected a command (${names.join(", ")}), got ${name ? `"${oneLine(name)}"` : "nothing"}` +
      suggestion(name, [...names, "--help", "--version"]),
  );
}

/** What there is, and what it does. */
type Entry = readonly [name: string, explanation: string];

/** Names on the left, explanations on the right, in several lines where one is too short. */
function formatEntries(entries: readonly Entry[], columns: number): string[] {
  const width = Math.min(columns, MOST_COLUMNS);
  const indent = 2 + Math.max(...entries.map(([name]) => name.length)) + 2;
  return entries.flatMap(([name, explanation]) => {
    if (width - indent < LEAST_ROOM) {
      return [`  ${name}`, ...wrapText(`      ${explanation}`, width)];
    }
    const [first, ...rest] = wrapText(" ".repeat(indent) + explanation, width);
    return [`  ${name}`.padEnd(indent) + first.slice(indent), ...rest];
  });
}

function formatFallback({ placeholder, fallback }: Flag<unknown>): string {
  return placeholder && fallback !== undefined ? ` [${fallback}]` : "";
}
