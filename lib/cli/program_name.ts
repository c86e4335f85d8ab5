/** How the program is called from where it runs: as itself when compiled, else by Deno's task. */
export function programName(): string {
  return Deno.build.standalone ? "cnn" : "deno task";
}
