/**
 * The phases of a command when the batch is cut by images: see `compile.ts`.
 *
 * A batch normalization needs something of all images before the first can go on, so that it cuts the
 * network into segments. In training there is a phase for each segment forward, and one for each back;
 * the last segment's are one:
 *
 *     segment 0 forward | ... | last segment forward and back | ... | segment 0 back
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { type I32, i32 } from "../wasm/values.ts";
import { type BlockBackward, defineBackward } from "./block_backward.ts";
import { defineForward, definePack, defineRefresh, isNorm } from "./block_functions.ts";
import { defineSquaresPhase } from "./clipped_update.ts";
import { defineImageInput } from "./image_input.ts";
import { FLOAT_BYTES } from "./map_layout.ts";
import { type NetworkPlan, segmentsOf } from "./network_plan.ts";
import { defineOneImagePhases, isOneImageDivided } from "./one_image_phases.ts";
import { defineNormSteps } from "./norm_steps.ts";
import {
  addressOf,
  type Copy,
  countOf,
  definePhase,
  imageOf,
  learntImageOf,
  partsOf,
  type Phase,
  type Phases,
  probabilitiesOf,
  shareOf,
} from "./phase.ts";
import { emitLoss, emitSoftmax } from "./softmax_loss.ts";
import { defineClippedUpdatePhase, defineUpdatePhase } from "./update_phase.ts";

/** All phases of a network, and the function `refresh`. */
export function definePhases(
  module: ModuleBuilder,
  plan: NetworkPlan,
  options: { isTraining: boolean; labelSmoothing?: number },
): Phases {
  const { blocks } = plan;
  const { isTraining, labelSmoothing } = options;
  const imageInput = defineImageInput(module, blocks[0].block.input);
  const forwards = blocks.map((block) => defineForward(module, plan, block));
  const packs = blocks.map((block) => definePack(module, plan, block));
  const norms = blocks.map((block) => isNorm(block) ? defineNormSteps(module, plan, block) : null);
  defineRefresh(module, { blocks, packs });

  const emitInput = (f: FunctionBuilder, at: Copy, image = imageOf(plan, at.n)) => {
    f.call(imageInput, image, addressOf(blocks[0].input, at));
  };
  const emitProbabilities = (f: FunctionBuilder, at: Copy) => {
    const logits = f.keep(addressOf(blocks[blocks.length - 1].output, at));
    const probabilities = f.keep(probabilitiesOf(plan, at.n));
    emitSoftmax(f, plan.network.classes, { logits, probabilities });
    return logits;
  };

  if (isOneImageDivided(blocks.map(({ block }) => block), plan.options)) {
    const emit = { input: emitInput, forwards, probabilities: emitProbabilities };
    return { forward: defineOneImagePhases(module, plan, emit), training: null };
  }
  const forwardPhase = definePhase(module, "forward_phase", (f, thread, threads) => {
    const count = f.keep(countOf(plan));
    for (const norm of norms) norm?.emitRunning(f, thread);
    const { first, end } = shareOf(f, count, { index: thread, of: threads });
    f.loop(first, end, 1, (n) => {
      const at = { thread, n };
      emitInput(f, at);
      for (const forward of forwards) forward(f, at);
      emitProbabilities(f, at);
    });
  });
  const forward = [forwardPhase];
  if (!isTraining) return { forward, training: null };

  const backwards = blocks.map((block) =>
    isNorm(block) ? null : defineBackward(module, plan, block)
  );
  const segments = cutIntoSegments(plan);
  const last = segments.length - 1;
  const normOf = (segment: number) => norms[segments[segment][0]]!;
  const learningOf = (segment: number) => segments[segment].flatMap((k) => backwards[k] ?? []);

  const emitForward = (f: FunctionBuilder, segment: number, at: Copy) => {
    if (segment === 0) emitInput(f, at, learntImageOf(plan, at.n));
    for (const k of segments[segment]) forwards[k](f, at);
    if (segment < last) normOf(segment + 1).emitImageStatistics(f, at);
  };
  const emitBackward = (f: FunctionBuilder, segment: number, at: Copy, part: I32) => {
    for (const block of learningOf(segment).toReversed()) block.image(f, at, part);
    if (segment > 0) normOf(segment).emitImageGradients(f, at);
  };
  const emitLossOf = (f: FunctionBuilder, at: Copy, count: I32) => {
    const probabilities = emitProbabilities(f, at);
    emitLoss(f, plan.network.classes, {
      probabilities,
      label: f.keep(i32.load8U(at.n, plan.labels.offsetBytes)),
      loss: at.n.mul(FLOAT_BYTES).add(plan.losses.offsetBytes),
      gradient: f.keep(addressOf(blocks[blocks.length - 1].outputGradient!, at)),
      count,
      labelSmoothing,
    });
  };

  const images: Phase[] = [];
  for (let segment = 0; segment < last; segment++) {
    images.push(definePartsPhase(module, plan, `forward_${segment}_phase`, {
      before: (f, thread, count) => {
        if (segment > 0) normOf(segment).emitBatchStatistics(f, thread, count);
      },
      image: (f, at) => emitForward(f, segment, at),
    }));
  }
  images.push(definePartsPhase(module, plan, "images_phase", {
    before: (f, thread, count) => {
      if (last > 0) normOf(last).emitBatchStatistics(f, thread, count);
    },
    learning: learningOf(last),
    image: (f, at, part, count) => {
      emitForward(f, last, at);
      emitLossOf(f, at, count);
      emitBackward(f, last, at, part);
    },
  }));
  for (let segment = last - 1; segment >= 0; segment--) {
    images.push(definePartsPhase(module, plan, `backward_${segment}_phase`, {
      before: (f, thread, count) => normOf(segment + 1).emitBatchGradients(f, thread, count),
      learning: learningOf(segment),
      image: (f, at, part, count) => {
        normOf(segment + 1).emitBackward(f, at, count);
        emitBackward(f, segment, at, part);
      },
    }));
  }
  const gradients = defineUpdatePhase(module, plan, { packs, norms, isUpdating: false });
  const step = plan.clipping
    ? [
      gradients,
      defineSquaresPhase(module, plan),
      defineClippedUpdatePhase(module, plan, { packs, norms }),
    ]
    : [defineUpdatePhase(module, plan, { packs, norms, isUpdating: true })];
  return { forward, training: { images, gradients, step, letsGo: false } };
}

