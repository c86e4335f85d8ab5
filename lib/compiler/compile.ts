/**
 * A network becomes one WebAssembly module.
 *
 * The module has three exports: `execute(command)` for the caller, who works as thread 0;
 * `serve(thread)` for workers, which waits for commands and returns after the last; and `refresh()`,
 * which derives packed copies from parameters that were written from outside.
 *
 * A command runs in phases, with a barrier behind each (but see `Phases`):
 *
 * 0. augmentation, if asked for: each thread has its share of the images changed by JavaScript. (Those
 *    that lie in memory for good are copied first.)
 * 1. images: each part of the batch goes forward, and in training backward, image by image, so that
 *    the maps of one image stay in the cache. Convolutions sum their gradients by part. (A batch
 *    normalization needs all images before the first can go on: it makes several phases of this one.)
 * 2. update: the parts' sums in their order, the gradients of dense layers over all images in their
 *    order, the optimizer, packed copies; each thread a range of the parameters. (If all gradients are
 *    clipped, they must be known before the first is used: see `clipped_update.ts`.)
 *
 * Parts are the same for any number of threads, and every sum has one order: so have the results.
 */

import { shapeLength } from "../layers/layer.ts";
import type { Network } from "../network/network.ts";
import { ModuleBuilder } from "../wasm/module_builder.ts";
import { i32 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import { blocksOf } from "./block.ts";
import { COMMAND, CONTROL, controlWord, defineMeeting, type Meeting } from "./control.ts";
import { defineFilterPhases } from "./filter_phases.ts";
import { type FilterPlan, isDividedByFilters, planFilters } from "./filter_plan.ts";
import { definePhases } from "./image_phases.ts";
import { threadsForOneImage } from "./one_image_phases.ts";
import {
  countOf,
  definePhase,
  imageOf,
  type Phase,
  type Phases,
  pickedImageOf,
  shareOf,
} from "./phase.ts";
import {
  type ModulePlan,
  type NetworkPlan,
  PARTS,
  planNetwork,
  type PlanOptions,
} from "./network_plan.ts";

/** What a module is compiled for. */
export interface CompileOptions extends PlanOptions {
  /** The share of each label that is spread over all classes; 0 if absent. */
  readonly labelSmoothing?: number;
  /** "exact" has the same bits on every CPU; "fused" may be faster. */
  readonly arithmetic: "exact" | "fused";
}

/** A compiled network. */
export interface CompiledNetwork {
  /** The module, not yet turned into bytes. */
  readonly module: ModuleBuilder;
  /** Where everything lies in its memory. */
  readonly plan: ModulePlan;
  /** How many threads find work: more of them would only meet at barriers. */
  readonly usefulThreads: number;
  /** Whether threads may still be at work after a step, until the next command. */
  readonly letsGo: boolean;
}

/**
 * Compiles a network.
 *
 * @throws {RangeError} If it needs more than 2 GiB of memory.
 */
export function compileNetwork(network: Network, options: CompileOptions): CompiledNetwork {
  const isByFilters = options.isTraining && isDividedByFilters(blocksOf(network, options));
  const plan = isByFilters ? planFilters(network, options) : planNetwork(network, options);
  const { pages } = plan.memory;
  const module = new ModuleBuilder({
    memory: { import: ["cnn", "memory"], minimumPages: pages, maximumPages: pages, shared: true },
    arithmetic: options.arithmetic,
  });
  const augment = options.augments
    ? module.import("cnn", "augment", { parameters: ["i32", "i32"] })
    : null;
  const base = plan.control.offsetBytes;
  const meeting = defineMeeting(module, base);
  const phases = "groups" in plan
    ? defineFilterPhases(module, plan, { ...options, letGo: meeting.letGo })
    : definePhases(module, plan, options);
  const augmentation = augment && defineAugmentation(module, plan, augment);
  const run = defineRun(module, base, meeting, { ...phases, augmentation });
  defineServe(module, base, meeting, run);
  module.function(
    "execute",
    { parameters: ["i32"], results: ["i32"], exported: true },
    (f, command) => {
      f.store(base, CONTROL.command, command);
      f.if(controlWord(base, "threads").gtU(1), () => f.call(meeting.advance, CONTROL.sequence));
      f.call(run, 0);
      return f.atomic.load(base, CONTROL.fault);
    },
  );
  const letsGo = phases.training?.letsGo ?? false;
  return { module, plan, usefulThreads: usefulThreadsOf(plan), letsGo };
}

function usefulThreadsOf(plan: NetworkPlan | FilterPlan): number {
  if ("groups" in plan) return plan.groups.length;
  const { batch, isTraining } = plan.options;
  if (isTraining) return Math.min(batch, PARTS);
  return batch > 1 ? batch : threadsForOneImage(plan.blocks.map(({ block }) => block));
}

/** Defines the phase that augments images where the caller writes them, each thread an equal share. */
function defineAugmentation(
  module: ModuleBuilder,
  plan: ModulePlan,
  augment: WasmFunction<readonly ["i32", "i32"], readonly []>,
): Phase {
  return definePhase(module, "augmentation_phase", (f, thread, threads) => {
    const { first, end } = shareOf(f, f.keep(countOf(plan)), { index: thread, of: threads });
    const { source } = plan;
    if (source) {
      const pixels = shapeLength(plan.network.inputShape);
      f.loop(first, end, 1, (n) => {
        f.memory.copy(imageOf(plan, n), pickedImageOf(plan, source, n), pixels);
      });
    }
    f.call(augment, first, end);
  });
}

/** Defines `run(thread)`: a thread's share of the present command. */
function defineRun(
  module: ModuleBuilder,
  base: number,
  { barrier, awaitRelease }: Meeting,
  phases: Phases & { augmentation: Phase | null },
): WasmFunction<readonly ["i32"], readonly []> {
  return module.function("run", { parameters: ["i32"] }, (f, thread) => {
    const threads = f.keep(controlWord(base, "threads"));
    const command = f.keep(controlWord(base, "command"));
    const emitPhase = (phase: Phase) => {
      f.call(phase, thread, threads);
      f.if(threads.gtU(1), () => f.call(barrier));
    };
    f.if(command.eq(COMMAND.meet).and(threads.gtU(1)), () => f.call(barrier));
    f.if(command.eq(COMMAND.forward), () => phases.forward.forEach(emitPhase));
    const { training } = phases;
    if (!training) return;
    f.if(command.gtU(COMMAND.forward), () => {
      const released = f.keep(f.atomic.load(base, CONTROL.released));
      const emitStep = () => {
        const last = training.step.length - 1;
        for (const phase of training.step.slice(0, last)) emitPhase(phase);
        if (!training.letsGo) return emitPhase(training.step[last]);
        f.call(training.step[last], thread, threads);
        f.if(threads.gtU(1).and(thread.eqz()), () => f.call(awaitRelease, released));
      };
      if (phases.augmentation) emitPhase(phases.augmentation);
      for (const phase of training.images) emitPhase(phase);
      f.if(command.eq(COMMAND.step), emitStep, () => emitPhase(training.gradients));
    });
  });
}

/** Defines `serve(thread)`: a worker's life. */
function defineServe(
  module: ModuleBuilder,
  base: number,
  { wait }: Meeting,
  run: WasmFunction<readonly ["i32"], readonly []>,
): void {
  module.function("serve", { parameters: ["i32"], exported: true }, (f, thread) => {
    const seen = f.let(i32.const(0), "seen");
    f.repeat(() => {
      f.call(wait, CONTROL.sequence, seen, -1);
      seen.set(f.atomic.load(base, CONTROL.sequence));
      f.call(run, thread);
      const hasFault = f.atomic.load(base, CONTROL.fault);
      return controlWord(base, "command").ne(COMMAND.stop).and(hasFault.eqz());
    });
  });
}
