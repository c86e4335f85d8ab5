/** Where the parameters of a compiled network lie, packed as its kernels read them. */

import type { Parameter } from "../layers/parameter.ts";
import type { Network } from "../network/network.ts";
import { paddingBias } from "./activation.ts";
import type { Block, ConvolutionBlock, DenseBlock, NormBlock } from "./block.ts";
import { denseLayout } from "./dense_layout.ts";
import { FLOAT_BYTES, padded, placesOf } from "./map_layout.ts";
import { countUp, type ParameterPlaces, vectorPlaces } from "./parameter_places.ts";
import { PatchLayout } from "./patch_layout.ts";

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
    const { weightBytes, biasBytes, rows, columns } = weightLayout(block);
    const weights = take(weightBytes);
    const bias = take(biasBytes);
    const { weight, bias: biasParameter } = block.layer;
    parameters.push({
      offset: offsets.get(weight)!,
      rows: rows.map((place) => place + weights / FLOAT_BYTES),
      columns,
    });
    const addVector = (parameter: Parameter, bytes: number) =>
      parameters.push(vectorPlaces(offsets.get(parameter)!, outputs, bytes / FLOAT_BYTES));
    if (biasParameter) addVector(biasParameter, bias);
    if (block.kind === "norm") {
      addVector(block.layer.runningMean, take(biasBytes));
      addVector(block.layer.runningVariance, take(biasBytes));
    }
    for (let index = outputs; index < biasBytes / FLOAT_BYTES; index++) {
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

/** How a block's weights lie: `[i][j]` at float `rows[i] + columns[j]`, and how much room all need. */
export interface WeightLayout extends Omit<ParameterPlaces, "offset"> {
  readonly weightBytes: number;
  readonly biasBytes: number;
}

/** The layout of a block's weights, from the first on. */
export function weightLayout(block: ConvolutionBlock | NormBlock | DenseBlock): WeightLayout {
  if (block.kind === "convolution") {
    const patches = new PatchLayout(block);
    const [filters, channels, size] = block.layer.weight.shape;
    const columns = new Int32Array(channels * size * size);
    let index = 0;
    for (let c = 0; c < channels; c++) {
      for (let u = 0; u < size; u++) {
        for (let v = 0; v < size; v++) columns[index++] = patches.placeOf(0, u, v, c);
      }
    }
    return {
      weightBytes: patches.lengthBytes,
      biasBytes: patches.filters * FLOAT_BYTES,
      rows: countUp(filters).map((filter) => patches.placeOf(filter, 0, 0, 0)),
      columns,
    };
  }
  if (block.kind === "norm") {
    const { channels, placeBytes } = block.input;
    const columns = countUp(channels);
    return { weightBytes: placeBytes, biasBytes: placeBytes, rows: Int32Array.of(0), columns };
  }
  const layout = denseLayout(block);
  return {
    weightBytes: layout.length * FLOAT_BYTES,
    biasBytes: padded(layout.outputs) * FLOAT_BYTES,
    rows: countUp(block.output.channels).map((unit) => layout.placeOf(unit, 0)),
    columns: placesOf(block.input).map((place) => layout.placeOf(0, place)),
  };
}
