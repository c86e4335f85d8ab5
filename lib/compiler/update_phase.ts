/** The last phase of a training command when the batch is cut by images: complete gradients, the update. */

import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { isConvolution, isDense } from "./block_functions.ts";
import { emitConvolutionUpdate, type PackFunction } from "./convolution_update.ts";
import { emitDenseUpdate } from "./dense.ts";
import type { NetworkPlan } from "./network_plan.ts";
import type { NormSteps } from "./norm_steps.ts";
import { countOf, createFinisher, definePhase, partsOf, type Phase, shareOf } from "./phase.ts";
import type { Finish } from "./update.ts";

/** Defines `step_phase`, or `gradients_phase` where nothing is updated. */
export function defineUpdatePhase(
  module: ModuleBuilder,
  plan: NetworkPlan,
  options: {
    isUpdating: boolean;
    momentum: number;
    packs: readonly (PackFunction | null)[];
    norms: readonly (NormSteps | null)[];
  },
): Phase {
  const { isUpdating, momentum, packs, norms } = options;
  const rule: Finish = momentum > 0 ? "momentum" : "sgd";
  const name = isUpdating ? "step_phase" : "gradients_phase";
  return definePhase(module, name, (f, thread, threads) => {
    const count = f.keep(countOf(plan));
    const finisher = createFinisher(f, plan, { finish: isUpdating ? rule : "store", momentum });
    for (const [k, block] of plan.blocks.entries()) {
      const norm = norms[k];
      if (norm) {
        f.if(thread.eqz(), () => {
          norm.emitUpdate(f, finisher);
          if (isUpdating) norm.emitObserve(f, count);
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
