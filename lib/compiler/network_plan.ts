/** Where everything of a compiled network lies: a plan that can be printed, and that emitters follow. */

import { shapeLength } from "../layers/layer.ts";
import type { Network } from "../network/network.ts";
import { momentsOf } from "../network/optimizer_rule.ts";
import { factorsBytes, sumsBytes } from "./batch_norm_statistics.ts";
import { type Block, blocksOf, type ConvolutionBlock } from "./block.ts";
import { type ClippingPlan, reserveClipping, wholeChunks } from "./clipping_plan.ts";
import { CONTROL_BYTES } from "./control.ts";
import { listBytes, partialBytes } from "./convolution_backward.ts";
import { maskBytes } from "./dropout.ts";
import { denseInputs, WideLayout } from "./dense_layout.ts";
import { ForwardPacking } from "./forward_packing.ts";
import { FLOAT_BYTES, padded, VECTOR_BYTES } from "./map_layout.ts";
import { MemoryPlan, type Region } from "./memory_plan.ts";
import { hasParameters, layoutParameters, type PaddingBias } from "./parameter_layout.ts";
import type { ParameterPlaces } from "./parameter_places.ts";
import { PLAIN_UPDATE, type UpdateOptions } from "./update.ts";
import { WinogradGradientLayout } from "./winograd_gradient_layout.ts";
import { WinogradLayout } from "./winograd_layout.ts";

/** A batch is cut into this many parts at most, whatever the number of threads. */
export const PARTS = 8;

/** What a module is made for. */
export interface PlanOptions {
  /** The most images of a call. */
  readonly batch: number;
  /** The most threads that work on a call. */
  readonly threads: number;
  /** Whether it can compute gradients. */
  readonly isTraining: boolean;
  /** What it does with them; gradient descent if absent. */
  readonly update?: UpdateOptions;
  /** Whether training begins with the import `cnn.augment(first, end)`; not if absent. */
  readonly augments?: boolean;
  /** How many images the module holds for good, to learn from; 0 if absent. */
  readonly sourceImages?: number;
}

/** Images to learn from that the module holds for good. */
export interface SourcePlan {
  /** `[images][channels][height][width]`, bytes. */
  readonly images: Region;
  /** Which of them each image of the batch is: `[batch]`, 32 bits each. */
  readonly picks: Region;
}

/** Where a block's own things lie. */
export interface BlockPlan {
  readonly block: Block;
  /** What it is given, and what it answers: one for each thread, or for each image. */
  readonly input: Region;
  readonly output: Region;
  /** The gradients of both; null where nobody needs them. */
  readonly inputGradient: Region | null;
  readonly outputGradient: Region | null;
  /** Places of the winners of a pooling. */
  readonly winners: Region | null;
  /** What a dropout keeps. */
  readonly masks: Region | null;
  /** Gradients of a convolution's parameters, one for each part of the batch. */
  readonly partials: Region | null;
  /** A convolution's weights as its forward kernel reads them. */
  readonly packed: Region | null;
  /** The same, mirrored, for the gradients by Winograd's method. */
  readonly mirrored: Region | null;
  /** The matrices of a Winograd kernel, one set for each thread. */
  readonly matrices: Region | null;
  /** What a batch normalization knows of each image, and each thread of the batch. */
  readonly sums: Region | null;
  readonly factors: Region | null;
  /** Distances of weights and biases from the beginning of the parameters, in bytes. */
  readonly weights: number;
  readonly bias: number;
}

/** What every module has, however its work is divided. */
export interface ModulePlan {
  readonly network: Network;
  readonly options: PlanOptions;
  readonly update: UpdateOptions;
  readonly memory: MemoryPlan;
  readonly control: Region;
  /** `[batch][channels][height][width]`, bytes. */
  readonly images: Region;
  /** What training takes its images from instead, if it is there. */
  readonly source: SourcePlan | null;
  /** `[batch]`, bytes. */
  readonly labels: Region;
  /** `[batch]`, 32 bits each: how images are augmented. */
  readonly keys: Region;
  /** `[batch]`, floats from 0 to 1: how far. */
  readonly strengths: Region;
  /** `[batch][classes]`, floats. */
  readonly probabilities: Region;
  /** `[batch]`, floats. */
  readonly losses: Region;
  /** Packed parameters, and what belongs to them in the same layout. */
  readonly values: Region;
  readonly gradients: Region;
  /** What the optimizer keeps, in the order of `momentsOf`. */
  readonly moments: readonly Region[];
  /** Moving averages, if any are kept. */
  readonly averages: Region | null;
  /** What clipping needs, if gradients are clipped. */
  readonly clipping: ClippingPlan | null;
  readonly parameters: readonly ParameterPlaces[];
  readonly paddingBiases: readonly PaddingBias[];
}

