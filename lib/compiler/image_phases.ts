/** The phases of a command when the batch is cut by images: see `compile.ts`. */

import { shapeLength } from "../layers/layer.ts";
import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { i32 } from "../wasm/values.ts";
import {
  defineBackward,
  defineForward,
  definePack,
  defineRefresh,
  isConvolution,
  isDense,
} from "./block_functions.ts";
import { emitConvolutionUpdate } from "./convolution_update.ts";
import { emitDenseUpdate } from "./dense.ts";
import { defineImageInput } from "./image_input.ts";
import { FLOAT_BYTES } from "./map_layout.ts";
import type { NetworkPlan } from "./network_plan.ts";
import {
  addressOf,
  type Copy,
  countOf,
  createFinisher,
  definePhase,
  partsOf,
  type Phases,
  probabilitiesOf,
  shareOf,
} from "./phase.ts";
import { emitLoss, emitSoftmax } from "./softmax_loss.ts";
import type { Finish } from "./update.ts";

/** All phases of a network, and the function `refresh`. */
export function definePhases(
  module: ModuleBuilder,
  plan: NetworkPlan,
  options: { isTraining: boolean; momentum: number },
): Phases {
  const { isTraining, momentum } = options;
  const imageInput = defineImageInput(module, plan.blocks[0].block.input);
  const forwards = plan.blocks.map((block) => defineForward(module, plan, block));
  const packs = plan.blocks.map((block) => definePack(module, plan, block));
  defineRefresh(module, { blocks: plan.blocks, packs });

  const emitForward = (f: FunctionBuilder, at: Copy) => {
    const { inputShape, classes } = plan.network;
    const image = at.n.mul(shapeLength(inputShape)).add(plan.images.offsetBytes);
    f.call(imageInput, image, addressOf(plan.blocks[0].input, at));
    for (const forward of forwards) forward(f, at);
    const logits = f.keep(addressOf(plan.blocks[plan.blocks.length - 1].output, at));
    emitSoftmax(f, classes, { logits, probabilities: f.keep(probabilitiesOf(plan, at.n)) });
    return logits;
  };

  const forward = definePhase(module, "forward_phase", (f, thread, threads) => {
    const count = f.keep(countOf(plan));
    const { first, end } = shareOf(f, count, { index: thread, of: threads });
    f.loop(first, end, 1, (n) => {
      emitForward(f, { thread, n });
    });
  });
  if (!isTraining) return { forward, training: null };

  const backwards = plan.blocks.map((block) => defineBackward(module, plan, block));
  const images = definePhase(module, "images_phase", (f, thread, threads) => {
    const count = f.keep(countOf(plan));
    const parts = f.keep(partsOf(count));
    f.loop(thread, parts, threads, (part) => {
      for (const { partials } of plan.blocks) {
        if (!partials) continue;
        const address = part.mul(partials.lengthBytes).add(partials.offsetBytes);
        f.memory.fill(address, 0, partials.lengthBytes);
      }
      const { first, end } = shareOf(f, count, { index: part, of: parts });
      f.loop(first, end, 1, (n) => {
        const at = { thread, n };
        const logits = emitForward(f, at);
        emitLoss(f, plan.network.classes, {
          probabilities: logits,
          label: f.keep(i32.load8U(n, plan.labels.offsetBytes)),
          loss: n.mul(FLOAT_BYTES).add(plan.losses.offsetBytes),
          gradient: f.keep(addressOf(plan.blocks[plan.blocks.length - 1].outputGradient!, at)),
          count,
        });
        for (let k = plan.blocks.length - 1; k >= 0; k--) backwards[k](f, at, part);
      });
    });
  });

  const defineUpdate = (name: string, finish: Finish) =>
    definePhase(module, name, (f, thread, threads) => {
      const count = f.keep(countOf(plan));
      const finisher = createFinisher(f, plan, { finish, momentum });
      const isUpdating = finish !== "store";
      for (const [k, block] of plan.blocks.entries()) {
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
  return {
    forward,
    training: {
      images,
      gradients: defineUpdate("gradients_phase", "store"),
      step: defineUpdate("step_phase", momentum > 0 ? "momentum" : "sgd"),
    },
  };
}
