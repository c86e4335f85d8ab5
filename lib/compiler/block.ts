/**
 * A network as the compiler sees it: blocks of layers that are computed together.
 *
 * This is the place where a layer gets its kernels:
 *
 * | layers                                     | block         | kernel                                |
 * | ------------------------------------------ | ------------- | ------------------------------------- |
 * | conv 3x3 or 5x5 with pool 2, see below     | `convolution` | `winograd`: the pooled 2x2 at once    |
 * | conv 3x3, see below                        | `convolution` | `winograd`: 4x4 outputs at once       |
 * | conv, pool 2 (an activation between them)  | `convolution` | `direct`: the four of a window at once|
 * | conv (and activation)                      | `convolution` | `direct`: four neighbours at once     |
 * | pool, where it does not follow a conv      | `pool`        |                                       |
 * | avgpool, globalpool                        | `average`     |                                       |
 * | batchnorm (and activation)                 | `norm`        |                                       |
 * | dropout                                    | `dropout`     |                                       |
 * | dense or softmax of at most 12 outputs     | `dense`       | `narrow`: an input vector at a time   |
 * | dense of more (and activation)             | `dense`       | `wide`: an input at a time            |
 *
 * Winograd's kernels are for stride 1 and four or more channels; without a pooling also for four or more
 * rows and columns, and a padding that the way back can mirror.
 *
 * An activation never decreases, so that it may be applied before or after a pooling: after it, there
 * are fewer values.
 */

import { ActivationLayer } from "../layers/activation_layer.ts";
import { AveragePoolingLayer } from "../layers/average_pooling_layer.ts";
import { BatchNormLayer } from "../layers/batch_norm_layer.ts";
import { ConvolutionLayer } from "../layers/convolution_layer.ts";
import { DenseLayer } from "../layers/dense_layer.ts";
import { DropoutLayer } from "../layers/dropout_layer.ts";
import { GlobalPoolingLayer } from "../layers/global_pooling_layer.ts";
import { MaxPoolingLayer } from "../layers/max_pooling_layer.ts";
import type { Activation } from "../network/architecture.ts";
import type { NamedLayer, Network } from "../network/network.ts";
import { type MapLayout, mapLayout, NO_SPARE, type Spare } from "./map_layout.ts";
import { WINDOW_SIDE } from "./winograd_layout.ts";

/** A convolution, its activation, and the pooling behind it. */
export interface ConvolutionBlock {
  readonly kind: "convolution";
  readonly kernel: "direct" | "winograd";
  /** Whether the pooling of 2x2 behind it is part of it. */
  readonly isPooled: boolean;
  readonly name: string;
  readonly layer: ConvolutionLayer;
  readonly activation: Activation | null;
  readonly input: MapLayout;
  readonly output: MapLayout;
}

/** A max pooling on its own. */
export interface PoolBlock {
  readonly kind: "pool";
  readonly name: string;
  readonly layer: MaxPoolingLayer;
  readonly input: MapLayout;
  readonly output: MapLayout;
}

/** An average pooling, of windows or of whole maps. */
export interface AveragePoolBlock {
  readonly kind: "average";
  readonly name: string;
  readonly window: { readonly height: number; readonly width: number; readonly stride: number };
  readonly input: MapLayout;
  readonly output: MapLayout;
}

/** A dropout. */
export interface DropoutBlock {
  readonly kind: "dropout";
  readonly name: string;
  readonly layer: DropoutLayer;
  readonly input: MapLayout;
  readonly output: MapLayout;
}

/** A batch normalization and its activation. */
export interface NormBlock {
  readonly kind: "norm";
  readonly name: string;
  readonly layer: BatchNormLayer;
  readonly activation: Activation | null;
  readonly input: MapLayout;
  readonly output: MapLayout;
}

/** A dense layer and its activation; the last one is the softmax's. */
export interface DenseBlock {
  readonly kind: "dense";
  readonly kernel: "narrow" | "wide";
  readonly name: string;
  readonly layer: DenseLayer;
  readonly activation: Activation | null;
  readonly input: MapLayout;
  readonly output: MapLayout;
}

/** What is computed together. */
export type Block =
  | ConvolutionBlock
  | PoolBlock
  | AveragePoolBlock
  | NormBlock
  | DropoutBlock
  | DenseBlock;

/** The most outputs whose sums fit into registers together. */
const MOST_NARROW_OUTPUTS = 12;

/** Fewer input channels do not pay for Winograd's transforms. */
const LEAST_WINOGRAD_CHANNELS = 4;

