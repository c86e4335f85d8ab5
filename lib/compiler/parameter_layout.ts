/** Where the parameters of a compiled network lie, packed as its kernels read them. */

import type { Network } from "../network/network.ts";
import { paddingBias } from "./activation.ts";
import type { Block, ConvolutionBlock, DenseBlock, NormBlock } from "./block.ts";
import { denseLayout } from "./dense_layout.ts";
import { FLOAT_BYTES, padded, placesOf } from "./map_layout.ts";
import { PatchLayout } from "./patch_layout.ts";

/** Where one parameter of the network lies. */
export interface ParameterPlaces {
  /** Where its values begin in the network's own array. */
  readonly offset: number;
  /** For each value, its float index from the beginning of the packed parameters. */
  readonly places: Int32Array;
}

/** A float of packed biases that is not zero at the start though no parameter lies there. */
export interface PaddingBias {
  readonly place: number;
  readonly value: number;
}

/** Weights and biases of all blocks, one behind the other. */
export function layoutParameters(network: Network, blocks: readonly Block[]) {
  const offsets = new Map(network.parameters.map(({ parameter, offset }) => [parameter, offset]));
  const parameters: ParameterPlaces[] = [];
  const paddingBiases: PaddingBias[] = [];
  let end = 0;
  const take = (bytes: number) => (end += bytes) - bytes;

  const places = blocks.map((block) => {
    if (!hasParameters(block)) return { weights: 0, bias: 0 };
    const outputs = block.output.channels;
    const [length, biasLength, weightPlaces] = weightLayout(block);
    const weights = take(length);
    const bias = take(biasLength);
    const { weight, bias: biasParameter } = block.layer;
    const shift = (places: Int32Array, bytes: number) => {
      const shifted = places.slice();
      for (let i = 0; i < shifted.length; i++) shifted[i] += bytes / FLOAT_BYTES;
      return shifted;
    };
    const identity = Int32Array.from({ length: outputs }, (_, index) => index);
    parameters.push({ offset: offsets.get(weight)!, places: shift(weightPlaces, weights) });
    if (biasParameter) {
      parameters.push({ offset: offsets.get(biasParameter)!, places: shift(identity, bias) });
    }
    if (block.kind === "norm") {
      for (const parameter of [block.layer.runningMean, block.layer.runningVariance]) {
        const place = take(biasLength);
        parameters.push({ offset: offsets.get(parameter)!, places: shift(identity, place) });
      }
    }
    for (let index = outputs; index < biasLength / FLOAT_BYTES; index++) {
      const value = paddingBias(block.activation);
      if (value !== 0) paddingBiases.push({ place: bias / FLOAT_BYTES + index, value });
    }
    return { weights, bias };
  });
  return { lengthBytes: end, blocks: places, parameters, paddingBiases };
}

/** Whether a block can learn. */
export function hasParameters(block: Block): block is ConvolutionBlock | NormBlock | DenseBlock {
  return block.kind === "convolution" || block.kind === "norm" || block.kind === "dense";
}

/** Bytes of a block's weights and of its biases, and the float index of each weight. */
export function weightLayout(
  block: ConvolutionBlock | NormBlock | DenseBlock,
): [weightBytes: number, biasBytes: number, places: Int32Array] {
  if (block.kind === "convolution") {
    const patches = new PatchLayout(block);
    const [filters, channels, size] = block.layer.weight.shape;
    const places = new Int32Array(block.layer.weight.length);
    let index = 0;
    for (let f = 0; f < filters; f++) {
      for (let c = 0; c < channels; c++) {
        for (let u = 0; u < size; u++) {
          for (let v = 0; v < size; v++) places[index++] = patches.placeOf(f, u, v, c);
        }
      }
    }
    return [patches.lengthBytes, patches.filters * FLOAT_BYTES, places];
  }
  if (block.kind === "norm") {
    const { channels, placeBytes } = block.input;
    return [placeBytes, placeBytes, Int32Array.from({ length: channels }, (_, index) => index)];
  }
  const layout = denseLayout(block);
  const [units, inputs] = block.layer.weight.shape;
  const inputPlaces = placesOf(block.input);
  const places = new Int32Array(units * inputs);
  for (let i = 0; i < units; i++) {
    for (let j = 0; j < inputs; j++) places[i * inputs + j] = layout.placeOf(i, inputPlaces[j]);
  }
  return [layout.length * FLOAT_BYTES, padded(layout.outputs) * FLOAT_BYTES, places];
}
