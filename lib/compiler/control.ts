/**
 * How threads work on one command together: words in shared memory, a wait that spins and then sleeps,
 * a barrier, and a release: the caller goes on while the others finish what only they need.
 *
 * A thread that waits looks at the word some thousands of times, which costs nothing while the others
 * are about to arrive, and then sleeps until it is woken. Nobody waits for ever for a thread that has
 * died: the one that died raises the fault, and who has slept too long raises it himself.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { type I32, i32 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";

/** Offsets of the control region's words, in bytes; those that threads fight for lie 64 bytes apart. */
export const CONTROL = {
  /** Grows with every command. */
  sequence: 0,
  /** How many threads have arrived at the barrier. */
  arrived: 64,
  /** Grows with every barrier that is passed. */
  passed: 128,
  /** How many threads sleep. */
  sleepers: 192,
  /** Not zero when a thread has died. */
  fault: 256,
  /** How many of the others have let go of what the caller writes. */
  letGo: 320,
  /** Grows when all of them have. */
  released: 384,
  /** What to do: one of `COMMAND`. */
  command: 448,
  /** How many images. */
  count: 452,
  /** How many threads there are. */
  threads: 456,
  /** How often a waiting thread looks before it sleeps. */
  spins: 460,
  /** What a step's dropouts are drawn from. */
  stepKey: 464,
  /** Floats that change from step to step: see `optimizer_step.ts` and `update.ts`. */
  learningRate: 468,
  rootScale: 472,
  shrinkage: 476,
  averageShare: 480,
} as const;

/** Bytes of the control region. */
export const CONTROL_BYTES = 512;

/** What a command word says; `meet` is to finish what was begun. */
export const COMMAND = { stop: 0, meet: 1, forward: 2, gradients: 3, step: 4 } as const;

/** How long a sleep lasts before the fault is looked at, in nanoseconds. */
const SLEEP_NS = 100_000_000n;

/** How many sleeps in a row a barrier endures: a minute. */
const MOST_SLEEPS = 600;

/** The functions that threads meet by. */
export interface Meeting {
  /** `(offset, old, mostSleeps)`: waits until the word at `offset` is no longer `old`, or a fault. */
  readonly wait: WasmFunction<readonly ["i32", "i32", "i32"], readonly []>;
  /** `()`: waits until all threads are here. */
  readonly barrier: WasmFunction<readonly [], readonly []>;
  /** `(offset)`: adds one to the word at `offset`, and wakes who sleeps on it. */
  readonly advance: WasmFunction<readonly ["i32"], readonly []>;
  /** `()`: thread 0 need no longer wait for this one, which is another: see `CONTROL.released`. */
  readonly letGo: WasmFunction<readonly [], readonly []>;
  /** `(released)`: thread 0 waits until that word is no longer `released`: all others have let go. */
  readonly awaitRelease: WasmFunction<readonly ["i32"], readonly []>;
}

/** Emits the value of a word that only changes between commands. */
export function controlWord(base: number, word: keyof typeof CONTROL): I32 {
  return i32.load(i32.const(base + CONTROL[word]));
}

/** Defines the functions for the control region at `base`. */
export function defineMeeting(module: ModuleBuilder, base: number): Meeting {
  const advance = module.function("advance", { parameters: ["i32"] }, (f, offset) => {
    f.drop(f.atomic.add(offset, base, 1));
    f.if(f.atomic.load(base, CONTROL.sleepers), () => {
      f.drop(f.atomic.notify(offset, base, -1));
    });
  });

  const wait = module.function(
    "wait",
    { parameters: ["i32", "i32", "i32"] },
    (f, offset, old, mostSleeps) => {
      const hasChanged = () => f.atomic.load(offset, base).ne(old);
      const left = f.let(controlWord(base, "spins"), "left");
      f.repeat(() => {
        f.if(hasChanged(), () => f.return());
        left.set(left.sub(1));
        return left.gtS(0);
      });
      f.drop(f.atomic.add(base, CONTROL.sleepers, 1));
      emitSleep(f, base, { offset, old, mostSleeps });
      f.drop(f.atomic.sub(base, CONTROL.sleepers, 1));
    },
  );

  const barrier = module.function("barrier", {}, (f) => {
    const passed = f.keep(f.atomic.load(base, CONTROL.passed));
    const arrived = f.keep(f.atomic.add(base, CONTROL.arrived, 1));
    f.if(arrived.add(1).eq(controlWord(base, "threads")), () => {
      f.atomic.store(base, CONTROL.arrived, 0);
      f.call(advance, CONTROL.passed);
    }, () => {
      f.call(wait, CONTROL.passed, passed, MOST_SLEEPS);
    });
  });

  const letGo = module.function("let_go", {}, (f) => {
    const before = f.keep(f.atomic.add(base, CONTROL.letGo, 1));
    f.if(before.add(2).eq(controlWord(base, "threads")), () => {
      f.atomic.store(base, CONTROL.letGo, 0);
      f.call(advance, CONTROL.released);
    });
  });
  const awaitRelease = module.function(
    "await_release",
    { parameters: ["i32"] },
    (f, released) => f.call(wait, CONTROL.released, released, MOST_SLEEPS),
  );
  return { wait, barrier, advance, letGo, awaitRelease };
}

/** Sleeps until the word changes, a fault is raised, or the last of `mostSleeps` is over. */
function emitSleep(
  f: FunctionBuilder,
  base: number,
  at: { offset: I32; old: I32; mostSleeps: I32 },
): void {
  const sleeps = f.let(at.mostSleeps, "sleeps");
  f.block((exit) => {
    f.repeat(() => {
      exit.breakIf(f.atomic.load(base, CONTROL.fault));
      exit.breakIf(f.atomic.wait(at.offset, base, at.old, SLEEP_NS).eq(1));
      exit.breakIf(f.atomic.load(at.offset, base).ne(at.old));
      sleeps.set(sleeps.sub(1));
      return sleeps.ne(0);
    });
    // Nobody came. (A wait without end begins at -1 and does not get here in a lifetime.)
    f.atomic.store(base, CONTROL.fault, 1);
  });
}
