/**
 * How threads work on one command together: words in shared memory, a wait that spins and then sleeps,
 * and a barrier.
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
  /** What to do: one of `COMMAND`. */
  command: 320,
  /** How many images. */
  count: 324,
  /** How many threads there are. */
  threads: 328,
  /** How often a waiting thread looks before it sleeps. */
  spins: 332,
  /** What a step's dropouts are drawn from. */
  stepKey: 336,
  /** Floats that change from step to step: see `optimizer_step.ts` and `update.ts`. */
  learningRate: 340,
  rootScale: 344,
  shrinkage: 348,
  averageShare: 352,
} as const;

/** Bytes of the control region. */
export const CONTROL_BYTES = 384;

/** What a command word says. */
export const COMMAND = { stop: 0, forward: 1, gradients: 2, step: 3 } as const;

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
  return { wait, barrier, advance };
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
