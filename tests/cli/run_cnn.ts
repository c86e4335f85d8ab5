/** Runs the program itself, as its users do. */

import { fromFileUrl } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { isPermitted, TemporaryFolder } from "../files/temporary_folder.ts";

/** The program. */
export const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));

/** Whether the tests of this folder lack a permission that they need. */
export const CANNOT_RUN = !await isPermitted(
  { name: "read" },
  { name: "write" },
  { name: "run" },
  { name: "net", host: "127.0.0.1" },
);

/** Whether files can be closed to the user of the tests: not to root, and not on Windows. */
export function canLockFiles(): boolean {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/locked`;
  Deno.writeTextFileSync(path, "", { mode: 0o000 });
  try {
    Deno.openSync(path).close();
    return false;
  } catch {
    return true;
  }
}

/** What a run of the program came to. */
export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** How the program is started. */
export interface RunOptions {
  /** The folder to start it in; an empty one of its own if absent. */
  folder?: string;
  /** The program's main file; that of the project if absent. */
  main?: string;
  /** Deno's flags; those of the command's task if absent, with the network cut down to loopback. */
  flags?: readonly string[];
  /** Added to the environment. */
  env?: Record<string, string>;
  /** What it can read; nothing if absent. */
  stdin?: "null" | "piped";
}

/** Runs the program to its end. */
export async function runCnn(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  using own = new TemporaryFolder();
  const { code, stdout, stderr } = await command(args, { folder: own.path, ...options }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Starts the program; the caller reads what it says, or ends it. */
export function startCnn(
  args: readonly string[],
  options: RunOptions & { folder: string },
): Deno.ChildProcess {
  return command(args, options).spawn();
}

/** Deno's flags in the task of a command, with the network cut down to loopback. */
export function taskFlags(name: string): string[] {
  const { command } = config.tasks[isTask(name) ? name : "train"];
  const flags = command.match(/--(no-prompt|allow-\S+)/g) ?? [];
  return flags.map((flag) => flag.startsWith("--allow-net") ? "--allow-net=127.0.0.1" : flag);
}

/** Calls `body` for every item, a few at a time. */
export async function forEach<T>(
  items: readonly T[],
  body: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const workers = Array.from({ length: 3 }, async () => {
    for (const item of rest) await body(item);
  });
  await Promise.all(workers);
}

/** The paths and sizes of all that lies in a folder and the folders in it, sorted. */
export function listTree(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (!isDirectory) return [`${path} ${Deno.statSync(path).size}`];
    return [`${path}/`, ...listTree(path)];
  }).sort();
}

function command(
  args: readonly string[],
  { folder, main = MAIN, flags = taskFlags(args[0]), env, stdin = "null" }: RunOptions & {
    folder: string;
  },
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, main, ...args],
    cwd: folder,
    env: { NO_COLOR: "1", ...env },
    stdin,
    stdout: "piped",
    stderr: "piped",
  });
}

function isTask(name: string | undefined): name is keyof typeof config.tasks {
  return name !== undefined && Object.hasOwn(config.tasks, name);
}
