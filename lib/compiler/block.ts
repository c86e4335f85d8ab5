/**
 * A network as the compiler sees it: blocks of layers that are computed together.
 *
 * This is the place where a layer gets its kernels:
 *
 * | layers                                     | block         | kernel                                |
 * | ------------------------------------------ | ------------- | ------------------------------------- |
 * | conv 3x3, or 5x5 with pool 2               | `convolution` | `winograd`: windows of outputs at once|
 * | conv, pool 2 (an activation between them)  | `convolution` | `direct`: the four of a window at once|
 * | conv (and activation)                      | `convolution` | `direct`: four neighbours at once     |
 * | pool, where it does not follow a conv      | `pool`        |                                       |
 * | avgpool, globalpool                        | `average`     |                                       |
 * | batchnorm (and activation)                 | `norm`        |                                       |
 * | dropout                                    | `dropout`     |                                       |
 * | dense or softmax of at most 12 outputs     | `dense`       | `narrow`: an input vector at a time   |
 * | dense of more (and activation)             | `dense`       | `wide`: an input at a time            |
 *
 * What else Winograd's kernel asks for stands in `winograd_windows.ts`.
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
import { planWinograd, spareOf, type WinogradPlan } from "./winograd_windows.ts";

/** A convolution, its activation, and the pooling behind it. */
export interface ConvolutionBlock {
  readonly kind: "convolution";
  /** What Winograd's kernels compute at once; null for the direct ones. */
  readonly winograd: WinogradPlan | null;
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

/** What blocks are for. */
export interface BlocksOptions {
  /** Whether gradients will be computed. */
  readonly isTraining: boolean;
}

/** Cuts a network into blocks. */
export function blocksOf(network: Network, options: BlocksOptions): Block[] {
  const groups = groupLayers(network.layers);
  const blocks: Block[] = [];
  let input = mapLayout(network.inputShape, {
    ...zerosAround(groups[0], options),
    // Maps that are multiplied are runs of floats; all other layers work on vectors of channels.
    isImage: multiplies(groups[0][0].layer),
  });
  for (const [index, group] of groups.entries()) {
    const last = group[group.length - 1].layer;
    const next = groups[index + 1];
    const output = mapLayout(last.outputShape, next && zerosAround(next, options));
    blocks.push(createBlock(group, { input, output, ...options }));
    input = output;
  }
  return blocks;
}

function multiplies(layer: NamedLayer["layer"]): boolean {
  return layer instanceof ConvolutionLayer || layer instanceof DenseLayer;
}

/** The zeros that a group of layers wants around its input. */
function zerosAround(
  group: NamedLayer[],
  options: BlocksOptions,
): { border: number; spare: Spare } {
  const [{ layer }] = group;
  if (!(layer instanceof ConvolutionLayer)) return { border: 0, spare: NO_SPARE };
  const winograd = winogradOf(layer, group, options);
  const windows = winograd ? [winograd.forward, winograd.backward ?? winograd.forward] : [];
  const [, height, width] = layer.outputShape;
  return { border: layer.padding, spare: spareOf(windows, [height, width]) };
}

/** How Winograd's method serves the convolution at the head of a group. */
function winogradOf(
  layer: ConvolutionLayer,
  group: NamedLayer[],
  { isTraining }: BlocksOptions,
): WinogradPlan | null {
  const [isPooled, activation] = [hasPooling(group), activationOf(group)];
  return planWinograd(layer, { isPooled, activation, isTraining });
}

function hasPooling(group: readonly NamedLayer[]): boolean {
  return group.some(({ layer }) => layer instanceof MaxPoolingLayer);
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

function createBlock(
  group: NamedLayer[],
  { input, output, ...options }: BlocksOptions & { input: MapLayout; output: MapLayout },
): Block {
  const [{ name, layer }, ...others] = group;
  const activation = activationOf(others);
  if (layer instanceof ConvolutionLayer) {
    const [winograd, isPooled] = [winogradOf(layer, group, options), hasPooling(group)];
    return { kind: "convolution", winograd, isPooled, name, layer, activation, input, output };
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
