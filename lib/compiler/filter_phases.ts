/**
 * The phases of a command when the work is divided by filters: see `filter_plan.ts`.
 *
 * 1. maps: for its groups of filters and all images, a thread computes the maps and their share of the
 *    logits:
 *
 *        partialLogit[group][n,i] = sum over the group's inputs j of weight[i,j] * input[n,j]
 *
 * 2. update: every thread adds the shares in the order of the groups, takes softmax and loss for
 *    itself, and goes back through its own filters. Nothing is summed across threads. As soon as a
 *    thread has the gradients of the logits, it needs nothing more that others write, and lets go: the
 *    caller may prepare the next batch, and begin with it, while this thread is still on its way back.
 *
 * Images go through the dense map in pairs, so that weights are loaded once for two.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32x4, type I32, i32 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import { type BlockBackward, defineBackward } from "./block_backward.ts";
import { defineForward, definePack, defineRefresh } from "./block_functions.ts";
import { defineSquaresPhase, emitClipFactor, emitClippedUpdate } from "./clipped_update.ts";
import type { Meeting } from "./control.ts";
import { emitConvolutionUpdate, type PackFunction } from "./convolution_update.ts";
import {
  defineDenseBackwardPair,
  defineDenseForwardPair,
  emitDenseSingle,
  emitDenseUpdate,
  type PairFunction,
} from "./dense.ts";
import type { FilterGroup, FilterPlan } from "./filter_plan.ts";
import { defineImageInput } from "./image_input.ts";
import { FLOAT_BYTES, padded, VECTOR_BYTES } from "./map_layout.ts";
import type { Region } from "./memory_plan.ts";
import {
  addressOf,
  type Copy,
  countOf,
  createFinisher,
  definePhase,
  imageOf,
  learntImageOf,
  type Phase,
  type Phases,
  probabilitiesOf,
  shareOf,
} from "./phase.ts";
import { emitLoss, emitSoftmax } from "./softmax_loss.ts";
import type { Finish } from "./update.ts";

/** All phases of a network, and the function `refresh`. */
export function defineFilterPhases(
  module: ModuleBuilder,
  plan: FilterPlan,
  { labelSmoothing, letGo }: { labelSmoothing?: number; letGo: Meeting["letGo"] },
): Phases {
  const imageInput = defineImageInput(module, plan.groups[0].convolution.block.input);
  const forwards = plan.groups.map((group, g) =>
    defineGroupForward(module, plan, { group, g, imageInput })
  );
  const packs = plan.groups.map(({ convolution }) => definePack(module, plan, convolution));
  const refreshed = plan.groups.map(({ convolution }) => convolution);
  defineRefresh(module, { blocks: refreshed, packs });

  const softmax = module.function(
    "softmax",
    { parameters: ["i32", "i32", "i32"] },
    (f, thread, n, probabilities) => emitLogits(f, plan, { thread, n, probabilities }),
  );
  const forward = definePhase(module, "forward_phase", (f, thread, threads) => {
    const count = f.keep(countOf(plan));
    const { first, end } = shareOf(f, count, { index: thread, of: threads });
    f.loop(first, end, 1, (n) => {
      for (const { maps, emitLogits } of forwards) {
        f.call(maps, thread, n, imageOf(plan, n));
        emitLogits(f, [{ thread, n }]);
      }
      f.call(softmax, thread, n, probabilitiesOf(plan, n));
    });
  });

  const images = definePhase(module, "images_phase", (f, thread, threads) => {
    const count = f.keep(countOf(plan));
    emitOwnGroups(f, plan, { thread, threads }, (g) => {
      const { maps, emitLogits } = forwards[g];
      eachPair(f, plan, count, (images) => {
        for (const n of images) f.call(maps, thread, n, learntImageOf(plan, n));
        emitLogits(f, images.map((n) => ({ thread, n })));
      });
    });
  });

  const backwards = plan.groups.map((group) => defineGroupBackward(module, plan, group));
  const defineUpdate = (name: string, finish: Finish): Phase => {
    const updates = plan.groups.map((group, g) =>
      module.function(`${name}_${g}`, { parameters: ["i32", "i32"] }, (f, thread, letsGo) => {
        const count = f.keep(countOf(plan));
        const finisher = createFinisher(f, plan, finish);
        const pack = finish === "store" ? null : packs[g];
        const isSingle = plan.options.batch === 1;
        const { partials } = group.convolution;
        f.memory.fill(partials!.offsetBytes, 0, partials!.lengthBytes);
        f.loop(0, count, 1, (n) => {
          emitLogitGradient(f, plan, g, { thread, n, count, softmax, labelSmoothing });
        });
        f.if(letsGo, () => f.call(letGo));
        eachPair(f, plan, count, (images) => {
          const ats = images.map((n) => ({ thread, n }));
          if (isSingle) emitDenseSingle(f, plan, group.dense, finisher);
          else backwards[g].emitDense(f, ats);
          for (const at of ats) backwards[g].convolution.image(f, at, i32.const(0));
        });
        const alone = { thread: i32.const(0), threads: i32.const(1) };
        const update = { ...alone, count, finisher };
        if (!isSingle) emitDenseUpdate(f, group.dense, update);
        emitConvolutionUpdate(f, group.convolution.block, {
          ...group.convolution,
          partials: partials!,
          parts: i32.const(1),
          first: i32.const(0),
          end: i32.const(group.convolution.block.layer.filters),
          finisher,
          pack,
          thread: alone.thread,
        });
      })
    );
    return definePhase(module, `${name}_phase`, (f, thread, threads) => {
      emitOwnGroups(f, plan, { thread, threads }, (g) => {
        const isLast = i32.const(g).add(threads).geU(plan.groups.length);
        const isOther = thread.ne(0);
        f.call(updates[g], thread, finish === "update" ? isLast.and(isOther) : 0);
      });
    });
  };
  const gradients = defineUpdate("gradients", "store");
  const step = plan.clipping
    ? [gradients, defineSquaresPhase(module, plan), defineClippedUpdate(module, plan, packs)]
    : [defineUpdate("step", "update")];
  return {
    forward: [forward],
    training: { images: [images], gradients, step, letsGo: !plan.clipping },
  };
}