/** Where everything of a network lies whose batches are divided by images. */
export interface NetworkPlan extends ModulePlan {
  readonly blocks: readonly BlockPlan[];
  /** Lists of gradients, one set for each thread. */
  readonly lists: Region;
}

/** Takes room for what every module has. */
export function reserveModule(
  memory: MemoryPlan,
  network: Network,
  options: PlanOptions,
  parameterBytes: number,
): Omit<ModulePlan, "parameters" | "paddingBiases"> {
  const { batch, isTraining, update = PLAIN_UPDATE, sourceImages = 0 } = options;
  const { rule, clipNorm, hasAverages } = update;
  const isClipping = isTraining && clipNorm > 0;
  // Clipping runs through gradients in whole chunks.
  const gradientBytes = isClipping ? wholeChunks(parameterBytes) : parameterBytes;
  // Kernels read whole vectors.
  const imageBytes = (count: number) => count * shapeLength(network.inputShape) + VECTOR_BYTES;
  return {
    network,
    options,
    update,
    memory,
    control: memory.reserve("control", CONTROL_BYTES),
    images: memory.reserve("images (bytes)", imageBytes(batch)),
    source: sourceImages > 0
      ? {
        images: memory.reserve("source images (bytes)", imageBytes(sourceImages)),
        picks: memory.reserve("picks", batch * FLOAT_BYTES),
      }
      : null,
    labels: memory.reserve("labels (bytes)", batch),
    keys: memory.reserve("keys", batch * FLOAT_BYTES),
    strengths: memory.reserve("strengths", batch * FLOAT_BYTES),
    probabilities: memory.reserve("probabilities", batch * network.classes * FLOAT_BYTES),
    losses: memory.reserve("losses", batch * FLOAT_BYTES),
    values: memory.reserve("parameters", parameterBytes),
    gradients: memory.reserve("parameter gradients", isTraining ? gradientBytes : 0),
    moments: isTraining
      ? momentsOf(rule).map((name) => memory.reserve(name.replace("_", " "), parameterBytes))
      : [],
    averages: isTraining && hasAverages ? memory.reserve("averages", parameterBytes) : null,
    clipping: isClipping ? reserveClipping(memory, gradientBytes) : null,
  };
}

/**
 * Plans the memory of a network's module.
 *
 * @throws {RangeError} If it needs more than 2 GiB.
 */
