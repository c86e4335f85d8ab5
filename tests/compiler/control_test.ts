import { assert, assertEquals, assertLess } from "@std/assert";
import { CONTROL, CONTROL_BYTES, defineMeeting } from "../../lib/compiler/control.ts";
import { WorkerThreads } from "../../lib/engine/worker_threads.ts";
import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { i32 } from "../../lib/wasm/values.ts";

const BASE = 128;

/** Behind the control region: a counter for each thread, and one for all. */
const COUNTS = BASE + CONTROL_BYTES;
const MISSING = COUNTS + 256;

Deno.test("CONTROL keeps the words that threads fight for 64 bytes apart", () => {
  const { sequence, arrived, passed, sleepers, fault, letGo, released, command, ...others } =
    CONTROL;
  const fought = [sequence, arrived, passed, sleepers, fault, letGo, released, command];
  for (const [index, word] of fought.entries()) {
    assertEquals(word % 64, 0);
    for (const other of fought.slice(0, index)) assert(Math.abs(word - other) >= 64);
  }
  // The others are only written between commands, and share a line with the command.
  const quiet = [command, ...Object.values(others)];
  assertEquals(new Set(quiet).size, quiet.length);
  for (const word of quiet) {
    assertEquals(word % 4, 0);
    assert(word >= command && word + 4 <= CONTROL_BYTES);
  }
});

/**
 * A module in which threads meet `rounds` times; after each meeting every thread counts those that have
 * not counted the round yet.
 */
function createModule(rounds: number): WebAssembly.Module {
  const module = new ModuleBuilder({
    memory: { import: ["cnn", "memory"], minimumPages: 1, maximumPages: 1, shared: true },
  });
  const meeting = defineMeeting(module, BASE);
  const rally = module.function("rally", { parameters: ["i32"] }, (f, thread) => {
    const threads = f.keep(i32.load(i32.const(BASE + CONTROL.threads)));
    f.loop(1, rounds + 1, 1, (round) => {
      f.atomic.store(thread.mul(4), COUNTS, round);
      f.call(meeting.barrier);
      f.loop(0, threads, 1, (other) => {
        f.if(f.atomic.load(other.mul(4), COUNTS).ltU(round), () => {
          f.drop(f.atomic.add(0, MISSING, 1));
        });
      });
      f.call(meeting.barrier);
    });
  });
  module.function(
    "serve",
    { parameters: ["i32"], exported: true },
    (f, thread) => f.call(rally, thread),
  );
  return new WebAssembly.Module(module.toBytes());
}

for (const spins of [0, 1, 2000]) {
  for (const threads of [1, 2, 5]) {
    Deno.test(`barrier() lets nobody through before all ${threads} are there, with ${spins} spins`, () => {
      const rounds = 200;
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
      const words = new Int32Array(memory.buffer);
      words[(BASE + CONTROL.threads) / 4] = threads;
      words[(BASE + CONTROL.spins) / 4] = spins;
      const module = createModule(rounds);
      const { exports } = new WebAssembly.Instance(module, { cnn: { memory } });
      new WorkerThreads({ module, memory, threads, control: BASE });
      (exports.serve as (thread: number) => void)(0);

      const counts = words.subarray(COUNTS / 4, COUNTS / 4 + threads);
      assertEquals([...counts], new Array(threads).fill(rounds));
      assertEquals(words[MISSING / 4], 0);
      assertEquals(words[(BASE + CONTROL.passed) / 4], 2 * rounds);
      assertEquals(words[(BASE + CONTROL.fault) / 4], 0);
    });
  }
}

Deno.test("awaitRelease() lets thread 0 go on when all others have let go", () => {
  const [rounds, threads] = [200, 4];
  const module = new ModuleBuilder({
    memory: { import: ["cnn", "memory"], minimumPages: 1, maximumPages: 1, shared: true },
  });
  const { barrier, letGo, awaitRelease } = defineMeeting(module, BASE);
  module.function("serve", { parameters: ["i32"], exported: true }, (f, thread) => {
    f.loop(1, rounds + 1, 1, (round) => {
      const released = f.keep(f.atomic.load(BASE, CONTROL.released));
      f.call(barrier);
      f.if(thread.ne(0), () => {
        f.atomic.store(thread.mul(4), COUNTS, round);
        f.call(letGo);
      }, () => {
        f.call(awaitRelease, released);
        f.loop(1, threads, 1, (other) => {
          f.if(f.atomic.load(other.mul(4), COUNTS).ne(round), () => {
            f.drop(f.atomic.add(0, MISSING, 1));
          });
        });
      });
    });
  });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const words = new Int32Array(memory.buffer);
  words[(BASE + CONTROL.threads) / 4] = threads;
  const compiled = new WebAssembly.Module(module.toBytes());
  const { exports } = new WebAssembly.Instance(compiled, { cnn: { memory } });
  new WorkerThreads({ module: compiled, memory, threads, control: BASE });
  (exports.serve as (thread: number) => void)(0);
  assertEquals(words[MISSING / 4], 0);
  assertEquals(words[(BASE + CONTROL.released) / 4], rounds);
  assertEquals(words[(BASE + CONTROL.fault) / 4], 0);
});

/** Calls `wait` for a word that nobody changes; answers the fault and how long that took. */
function waitInVain(mostSleeps: number, fault: number): { fault: number; elapsedMs: number } {
  const module = new ModuleBuilder({
    memory: { import: ["cnn", "memory"], minimumPages: 1, maximumPages: 1, shared: true },
  });
  const { wait } = defineMeeting(module, BASE);
  module.function(
    "start",
    { exported: true },
    (f) => f.call(wait, CONTROL.sequence, 0, mostSleeps),
  );
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const words = new Int32Array(memory.buffer);
  words[(BASE + CONTROL.fault) / 4] = fault;
  const compiled = new WebAssembly.Module(module.toBytes());
  const { exports } = new WebAssembly.Instance(compiled, { cnn: { memory } });
  const start = performance.now();
  (exports.start as () => void)();
  assertEquals(words[(BASE + CONTROL.sleepers) / 4], 0);
  return { fault: words[(BASE + CONTROL.fault) / 4], elapsedMs: performance.now() - start };
}

Deno.test("wait() raises the fault itself when nobody comes", () => {
  const { fault, elapsedMs } = waitInVain(2, 0);
  assertEquals(fault, 1);
  // Two sleeps of a tenth of a second.
  assert(elapsedMs > 150, `${elapsedMs} ms`);
});

Deno.test("wait() does not sleep where there is a fault", () => {
  const { fault, elapsedMs } = waitInVain(600, 1);
  assertEquals(fault, 1);
  assertLess(elapsedMs, 5000);
});