/** Defines `clipped_step_phase`: the update by gradients that `gradients_phase` has left, clipped. */
function defineClippedUpdate(
  module: ModuleBuilder,
  plan: FilterPlan,
  packs: readonly (PackFunction | null)[],
): Phase {
  const alone = { thread: i32.const(0), threads: i32.const(1) };
  return definePhase(module, "clipped_step_phase", (f, thread, threads) => {
    const factor = emitClipFactor(f, plan);
    const finisher = createFinisher(f, plan, "update");
    emitOwnGroups(f, plan, { thread, threads }, (g) => {
      const { convolution, dense } = plan.groups[g];
      const update = { factor, finisher, ...alone };
      emitClippedUpdate(f, plan, convolution, { ...update, pack: packs[g] });
      emitClippedUpdate(f, plan, dense, { ...update, pack: null });
    });
  });
}

/** Emits `work` for the groups of a thread: every `threads`-th, from its own number on. */
function emitOwnGroups(
  f: FunctionBuilder,
  { groups }: FilterPlan,
  { thread, threads }: { thread: I32; threads: I32 },
  work: (group: number) => void,
): void {
  for (const g of groups.keys()) f.if(i32.const(g).remU(threads).eq(thread), () => work(g));
}

/** A group's way forward. */
interface GroupForward {
  /** `(thread, n, image)`: the maps of image `n`, whose bytes are at `image`. */
  readonly maps: WasmFunction<readonly ["i32", "i32", "i32"], readonly []>;
  /** Emits the partial logits of an image whose maps are known, or of two. */
  readonly emitLogits: (f: FunctionBuilder, images: readonly Copy[]) => void;
}

function defineGroupForward(
  module: ModuleBuilder,
  plan: FilterPlan,
  { group: { convolution, dense }, g, imageInput }: {
    group: FilterGroup;
    g: number;
    imageInput: WasmFunction<readonly ["i32", "i32"], readonly []>;
  },
): GroupForward {
  const forward = defineForward(module, plan, convolution);
  const single = defineForward(module, plan, dense);
  const pair = defineDenseForwardPair(module, dense, plan.values.offsetBytes);
  return {
    maps: module.function(
      `maps_${g}`,
      { parameters: ["i32", "i32", "i32"] },
      (f, thread, n, image) => {
        const at = { thread, n };
        f.call(imageInput, image, addressOf(convolution.input, at));
        forward(f, at);
      },
    ),
    emitLogits: (f, images) => {
      if (images.length === 1) single(f, images[0]);
      else emitPair(f, pair, { from: dense.input, to: dense.output, images });
    },
  };
}

