/**
 * The phases of an answer to one image that several threads work on: each computes some of a block's
 * rows, filters or outputs, and waits for the others at the barrier behind it. What cannot be divided, or
 * is not worth a barrier, thread 0 computes alone.
 *
 * A unit is computed by the same instructions whoever computes it: the bits do not depend on the number
 * of threads.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { i32 } from "../wasm/values.ts";
import type { Block } from "./block.ts";
import { type defineForward, unitsOf } from "./block_functions.ts";
import type { NetworkPlan, PlanOptions } from "./network_plan.ts";
import { type Copy, definePhase, type Phase, shareOf } from "./phase.ts";

/** Multiply-adds of a block that are worth a barrier: some microseconds. */
const LEAST_MULTIPLY_ADDS = 40_000;

/** Multiply-adds of all divided blocks for each thread, so that work outweighs meeting. */
const LEAST_FOR_A_THREAD = 100_000;

/** Every barrier takes longer with more threads. */
const MOST_THREADS = 4;

/** Whether a block is divided among threads. */
function isDivided(block: Block): boolean {
  return unitsOf(block) > 1 && multiplyAddsOf(block) >= LEAST_MULTIPLY_ADDS;
}

function multiplyAddsOf(block: Block): number {
  if (block.kind === "dense") return block.layer.weight.length;
  if (block.kind !== "convolution") return 0;
  const { weight, outputShape: [, height, width] } = block.layer;
  return weight.length * height * width;
}

/** How many threads are of use for an answer to one image. */
export function threadsForOneImage(blocks: readonly Block[]): number {
  // Each thread has the statistics of a batch normalization for itself; most are folded away.
  if (blocks.some(({ kind }) => kind === "norm")) return 1;
  const divided = blocks.filter(isDivided);
  const total = divided.reduce((sum, block) => sum + multiplyAddsOf(block), 0);
  const most = Math.min(MOST_THREADS, ...divided.map(unitsOf));
  return Math.max(1, Math.min(most, Math.floor(total / LEAST_FOR_A_THREAD)));
}

/** Whether threads share the work on one image, not the images of a call. */
export function isOneImageDivided(blocks: readonly Block[], options: PlanOptions): boolean {
  const { batch, threads, isTraining } = options;
  return batch === 1 && threads > 1 && !isTraining && threadsForOneImage(blocks) > 1;
}

/** Defines the phases of an answer. */
export function defineOneImagePhases(
  module: ModuleBuilder,
  { blocks }: NetworkPlan,
  emit: {
    input: (f: FunctionBuilder, at: Copy) => void;
    forwards: readonly ReturnType<typeof defineForward>[];
    probabilities: (f: FunctionBuilder, at: Copy) => void;
  },
): Phase[] {
  // All maps lie where thread 0 has its own; only the image is there once for each thread.
  const at = { thread: i32.const(0), n: i32.const(0) };
  const emitAlone = (f: FunctionBuilder, k: number) => {
    if (k === blocks.length) return emit.probabilities(f, at);
    if (k === 0) emit.input(f, at);
    emit.forwards[k](f, at);
  };
  return stepsOf(blocks.map(({ block }) => block)).map((step) =>
    definePhase(module, `step_${step[0]}_phase`, (f, thread, threads) => {
      const [first] = step;
      const block = blocks[first]?.block;
      if (!block || !isDivided(block)) {
        f.if(thread.eqz(), () => step.forEach((k) => emitAlone(f, k)));
        return;
      }
      const hasOwnInput = first === 0;
      if (hasOwnInput) emit.input(f, { ...at, thread });
      const range = shareOf(f, unitsOf(block), { index: thread, of: threads });
      emit.forwards[first](f, at, { thread, hasOwnInput, ...range });
    })
  );
}

/** The numbers of the blocks between two barriers: one that is divided, or some that are not. */
function stepsOf(blocks: readonly Block[]): number[][] {
  const steps: number[][] = [];
  // The number behind the last is that of the probabilities.
  for (let k = 0; k <= blocks.length; k++) {
    const isAlone = (k: number) => k === blocks.length || !isDivided(blocks[k]);
    if (k > 0 && isAlone(k) && isAlone(k - 1)) steps[steps.length - 1].push(k);
    else steps.push([k]);
  }
  return steps;
}
