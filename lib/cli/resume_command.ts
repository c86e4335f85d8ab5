import { programName } from "./program_name.ts";
import { quoteForShell } from "./quote_for_shell.ts";

/** The command line that goes on with the run in a folder. */
export function resumeCommand(folder: string): string {
  return `${programName()} train --resume ${quoteForShell(folder)}`;
}
