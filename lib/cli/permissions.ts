/** A kind of access that a command may need. */
export type Permission = "read" | "write" | "net";

/** Every kind that Deno may have been started with, as `--allow-all` does. */
const KINDS = ["read", "write", "net", "env", "sys", "run", "ffi"] as const;

/**
 * Gives up every kind of access but those that are still needed, for the rest of the process: what
 * comes out of a file or from a server cannot ask for more.
 */
export async function keepPermissions(needed: readonly Permission[]): Promise<void> {
  for (const name of KINDS) {
    const isNeeded = needed.some((permission) => permission === name);
    if (!isNeeded) await Deno.permissions.revoke({ name });
  }
}
