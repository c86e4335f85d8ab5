import { assertEquals, assertThrows } from "@std/assert";
import { ENGINE_FLAGS, engineFromFlags } from "../../lib/cli/engine_flags.ts";
import { readFlags } from "../../lib/cli/read_flags.ts";
import { Terminal } from "../../lib/cli/terminal.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";

function engineOf(...args: string[]) {
  const { values } = readFlags(ENGINE_FLAGS, args);
  return engineFromFlags(values, new Terminal());
}

Deno.test("engineFromFlags() chooses the compiled engine on all cores if nothing is said", () => {
  assertEquals(engineOf(), { kind: "compiled", threads: undefined, arithmetic: "exact" });
});

Deno.test("engineFromFlags() does what the flags say", () => {
  assertEquals(engineOf("--engine", "plain").kind, "plain");
  assertEquals(engineOf("--threads", "3", "--arithmetic", "fused"), {
    kind: "compiled",
    threads: 3,
    arithmetic: "fused",
  });
});

Deno.test("engineFromFlags() takes no number of threads that an engine would refuse", () => {
  for (const threads of ["0", "65", "2.5", ""]) {
    assertThrows(
      () => engineOf("--threads", threads),
      UsageError,
      "--threads needs a whole number",
    );
  }
});
