/**
 * Keeps away from the places where a network's gradient jumps: a ReLU's zero, two equal values in a
 * pooling window. There two right answers differ.
 */

import { blocksOf } from "../../lib/compiler/block.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import { shapeLength } from "../../lib/layers/layer.ts";
import { MaxPoolingLayer } from "../../lib/layers/max_pooling_layer.ts";
import { ReLULayer } from "../../lib/layers/relu_layer.ts";
import { ConvolutionLayer } from "../../lib/layers/convolution_layer.ts";
import { Network } from "../../lib/network/network.ts";
import { Random } from "../../lib/random.ts";

/** Rounding moves what is decided upon by less, in networks as small as those of the tests. */
const ROUNDING = 3e-6;

const MOST_TRIES = 30;

/** What an engine that was told nothing else tells its layers before the first step. */
const FIRST_PASS = { seed: 1, step: 0 };

/**
 * Gives an engine random labels, and random images by whose decisions in the first training step rounding
 * changes nothing.
 *
 * @param count The images of the step, which differs from one with more or fewer.
 * @returns Whether such images were found for all places of the batch.
 */
export function fillWithClearImages(engine: Engine, count: number, seed: number): boolean {
  const { network, batch, images, labels } = engine;
  const random = new Random(seed, "clear images");
  const decisions = new Decisions(network, count);
  const length = shapeLength(network.inputShape);
  for (let n = 0; n < batch; n++) labels[n] = random.below(network.classes);
  for (let i = 0; i < images.length; i++) images[i] = random.below(256);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    let isClear = true;
    for (const [n, distance] of decisions.narrowest(images).entries()) {
      if (distance >= ROUNDING) continue;
      isClear = false;
      for (let i = n * length; i < (n + 1) * length; i++) images[i] = random.below(256);
    }
    if (isClear) return true;
  }
  return false;
}

/** A network in double precision, watched for how narrowly it decides. */
class Decisions {
  readonly #network: Network;
  readonly #count: number;
  readonly #activations: Float64Array[];
  /** Whether equal sums may come out unequal: Winograd's have parts that only cancel in theory. */
  readonly #areTiesNarrow: boolean;

  constructor({ architecture, inputShape, values }: Network, count: number) {
    this.#network = new Network(architecture, inputShape);
    this.#count = count;
    // The layers' loops do not mind of which precision an array is.
    this.#network.bind(single(Float64Array.from(values)), single(new Float64Array(values.length)));
    this.#activations = [
      inputShape,
      ...this.#network.layers.map(({ layer }) => layer.outputShape),
    ].map((shape) => new Float64Array(count * shapeLength(shape)));
    this.#areTiesNarrow = blocksOf(this.#network, { isTraining: true }).some((block) =>
      block.kind === "convolution" && block.winograd
    );
  }

  /** For each image the least distance from a ReLU's zero, or between the two largest values of a window. */
  narrowest(images: Uint8Array): Float64Array {
    const count = this.#count;
    const narrowest = new Float64Array(count).fill(Infinity);
    this.#activations[0].forEach((_, i, input) => input[i] = images[i] / 255);
    let isBehindConvolution = false;
    for (const [k, { layer }] of this.#network.layers.entries()) {
      const input = this.#activations[k];
      layer.forward(single(input), single(this.#activations[k + 1]), count, FIRST_PASS);
      if (layer instanceof ConvolutionLayer) isBehindConvolution = true;
      const isTieNarrow = this.#areTiesNarrow && isBehindConvolution;
      const heed = (n: number, distance: number) => {
        if (distance > 0 || isTieNarrow) narrowest[n] = Math.min(narrowest[n], distance);
      };
      const length = shapeLength(layer.inputShape);
      if (layer instanceof ReLULayer) {
        for (const [i, value] of input.entries()) heed(Math.floor(i / length), Math.abs(value));
      } else if (layer instanceof MaxPoolingLayer) {
        for (let n = 0; n < count; n++) {
          const image = input.subarray(n * length, (n + 1) * length);
          forEachGap(layer, image, (gap) => heed(n, gap));
        }
        isBehindConvolution = false;
      }
    }
    return narrowest;
  }
}

/** Visits the distance of the two largest values of each window, except where a ReLU left zeros. */
function forEachGap(
  { inputShape: [channels, height, width], outputShape: [, rows, columns], size, stride }:
    MaxPoolingLayer,
  input: Float64Array,
  visit: (gap: number) => void,
): void {
  if (size === 1) return;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        let [first, second] = [-Infinity, -Infinity];
        for (let u = 0; u < size; u++) {
          for (let v = 0; v < size; v++) {
            const value = input[(c * height + y * stride + u) * width + x * stride + v];
            if (value > first) [first, second] = [value, first];
            else if (value > second) second = value;
          }
        }
        if (first !== 0 || second !== 0) visit(first - second);
      }
    }
  }
}

function single(array: Float64Array): Float32Array {
  return array as unknown as Float32Array;
}
