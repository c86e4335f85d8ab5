/** What the phases of a command have in common. */

import { shapeLength } from "../layers/layer.ts";
import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { type I32, i32, select } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import { controlWord } from "./control.ts";
import { FLOAT_BYTES } from "./map_layout.ts";
import type { Region } from "./memory_plan.ts";
import { type ModulePlan, PARTS, type SourcePlan } from "./network_plan.ts";
import { type Finish, Finisher } from "./update.ts";

/** `(thread, threads)`: a thread's share of a phase. */
export type Phase = WasmFunction<readonly ["i32", "i32"], readonly []>;

/** The phases of all commands: mostly one for `forward`, two or more for the others. */
export interface Phases {
  readonly forward: readonly Phase[];
  readonly training: {
    /** The first ones of both others. */
    readonly images: readonly Phase[];
    /** The last of `gradients`: leaves them in memory. */
    readonly gradients: Phase;
    /** The last ones of `step`: update the parameters. */
    readonly step: readonly Phase[];
    /**
     * Whether the last of them calls `letGo` on all threads but 0, as soon as it needs nothing more that
     * others write: then no barrier stands behind it.
     */
    readonly letsGo: boolean;
  } | null;
}

/** Which copy of a region is meant: a thread's, or an image's. */
export interface Copy {
  thread: I32;
  n: I32;
}

/** Defines a phase. */
export function definePhase(
  module: ModuleBuilder,
  name: string,
  body: (f: FunctionBuilder, thread: I32, threads: I32) => void,
): Phase {
  return module.function(name, { parameters: ["i32", "i32"] }, (f, thread, threads) => {
    body(f, f.keep(thread.add(0)), f.keep(threads.add(0)));
  });
}

/** Emits the present command's number of images. */
export function countOf(plan: ModulePlan): I32 {
  return controlWord(plan.control.offsetBytes, "count");
}

/** Emits where the bytes of a batch's image `n` lie that the caller has written. */
export function imageOf({ network, images }: ModulePlan, n: I32): I32 {
  return n.mul(shapeLength(network.inputShape)).add(images.offsetBytes);
}

/** Emits where the bytes of the image lie that a batch's image `n` is of the source. */
export function pickedImageOf(
  { network }: ModulePlan,
  { images, picks }: SourcePlan,
  n: I32,
): I32 {
  const pick = i32.load(n.mul(FLOAT_BYTES), picks.offsetBytes);
  return pick.mul(shapeLength(network.inputShape)).add(images.offsetBytes);
}

/**
 * Emits where the bytes of a batch's image `n` lie that training learns from. A source is read where it
 * lies: no core waits for another to copy, or for cache lines that the other has just written.
 */
export function learntImageOf(plan: ModulePlan, n: I32): I32 {
  const { source, options: { augments } } = plan;
  return source && !augments ? pickedImageOf(plan, source, n) : imageOf(plan, n);
}

/** Emits how many parts a batch has. */
export function partsOf(count: I32): I32 {
  return select(count.ltU(PARTS), count, i32.const(PARTS));
}

/** Emits where a region's copy for a thread or an image is. */
export function addressOf(region: Region, { thread, n }: Copy): I32 {
  if (region.per === "once") return i32.const(region.offsetBytes);
  const copy = region.per === "image" ? n : thread;
  return copy.mul(region.lengthBytes).add(region.offsetBytes);
}

/** Emits the range that a thread (or a part) takes of `length` things: number `index` of `of`. */
export function shareOf(
  f: FunctionBuilder,
  length: I32 | number,
  { index, of }: { index: I32; of: I32 },
): { first: I32; end: I32 } {
  return {
    first: f.keep(index.mul(length).divU(of)),
    end: f.keep(index.add(1).mul(length).divU(of)),
  };
}

/** Emits where the caller finds an image's probabilities. */
export function probabilitiesOf({ network: { classes }, probabilities }: ModulePlan, n: I32): I32 {
  return n.mul(classes * FLOAT_BYTES).add(probabilities.offsetBytes);
}

/** Begins the completion of gradients in a phase. */
export function createFinisher(
  f: FunctionBuilder,
  plan: ModulePlan,
  finish: Finish,
): Finisher {
  return new Finisher(f, {
    regions: {
      values: plan.values.offsetBytes,
      gradients: plan.gradients.offsetBytes,
      moments: plan.moments.map(({ offsetBytes }) => offsetBytes),
      averages: plan.averages?.offsetBytes ?? null,
      control: plan.control.offsetBytes,
    },
    finish,
    update: plan.update,
  });
}