/** A group's way back. */
interface GroupBackward {
  /** Emits the gradients of the maps of an image, or of two. */
  readonly emitDense: (f: FunctionBuilder, images: readonly Copy[]) => void;
  readonly convolution: BlockBackward;
}

function defineGroupBackward(
  module: ModuleBuilder,
  plan: FilterPlan,
  { convolution, dense, lists }: FilterGroup,
): GroupBackward {
  const places = { values: plan.values, lists };
  const single = defineBackward(module, places, dense);
  const pair = defineDenseBackwardPair(module, dense, plan.values.offsetBytes);
  return {
    emitDense: (f, images) => {
      const gradients = { from: dense.outputGradient!, to: dense.inputGradient! };
      if (images.length === 1) single.image(f, images[0], i32.const(0));
      else emitPair(f, pair, { ...gradients, images });
    },
    convolution: defineBackward(module, places, convolution),
  };
}

/** Emits the call of a kernel for two images. */
function emitPair(
  f: FunctionBuilder,
  kernel: PairFunction,
  { from, to, images: [first, second] }: { from: Region; to: Region; images: readonly Copy[] },
): void {
  f.call(
    kernel,
    ...[addressOf(from, first), addressOf(to, first)] as const,
    ...[addressOf(from, second), addressOf(to, second)] as const,
  );
}

/** Emits `work` for all images of a batch, two at a time, and for the one that may be left. */
function eachPair(
  f: FunctionBuilder,
  { options: { batch } }: FilterPlan,
  count: I32,
  work: (images: readonly I32[]) => void,
): void {
  const whole = f.keep(count.and(-2));
  if (batch > 1) f.loop(0, whole, 2, (n) => work([n, f.keep(n.add(1))]));
  f.loop(whole, count, 1, (n) => work([n]));
}

/** Emits an image's logits, the sum of all groups' shares, and its probabilities. */
function emitLogits(
  f: FunctionBuilder,
  plan: FilterPlan,
  at: Copy & { probabilities: I32 },
): void {
  const { classes } = plan.network;
  const logits = f.keep(addressOf(plan.logits, at));
  const shares = plan.groups.map(({ dense }) => f.keep(addressOf(dense.output, at)));
  for (let offset = 0; offset < padded(classes) * FLOAT_BYTES; offset += VECTOR_BYTES) {
    const sum = f.let(f32x4.load(shares[0], offset));
    for (const share of shares.slice(1)) sum.set(sum.add(f32x4.load(share, offset)));
    f.store(logits, offset, sum);
  }
  emitSoftmax(f, classes, { logits, probabilities: at.probabilities });
}

/**
 * Emits the gradient of an image's logits, for one group. Probabilities and losses are written out for
 * the first group only: the others' threads would fight for the same cache lines.
 */
function emitLogitGradient(
  f: FunctionBuilder,
  plan: FilterPlan,
  group: number,
  at: Copy & {
    count: I32;
    softmax: WasmFunction<readonly ["i32", "i32", "i32"], readonly []>;
    labelSmoothing?: number;
  },
): void {
  const { dense } = plan.groups[group];
  const unread = f.keep(addressOf(plan.unread, at));
  const isFirst = group === 0;
  f.call(at.softmax, at.thread, at.n, isFirst ? probabilitiesOf(plan, at.n) : unread);
  emitLoss(f, plan.network.classes, {
    probabilities: f.keep(addressOf(plan.logits, at)),
    label: f.keep(i32.load8U(at.n, plan.labels.offsetBytes)),
    loss: isFirst ? at.n.mul(FLOAT_BYTES).add(plan.losses.offsetBytes) : unread,
    gradient: f.keep(addressOf(dense.outputGradient!, at)),
    count: at.count,
    labelSmoothing: at.labelSmoothing,
  });
}
