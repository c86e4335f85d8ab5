/** The phases of a command when the batch is cut by images: see `compile.ts`. */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { type I32, i32, select } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import { activate, emitDerivative } from "./activation.ts";
import type { ConvolutionBlock, DenseBlock, PoolBlock } from "./block.ts";
import { controlWord } from "./control.ts";
import { defineConvolutionBackward } from "./convolution_backward.ts";
import { defineConvolutionForward, type ForwardFunction } from "./convolution_forward.ts";
import {
  defineConvolutionPack,
  emitConvolutionUpdate,
  type PackFunction,
} from "./convolution_update.ts";
import {
  defineDenseBackward,
  defineDenseForward,
  emitDenseUpdate,
  emitTranspose,
} from "./dense.ts";
import { defineImageInput } from "./image_input.ts";
import { FLOAT_BYTES } from "./map_layout.ts";
import type { Region } from "./memory_plan.ts";
import { type BlockPlan, type NetworkPlan, PARTS } from "./network_plan.ts";
import { definePoolBackward, definePoolForward } from "./pool.ts";
import { emitLoss, emitSoftmax } from "./softmax_loss.ts";
import { type Finish, Finisher } from "./update.ts";
import { CONTROL } from "./control.ts";

/** `(thread, threads)`: a thread's share of a phase. */
export type Phase = WasmFunction<readonly ["i32", "i32"], readonly []>;

/** Where the things of one image are: its thread's, or its own. */
interface ImagePlace {
  thread: I32;
  n: I32;
}