export function planNetwork(network: Network, options: PlanOptions): NetworkPlan {
  const { batch, threads, isTraining } = options;
  const blocks = blocksOf(network, options);
  const segments = isTraining ? segmentsOf(blocks) : blocks.map(() => 0);
  const lastSegment = segments[blocks.length - 1];
  const memory = new MemoryPlan();
  const perThread = { copies: threads, per: "thread" } as const;
  const perImage = { copies: batch, per: "image" } as const;
  const layout = layoutParameters(network, blocks);
  const common = reserveModule(memory, network, options, layout.lengthBytes);
  const packed = blocks.map((block) => reservePacked(memory, block));

  // What a dense layer is given, and its gradient, is needed again when all images are done; so is
  // what leads to a batch normalization, and the gradient behind it.
  const keeping = (isKept: boolean) => isTraining && isKept ? perImage : perThread;
  const isEarly = (k: number) => segments[k] < lastSegment;
  const lengths = blocks.map((block) => mapBytes(block));
  const inputs = blocks.map((block, k) =>
    memory.reserve(
      k === 0 ? "input" : `${blocks[k - 1].name} output`,
      Math.max(lengths[k].input, k > 0 ? lengths[k - 1].output : 0),
      keeping(
        block.kind === "dense" || block.kind === "norm" || isEarly(k) || (k > 0 && isEarly(k - 1)),
      ),
    )
  );
  const last = blocks[blocks.length - 1];
  const output = memory.reserve(
    `${last.name} output`,
    lengths[blocks.length - 1].output,
    perThread,
  );
  // Nobody asks for gradients in front of the first block that can learn.
  const firstTrained = blocks.findIndex(hasParameters);
  const outputGradients = blocks.map((block, k) =>
    isTraining && k >= firstTrained
      ? memory.reserve(
        `${block.name} output gradient`,
        Math.max(lengths[k].output, k + 1 < blocks.length ? lengths[k + 1].input : 0),
        keeping(block.kind === "dense" || block.kind === "norm"),
      )
      : null
  );

  let lists = 0;
  const plans = blocks.map((block, k): BlockPlan => {
    const isConvolution = block.kind === "convolution";
    if (isConvolution) lists = Math.max(lists, listBytes(block));
    return {
      block,
      input: inputs[k],
      output: inputs[k + 1] ?? output,
      inputGradient: k > 0 ? outputGradients[k - 1] : null,
      outputGradient: outputGradients[k],
      winners: isTraining && (isConvolution || block.kind === "pool")
        ? memory.reserve(`${block.name} winners`, winnerBytes(block), keeping(isEarly(k)))
        : null,
      masks: isTraining && block.kind === "dropout"
        ? memory.reserve(`${block.name} masks`, maskBytes(block), keeping(isEarly(k)))
        : null,
      partials: isTraining && isConvolution
        ? memory.reserve(`${block.name} partial gradients`, partialBytes(block), {
          copies: PARTS,
          per: "part",
        })
        : null,
      packed: packed[k],
      mirrored: isConvolution && block.winograd?.backward
        ? memory.reserve(
          `${block.name} mirrored weights`,
          new WinogradGradientLayout(block).packedBytes,
        )
        : null,
      sums: isTraining && block.kind === "norm"
        ? memory.reserve(`${block.name} sums`, sumsBytes(block), perImage)
        : null,
      factors: block.kind === "norm"
        ? memory.reserve(`${block.name} factors`, factorsBytes(block), perThread)
        : null,
      matrices: isConvolution && block.winograd
        ? memory.reserve(`${block.name} winograd matrices`, matrixBytes(block), perThread)
        : null,
      ...layout.blocks[k],
    };
  });
  return {
    ...common,
    lists: memory.reserve("gradient lists", isTraining ? lists : 0, perThread),
    blocks: plans,
    parameters: layout.parameters,
    paddingBiases: layout.paddingBiases,
  };
}

/** How many batch normalizations there are up to each block, itself included. */
export function segmentsOf(blocks: readonly Block[]): number[] {
  let segment = 0;
  return blocks.map((block) => block.kind === "norm" ? ++segment : segment);
}

/** Bytes of what a block reads and writes; kernels of whole tiles write more than there is. */
function mapBytes(block: Block): { input: number; output: number } {
  const { input, output } = block;
  if (block.kind !== "dense" || block.kernel === "narrow") {
    return { input: input.lengthBytes, output: output.lengthBytes };
  }
  const layout = new WideLayout(output.channels, denseInputs(block));
  return {
    input: input.lengthBytes,
    output: Math.max(output.lengthBytes, layout.outputs * FLOAT_BYTES),
  };
}

function reservePacked(memory: MemoryPlan, block: Block): Region | null {
  if (block.kind !== "convolution") return null;
  const bytes = block.winograd
    ? WinogradLayout.forward(block).packedBytes
    : new ForwardPacking(block).length * FLOAT_BYTES;
  return memory.reserve(`${block.name} packed weights`, bytes);
}

function matrixBytes(block: ConvolutionBlock): number {
  return block.winograd?.backward
    ? new WinogradGradientLayout(block).lengthBytes
    : WinogradLayout.forward(block).matrixBytes;
}

function winnerBytes({ output }: Block): number {
  return output.height * output.width * padded(output.channels) * FLOAT_BYTES;
}