/** Cuts a network into blocks. */
export function blocksOf(network: Network): Block[] {
  const groups = groupLayers(network.layers);
  const blocks: Block[] = [];
  let input = mapLayout(network.inputShape, {
    ...zerosAround(groups[0]),
    // Maps that are multiplied are runs of floats; all other layers work on vectors of channels.
    isImage: multiplies(groups[0][0].layer),
  });
  for (const [index, group] of groups.entries()) {
    const last = group[group.length - 1].layer;
    const next = groups[index + 1];
    const output = mapLayout(last.outputShape, next && zerosAround(next));
    blocks.push(createBlock(group, input, output));
    input = output;
  }
  return blocks;
}

function multiplies(layer: NamedLayer["layer"]): boolean {
  return layer instanceof ConvolutionLayer || layer instanceof DenseLayer;
}

/** The zeros that a group of layers wants around its input. */
function zerosAround(group: NamedLayer[]): { border: number; spare: Spare } {
  const [{ layer }] = group;
  if (!(layer instanceof ConvolutionLayer)) return { border: 0, spare: NO_SPARE };
  const { padding, outputShape: [, height, width] } = layer;
  const isWhole = hasPooling(group) || convolutionKernel(layer, false) === "direct";
  const spare = isWhole ? NO_SPARE : { rows: spareOf(height), columns: spareOf(width) };
  return { border: padding, spare };
}

/** How far the last of the windows of Winograd's kernel reaches over the end of a map. */
function spareOf(length: number): number {
  return Math.ceil(length / WINDOW_SIDE) * WINDOW_SIDE - length;
}

function hasPooling(group: readonly NamedLayer[]): boolean {
  return group.some(({ layer }) => layer instanceof MaxPoolingLayer);
}

/** The kernel that serves a convolution. */
function convolutionKernel(
  layer: ConvolutionLayer,
  isPooled: boolean,
): ConvolutionBlock["kernel"] {
  const { inputShape: [channels], outputShape: [, ...sides], size, stride, padding } = layer;
  if (stride > 1 || channels < LEAST_WINOGRAD_CHANNELS) return "direct";
  if (isPooled) return size === 3 || size === 5 ? "winograd" : "direct";
  const fits = size === 3 && padding < size && Math.min(...sides) >= WINDOW_SIDE;
  return fits ? "winograd" : "direct";
}

/** Layers that make a block, beginning with the one that names it. */
function groupLayers(layers: readonly NamedLayer[]): NamedLayer[][] {
  const groups: NamedLayer[][] = [];
  for (const named of layers) {
    const group = groups.at(-1);
    const joins = group !== undefined &&
      (named.layer instanceof ActivationLayer || isPooledWith(group, named.layer));
    if (joins) group.push(named);
    else groups.push([named]);
  }
  return groups;
}

/** Whether `layer` is the pooling that a convolution computes with its own kernel. */
function isPooledWith([first, ...others]: NamedLayer[], layer: NamedLayer["layer"]): boolean {
  return first.layer instanceof ConvolutionLayer &&
    layer instanceof MaxPoolingLayer && layer.size === 2 && layer.stride === 2 &&
    others.every(({ layer }) => layer instanceof ActivationLayer);
}

function createBlock(group: NamedLayer[], input: MapLayout, output: MapLayout): Block {
  const [{ name, layer }, ...others] = group;
  const activation = activationOf(others);
  if (layer instanceof ConvolutionLayer) {
    const isPooled = hasPooling(group);
    const kernel = convolutionKernel(layer, isPooled);
    return { kind: "convolution", kernel, isPooled, name, layer, activation, input, output };
  }
  if (layer instanceof MaxPoolingLayer) return { kind: "pool", name, layer, input, output };
  if (layer instanceof AveragePoolingLayer) {
    const { size, stride } = layer;
    return { kind: "average", name, window: { height: size, width: size, stride }, input, output };
  }
  if (layer instanceof GlobalPoolingLayer) {
    const { height, width } = input;
    return { kind: "average", name, window: { height, width, stride: 1 }, input, output };
  }
  if (layer instanceof DropoutLayer) return { kind: "dropout", name, layer, input, output };
  if (layer instanceof BatchNormLayer) {
    return { kind: "norm", name, layer, activation, input, output };
  }
  if (layer instanceof DenseLayer) {
    const kernel = output.channels <= MOST_NARROW_OUTPUTS ? "narrow" : "wide";
    return { kind: "dense", kernel, name, layer, activation, input, output };
  }
  throw new TypeError(`Cannot compile layer "${name}": expected one that has a kernel`);
}

function activationOf(layers: NamedLayer[]): Activation | null {
  const named = layers.find(({ layer }) => layer instanceof ActivationLayer);
  return named ? named.name.replace(/\d+$/, "") as Activation : null;
}