/** All phases of a network, and the function `refresh`. */
export function definePhases(
  module: ModuleBuilder,
  plan: NetworkPlan,
  options: { isTraining: boolean; momentum: number },
): { forward: Phase; training: { images: Phase; gradients: Phase; step: Phase } | null } {
  const { isTraining, momentum } = options;
  const imageInput = defineImageInput(module, plan.blocks[0].block.input);
  const forwards = plan.blocks.map((block) => defineForward(module, plan, block));
  const packs = plan.blocks.map((block) =>
    isConvolution(block)
      ? defineConvolutionPack(module, block.block, {
        patches: plan.values.offsetBytes + block.weights,
        packed: block.packed!.offsetBytes,
      })
      : null
  );
  defineRefresh(module, plan, packs);

  const emitForward = (f: FunctionBuilder, at: ImagePlace) => {
    const { inputShape, classes } = plan.network;
    const pixels = inputShape.reduce((product, axis) => product * axis, 1);
    const image = at.n.mul(pixels).add(plan.images.offsetBytes);
    f.call(imageInput, image, addressOf(plan.blocks[0].input, at));
    for (const [k, { input, output, winners }] of plan.blocks.entries()) {
      const winnersAddress = winners ? addressOf(winners, at) : i32.const(0);
      f.call(forwards[k], addressOf(input, at), addressOf(output, at), winnersAddress);
    }
    const logits = f.keep(addressOf(plan.blocks[plan.blocks.length - 1].output, at));
    const probabilities = f.keep(
      at.n.mul(classes * FLOAT_BYTES).add(plan.probabilities.offsetBytes),
    );
    emitSoftmax(f, classes, { logits, probabilities });
    return logits;
  };

  const forward = definePhase(module, "forward_phase", (f, thread, threads) => {
    const count = f.keep(countOf(plan));
    const first = f.keep(thread.mul(count).divU(threads));
    const end = f.keep(thread.add(1).mul(count).divU(threads));
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
      const first = f.keep(part.mul(count).divU(parts));
      const end = f.keep(part.add(1).mul(count).divU(parts));
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
      const finisher = new Finisher(f, {
        regions: {
          values: plan.values.offsetBytes,
          gradients: plan.gradients.offsetBytes,
          velocities: plan.velocities.offsetBytes,
          learningRate: plan.control.offsetBytes + CONTROL.learningRate,
        },
        finish,
        momentum,
      });
      const isUpdating = finish !== "store";
      for (const [k, block] of plan.blocks.entries()) {
        if (isDense(block)) {
          emitDenseUpdate(f, block, { count, thread, threads, finisher, isUpdating });
        }
        if (!isConvolution(block)) continue;
        const { filters } = block.block.layer;
        emitConvolutionUpdate(f, block.block, {
          partials: block.partials!,
          parts: f.keep(partsOf(count)),
          first: f.keep(thread.mul(filters).divU(threads)),
          end: f.keep(thread.add(1).mul(filters).divU(threads)),
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

function definePhase(
  module: ModuleBuilder,
  name: string,
  body: (f: FunctionBuilder, thread: I32, threads: I32) => void,
): Phase {
  return module.function(name, { parameters: ["i32", "i32"] }, (f, thread, threads) => {
    body(f, f.keep(thread.add(0)), f.keep(threads.add(0)));
  });
}

/** The present command's number of images. */
function countOf(plan: NetworkPlan): I32 {
  return controlWord(plan.control.offsetBytes, "count");
}

/** How many parts a batch has. */
function partsOf(count: I32): I32 {
  return select(count.ltU(PARTS), count, i32.const(PARTS));
}

/** Where a region's copy for a thread or an image is. */
function addressOf(region: Region, { thread, n }: ImagePlace): I32 {
  const copy = region.per === "image" ? n : thread;
  return copy.mul(region.lengthBytes).add(region.offsetBytes);
}

type ConvolutionPlan = BlockPlan & { block: ConvolutionBlock };
type PoolPlan = BlockPlan & { block: PoolBlock };
type DensePlan = BlockPlan & { block: DenseBlock };

function isConvolution(plan: BlockPlan): plan is ConvolutionPlan {
  return plan.block.kind === "convolution";
}

function isPool(plan: BlockPlan): plan is PoolPlan {
  return plan.block.kind === "pool";
}

function isDense(plan: BlockPlan): plan is DensePlan {
  return plan.block.kind === "dense";
}

function defineForward(
  module: ModuleBuilder,
  { values, options: { isTraining } }: NetworkPlan,
  plan: BlockPlan,
): ForwardFunction {
  if (isPool(plan)) return definePoolForward(module, plan.block, { isTraining });
  if (isDense(plan)) return defineDenseForward(module, plan, values.offsetBytes);
  if (!isConvolution(plan)) throw new TypeError("Cannot compile a block of unknown kind");
  const { block, packed, bias } = plan;
  return defineConvolutionForward(module, block, {
    weights: packed!.offsetBytes,
    bias: values.offsetBytes + bias,
    isTraining,
    activate: (f, sum) => activate(f, block.activation, sum),
  });
}

/** Defines a block's way back; the answer emits the call for an image. */
function defineBackward(
  module: ModuleBuilder,
  { values, lists }: NetworkPlan,
  plan: BlockPlan,
): (f: FunctionBuilder, at: ImagePlace, part: I32) => void {
  const hasInputGradient = plan.inputGradient !== null;
  const gradients = (at: ImagePlace): [output: I32, input: I32] => [
    addressOf(plan.outputGradient!, at),
    plan.inputGradient ? addressOf(plan.inputGradient, at) : i32.const(0),
  ];
  if (isPool(plan)) {
    if (!hasInputGradient) return () => {};
    const backward = definePoolBackward(module, plan.block);
    return (f, at) => f.call(backward, addressOf(plan.winners!, at), ...gradients(at));
  }
  if (isDense(plan)) {
    const backward = defineDenseBackward(module, plan, {
      values: values.offsetBytes,
      hasInputGradient,
    });
    return (f, at) => f.call(backward, addressOf(plan.output, at), ...gradients(at));
  }
  if (!isConvolution(plan)) throw new TypeError("Cannot compile a block of unknown kind");
  const { block, partials } = plan;
  const derivative = module.function(
    `${block.name}_derivative`,
    { parameters: ["i32", "i32"] },
    (f, output, gradient) => {
      emitDerivative(f, block.activation, block.output, { output, gradient });
    },
  );
  const backward = defineConvolutionBackward(module, block, {
    patches: values.offsetBytes + plan.weights,
    hasInputGradient,
  });
  return (f, at, part) => {
    const [outputGradient, inputGradient] = gradients(at);
    if (block.activation) f.call(derivative, addressOf(plan.output, at), outputGradient);
    f.call(
      backward,
      addressOf(plan.input, at),
      addressOf(plan.winners!, at),
      outputGradient,
      inputGradient,
      part.mul(partials!.lengthBytes).add(partials!.offsetBytes),
      addressOf(lists, at),
    );
  };
}

/** Defines `refresh()`: every copy of parameters that a kernel reads. */
function defineRefresh(
  module: ModuleBuilder,
  plan: NetworkPlan,
  packs: readonly (PackFunction | null)[],
): void {
  module.function("refresh", { exported: true }, (f) => {
    for (const [k, block] of plan.blocks.entries()) {
      const pack = packs[k];
      if (pack && isConvolution(block)) {
        f.loop(0, block.block.layer.filters, 1, (filter) => f.call(pack, filter));
      }
      if (isDense(block)) emitTranspose(f, block, plan);
    }
  });
}
