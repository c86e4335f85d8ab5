/**
 * Batch normalizations vanish when a network is used, and so do dropouts, which do nothing then.
 *
 * With running statistics a normalization multiplies and adds, by channel. Where it follows a
 * convolution or a dense map, which multiply and add as well, both are one map:
 *
 *     scale = weight / sqrt(running_var + epsilon)
 *     foldedWeight[f,...] = scale[f] * convolution's weight[f,...]
 *     foldedBias[f] = scale[f] * (convolution's bias[f] - running_mean[f]) + bias[f]
 *
 * Behind a max pooling or an activation a normalization stays what it is: the largest value times a
 * negative number is no longer the largest.
 */

import { BatchNormLayer, NORM_EPSILON } from "../layers/batch_norm_layer.ts";
import { ConvolutionLayer } from "../layers/convolution_layer.ts";
import { DenseLayer } from "../layers/dense_layer.ts";
import { DropoutLayer } from "../layers/dropout_layer.ts";
import type { Architecture, LayerSpec } from "./architecture.ts";
import type { NamedLayer, Network } from "./network.ts";

/** The architecture that is left without dropouts when all batch normalizations are folded that can be. */
export function foldArchitecture(architecture: Architecture): Architecture {
  const folded: LayerSpec[] = [];
  for (const spec of architecture) {
    if (spec.kind === "dropout") continue;
    const previous = folded.at(-1);
    const takesIt = spec.kind === "batchnorm" && previous !== undefined &&
      (previous.kind === "conv" || previous.kind === "dense") && previous.activation === null;
    if (takesIt) {
      folded[folded.length - 1] = { ...previous, bias: true, activation: spec.activation };
    } else folded.push(spec);
  }
  return folded;
}

/**
 * Gives a network whose architecture was folded the values that make it answer as `network` does.
 *
 * @param folded Made from `foldArchitecture(network.architecture)`.
 * @returns Its values, `[valueCount]`.
 */
export function foldValues(network: Network, folded: Network): Float32Array {
  // Once they have their place in one array, parameters need not move there.
  const { values } = folded;
  const targets = folded.layers.filter(hasParameters);
  let index = -1;
  let previous: NamedLayer | null = null;
  for (const named of network.layers) {
    const { layer } = named;
    if (layer instanceof DropoutLayer) continue;
    if (layer instanceof BatchNormLayer && canTake(previous)) {
      // What was folded leaves no trace: another normalization may follow.
      foldInto(targets[index].layer as ConvolutionLayer | DenseLayer, layer);
      continue;
    }
    if (hasParameters(named)) copyParameters(layer, targets[++index].layer);
    previous = named;
  }
  return values;
}

function hasParameters({ layer }: NamedLayer): boolean {
  return layer.parameters.length > 0;
}

function canTake(named: NamedLayer | null): boolean {
  return named?.layer instanceof ConvolutionLayer || named?.layer instanceof DenseLayer;
}

function copyParameters({ parameters }: NamedLayer["layer"], to: NamedLayer["layer"]): void {
  for (const { name, value } of to.parameters) {
    const from = parameters.find((parameter) => parameter.name === name);
    if (from) value.set(from.value);
    // A bias that only the folded map has.
    else value.fill(0);
  }
}

function foldInto(target: ConvolutionLayer | DenseLayer, norm: BatchNormLayer): void {
  const weights = target.weight.value;
  const biases = target.bias!.value;
  const length = weights.length / biases.length;
  for (let f = 0; f < biases.length; f++) {
    const variance = norm.runningVariance.value[f];
    const scale = norm.weight.value[f] / Math.sqrt(variance + NORM_EPSILON);
    for (let i = f * length; i < (f + 1) * length; i++) weights[i] *= scale;
    biases[f] = scale * (biases[f] - norm.runningMean.value[f]) + norm.bias.value[f];
  }
}
