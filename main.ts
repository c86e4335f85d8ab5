/**
 * The program `cnn`: reads the command line, runs the command, and ends with its exit code:
 * 0 done, 1 failed, 2 wrong use, 130 interrupted.
 *
 * @module
 */

import config from "./deno.json" with { type: "json" };
import type { Command } from "./lib/cli/command.ts";
import type { FlagTable } from "./lib/cli/flags.ts";
import { findCommand, formatCommandHelp, formatOverview } from "./lib/cli/help.ts";
import { Interrupted, Interruption } from "./lib/cli/interruption.ts";
import { keepPermissions } from "./lib/cli/permissions.ts";
import { programName } from "./lib/cli/program_name.ts";
import { readFlags } from "./lib/cli/read_flags.ts";
import { Terminal } from "./lib/cli/terminal.ts";
import { UsageError } from "./lib/cli/usage_error.ts";
import { removePartialFiles } from "./lib/files/replace_file.ts";
import { oneLine } from "./lib/one_line.ts";

/** The commands. One that runs need not wait for the code of all others. */
const COMMANDS = Object.entries<() => Promise<Command<FlagTable>>>({
  train: async () => (await import("./lib/cli/train_command.ts")).trainCommand,
  evaluate: async () => (await import("./lib/cli/evaluate_command.ts")).evaluateCommand,
  predict: async () => (await import("./lib/cli/predict_command.ts")).predictCommand,
  plot: async () => (await import("./lib/cli/plot_command.ts")).plotCommand,
  data: async () => (await import("./lib/cli/data_command.ts")).dataCommand,
  models: async () => (await import("./lib/cli/models_command.ts")).modelsCommand,
}).map(([name, load]) => ({ name, load }));

/** What a shell says of a program that a broken pipe ended: 128 and the signal's number. */
const BROKEN_PIPE = 141;

const terminal = new Terminal();
const interruption = new Interruption();

/** Does what the command line asks for; the answer is the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [first = "help", ...rest] = args;
  if (args.includes("--version")) {
    terminal.print(`cnn ${config.version}`);
    return 0;
  }
  if (["help", "--help", "-h"].includes(first)) {
    const name = rest.find((argument) => !argument.startsWith("-"));
    terminal.print(
      name === undefined
        ? formatOverview(await Promise.all(COMMANDS.map(({ load }) => load())), terminal.columns)
        : formatCommandHelp(await findCommand(COMMANDS, name).load(), terminal.columns),
    );
    return 0;
  }
  return await runCommand(await findCommand(COMMANDS, first).load(), rest);
}

async function runCommand(command: Command<FlagTable>, args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    terminal.print(formatCommandHelp(command, terminal.columns));
    return 0;
  }
  const { values, operands } = readFlags(command.flags, args);
  if (operands.length > 0 && command.operands === "") {
    throw new UsageError(`${command.name} takes flags only, got "${oneLine(operands[0])}"`);
  }
  terminal.isQuiet = values.quiet === true;
  await keepPermissions(command.permissions);
  return await command.run({
    flags: values,
    operands,
    terminal,
    interruption,
    version: config.version,
  });
}

/** Tells what went wrong in one to four lines; the answer is the exit code. */
function report(error: unknown): number {
  // Nobody reads on, as in `cnn models | head -1`.
  if (error instanceof Deno.errors.BrokenPipe) return BROKEN_PIPE;
  if (error instanceof Interrupted) {
    terminal.interrupted(`cnn: ${error.message}`);
    return error.exitCode;
  }
  terminal.keepProgress();
  terminal.warn(`cnn: ${error instanceof Error ? error.message : String(error)}`);
  if (!(error instanceof UsageError)) return 1;
  const [name] = Deno.args;
  const isCommand = COMMANDS.some((command) => command.name === name);
  terminal.warn(`See: ${programName()} help${isCommand ? ` ${name}` : ""}`);
  return 2;
}

/**
 * What a signal does: whole files stay, those half-written go. Work that has to be ended in its own way is
 * asked to; it is not asked twice.
 */
function stop(exitCode: number): void {
  if (interruption.ask(exitCode)) return;
  try {
    removePartialFiles();
    terminal.interrupted("cnn: interrupted");
  } finally {
    Deno.exit(exitCode);
  }
}

if (import.meta.main) {
  Deno.addSignalListener("SIGINT", () => stop(130));
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => stop(143));
  Deno.exit(await main(Deno.args).catch(report));
}
