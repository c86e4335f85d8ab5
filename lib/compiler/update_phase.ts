/** The last phases of a training command when the batch is cut by images: complete gradients, the update. */

import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { isConvolution, isDense } from "./block_functions.ts";
import { emitClipFactor, emitClippedUpdate } from "./clipped_update.ts";
import { emitConvolutionUpdate, type PackFunction } from "./convolution_update.ts";
import { emitDenseUpdate } from "./dense.ts";
import type { NetworkPlan } from "./network_plan.ts";
import type { NormSteps } from "./norm_steps.ts";
import { countOf, createFinisher, definePhase, partsOf, type Phase, shareOf } from "./phase.ts";

/** Defines `step_phase`, or `gradients_phase` where nothing is updated. */
export function defineUpdatePhase(
  module: ModuleBuilder,
  plan: NetworkPlan,
  options: {
    isUpdating: boolean;
    packs: readonly (PackFunction | null)[];
    norms: readonly (NormSteps | null)[];
  },
): Phase {
  const { isUpdating, packs, norms } = options;
  const name = isUpdating ? "step_phase" : "gradients_phase";
  return definePhase(module, name, (f, thread, threads) => {
    const count = f.keep(countOf(plan));
    const finisher = createFinisher(f, plan, isUpdating ? "update" : "store");
    for (const [k, block] of plan.blocks.entries()) {
      const norm = norms[k];
      if (norm) {
        f.if(thread.eqz(), () => {
          norm.emitUpdate(f, finisher);
          if (isUpdating) norm.emitObserve(f, count, finisher);
        });
      }
      if (isDense(block)) {
        emitDenseUpdate(f, block, { count, thread, threads, finisher });
      }
      if (!isConvolution(block)) continue;
      const { filters } = block.block.layer;
      emitConvolutionUpdate(f, block.block, {
        partials: block.partials!,
        parts: f.keep(partsOf(count)),
        ...shareOf(f, filters, { index: thread, of: threads }),
        finisher,
        weights: block.weights,
        bias: block.bias,
        pack: isUpdating ? packs[k] : null,
        thread,
      });
    }
  });
}

/** Defines `clipped_step_phase`: the update by gradients that `gradients_phase` has left, clipped. */
export function defineClippedUpdatePhase(
  module: ModuleBuilder,
  plan: NetworkPlan,
  options: {
    packs: readonly (PackFunction | null)[];
    norms: readonly (NormSteps | null)[];
  },
): Phase {
  const { packs, norms } = options;
  return definePhase(module, "clipped_step_phase", (f, thread, threads) => {
    const count = f.keep(countOf(plan));
    const factor = emitClipFactor(f, plan);
    const finisher = createFinisher(f, plan, "update");
    for (const [k, block] of plan.blocks.entries()) {
      emitClippedUpdate(f, plan, block, { factor, finisher, pack: packs[k], thread, threads });
      const norm = norms[k];
      if (norm) f.if(thread.eqz(), () => norm.emitObserve(f, count, finisher));
    }
  });
}