/** The numbers of the blocks of each segment; all but the first begin with a batch normalization. */
function cutIntoSegments({ blocks }: NetworkPlan): number[][] {
  const segmentOf = segmentsOf(blocks.map(({ block }) => block));
  const segments: number[][] = Array.from({ length: segmentOf[blocks.length - 1] + 1 }, () => []);
  for (const [k, segment] of segmentOf.entries()) segments[segment].push(k);
  return segments;
}

/** Defines a phase in which each thread takes parts of the batch, image by image. */
function definePartsPhase(
  module: ModuleBuilder,
  plan: NetworkPlan,
  name: string,
  emit: {
    before: (f: FunctionBuilder, thread: I32, count: I32) => void;
    /** Blocks whose gradients begin and end with a part. */
    learning?: readonly BlockBackward[];
    image: (f: FunctionBuilder, at: Copy, part: I32, count: I32) => void;
  },
): Phase {
  return definePhase(module, name, (f, thread, threads) => {
    const count = f.keep(countOf(plan));
    const parts = f.keep(partsOf(count));
    const { learning = [] } = emit;
    emit.before(f, thread, count);
    f.loop(thread, parts, threads, (part) => {
      for (const block of learning) block.begin?.(f, thread, part);
      const { first, end } = shareOf(f, count, { index: part, of: parts });
      f.loop(first, end, 1, (n) => emit.image(f, { thread, n }, part, count));
      for (const block of learning) block.end?.(f, thread, part);
    });
  });
}
