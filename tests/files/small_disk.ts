/** Runs code where the disk is full, or where files may not grow, in a process of its own. */

import { assert } from "@std/assert";
import { fromFileUrl } from "@std/path";

const PROJECT = fromFileUrl(new URL("../..", import.meta.url));

/** Whether this process may mount a file system that only a child sees. Needs permission to run. */
export async function canMount(): Promise<boolean> {
  if ((await Deno.permissions.query({ name: "run" })).state !== "granted") return false;
  try {
    const mount = "mount -t tmpfs none /mnt";
    const options = { args: ["--mount", "sh", "-c", mount], stderr: "null" as const };
    return (await new Deno.Command("unshare", options).output()).success;
  } catch {
    // There is no such command here.
    return false;
  }
}

/**
 * Runs `code` with an empty disk of 64 KiB mounted at `folder`.
 *
 * @returns What `code` printed.
 */
export function runOnSmallDisk(folder: string, code: string): Promise<string> {
  return run("unshare", [
    "--mount",
    "sh",
    "-c",
    'mount -t tmpfs -o size=64k none "$0" && exec "$@"',
    folder,
    ...denoCommand(code),
  ]);
}

/**
 * Runs `code` in a process that may write no file of more than 64 blocks.
 *
 * @returns What `code` printed.
 */
export function runWithSmallFiles(code: string): Promise<string> {
  // Without the trap the system ends a process that exceeds the limit.
  const script = 'trap "" XFSZ; ulimit -f 64; exec "$0" "$@"';
  return run("sh", ["-c", script, ...denoCommand(code)]);
}

function denoCommand(code: string): string[] {
  return [Deno.execPath(), "eval", "--no-lock", code];
}

async function run(command: string, args: string[]): Promise<string> {
  const output = await new Deno.Command(command, { args, cwd: PROJECT }).output();
  const [stdout, stderr] = [output.stdout, output.stderr].map((b) => new TextDecoder().decode(b));
  assert(output.success, stderr);
  return stdout;
}
