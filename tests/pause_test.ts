import { assert, assertEquals, assertRejects } from "@std/assert";
import { createPauses } from "../lib/pause.ts";

/** Computes for `ms` milliseconds, as a loop does that never yields. */
function compute(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

Deno.test("createPauses() lets timers have their turn, but not at every call", async () => {
  const pause = createPauses();
  let hasTimerRun = false;
  setTimeout(() => hasTimerRun = true, 0);
  assertEquals(pause(), undefined);
  compute(45);
  assertEquals(hasTimerRun, false);
  const turn = pause();
  assert(turn instanceof Promise);
  await turn;
  // The next turn begins anew.
  assertEquals(pause(), undefined);
  for (let k = 0; k < 3 && !hasTimerRun; k++) {
    compute(45);
    await pause();
  }
  assert(hasTimerRun);
});

Deno.test("createPauses() ends with the reason of its signal", async () => {
  const end = new AbortController();
  const pause = createPauses(end.signal);
  setTimeout(() => end.abort(new Error("Ctrl-C")), 0);
  await assertRejects(
    async () => {
      for (let k = 0; k < 10; k++) {
        compute(45);
        await pause();
      }
    },
    Error,
    "Ctrl-C",
  );
});
