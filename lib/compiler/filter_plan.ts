/**
 * A network of one convolution and one small dense map, divided by filters instead of images: a thread
 * computes some filters for all images, and their share of the logits. So even a batch of one image
 * keeps two threads busy, and a thread's weights stay in its cache.
 *
 * A group of eight filters is a network of its own that ends in partial logits; groups share nothing
 * that is written while the others read it. They are the same for any number of threads.
 */

import { ConvolutionLayer } from "../layers/convolution_layer.ts";
import { DenseLayer } from "../layers/dense_layer.ts";
import type { Network } from "../network/network.ts";
import { paddingBias } from "./activation.ts";
import { type Block, blocksOf, type ConvolutionBlock, type DenseBlock } from "./block.ts";
import { listBytes, partialBytes } from "./convolution_backward.ts";
import { ForwardPacking, GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, mapLayout, padded } from "./map_layout.ts";
import { MemoryPlan, type Region } from "./memory_plan.ts";
import {
  type BlockPlan,
  type ModulePlan,
  type PlanOptions,
  reserveModule,
} from "./network_plan.ts";
import { type PaddingBias, weightLayout } from "./parameter_layout.ts";
import { type ParameterPlaces, vectorPlaces } from "./parameter_places.ts";

/** With more groups, their number in code would outweigh what they gain. */
const MOST_GROUPS = 4;

/** Some filters, from the image to their share of the logits. */
export interface FilterGroup {
  readonly convolution: BlockPlan & { block: ConvolutionBlock };
  /** Its outputs are partial logits, one set for each image. */
  readonly dense: BlockPlan & { block: DenseBlock };
  /** Room for lists of gradients. */
  readonly lists: Region;
}

/** Where everything of a network lies that is divided by filters. */
export interface FilterPlan extends ModulePlan {
  readonly groups: readonly FilterGroup[];
  /** The logits of an image, for each thread. */
  readonly logits: Region;
  /** Where a thread writes answers that another one gives. */
  readonly unread: Region;
}

/** Whether a network is divided by filters when it is trained. */
export function isDividedByFilters(blocks: readonly Block[]): boolean {
  const [first, second, ...others] = blocks;
  return others.length === 0 && first.kind === "convolution" && first.winograd === null &&
    first.layer.filters > GROUP_FILTERS &&
    first.layer.filters <= MOST_GROUPS * GROUP_FILTERS &&
    second?.kind === "dense" && second.kernel === "narrow";
}

/**
 * Plans the memory of a network that is divided by filters.
 *
 * @throws {RangeError} If it needs more than 2 GiB.
 */
export function planFilters(network: Network, options: PlanOptions): FilterPlan {
  const [convolution, dense] = blocksOf(network, options) as [ConvolutionBlock, DenseBlock];
  const memory = new MemoryPlan();
  const { filters } = convolution.layer;
  const blocks = Array.from(
    { length: Math.ceil(filters / GROUP_FILTERS) },
    (_, group) => groupBlocks(convolution, dense, group),
  );
  const layout = layoutParameters(network, blocks);
  const perThread = { copies: options.threads, per: "thread" } as const;
  const logitBytes = padded(network.classes) * FLOAT_BYTES;
  const common = reserveModule(memory, network, options, layout.lengthBytes);
  return {
    ...common,
    parameters: layout.parameters,
    paddingBiases: layout.paddingBiases,
    groups: blocks.map((group, index) =>
      reserveGroup(memory, options, group, layout.places[index])
    ),
    logits: memory.reserve("logits", logitBytes, perThread),
    unread: memory.reserve("answers that are not read", logitBytes, perThread),
  };
}

/** The layers of one group. */
interface GroupBlocks {
  first: number;
  convolution: ConvolutionBlock;
  dense: DenseBlock;
}

function groupBlocks(
  convolution: ConvolutionBlock,
  dense: DenseBlock,
  group: number,
): GroupBlocks {
  const { layer } = convolution;
  const first = group * GROUP_FILTERS;
  const filters = Math.min(GROUP_FILTERS, layer.filters - first);
  const { height, width } = convolution.output;
  const output = mapLayout([filters, height, width]);
  return {
    first,
    convolution: {
      ...convolution,
      name: `${convolution.name}_${group}`,
      layer: new ConvolutionLayer({ ...layer, filters, bias: layer.bias !== null }),
      output,
    },
    dense: {
      ...dense,
      name: `${dense.name}_${group}`,
      layer: new DenseLayer({
        inputShape: [filters, height, width],
        units: dense.output.channels,
        // One group adds the biases; the others' would be added to them.
        bias: dense.layer.bias !== null && group === 0,
      }),
      input: output,
    },
  };
}

interface GroupPlaces {
  convolution: { weights: number; bias: number };
  dense: { weights: number; bias: number };
}

/** The parameters of all groups, and which of the network's own each is. */
function layoutParameters(network: Network, groups: readonly GroupBlocks[]) {
  const offsets = new Map(network.parameters.map(({ name, offset }) => [name, offset]));
  const [{ name: convolutionName }, { name: denseName }] = [
    network.layers[0],
    network.layers[network.layers.length - 1],
  ];
  const parameters: ParameterPlaces[] = [];
  const paddingBiases: PaddingBias[] = [];
  let end = 0;
  const take = (bytes: number) => ((end += bytes) - bytes) / FLOAT_BYTES;

  const places = groups.map(({ first, convolution, dense }): GroupPlaces => {
    const filterLayout = weightLayout(convolution);
    const patches = take(filterLayout.weightBytes);
    const filterBias = take(filterLayout.biasBytes);
    const { filters, weight, bias } = convolution.layer;
    parameters.push({
      offset: offsets.get(`${convolutionName}.weight`)! + first * (weight.length / filters),
      rows: filterLayout.rows.map((place) => place + patches),
      columns: filterLayout.columns,
    });
    if (bias) {
      const offset = offsets.get(`${convolutionName}.bias`)! + first;
      parameters.push(vectorPlaces(offset, filters, filterBias));
    }
    for (let filter = filters; filter < padded(filters); filter++) {
      const value = paddingBias(convolution.activation);
      if (value !== 0) paddingBiases.push({ place: filterBias + filter, value });
    }

    const { weightBytes, biasBytes, rows, columns } = weightLayout(dense);
    const weights = take(weightBytes);
    const logitBias = take(biasBytes);
    const [units, inputs] = dense.layer.weight.shape;
    const allInputs = network.layers[network.layers.length - 1].layer.parameters[0].shape[1];
    const firstInput = first * (inputs / filters);
    for (const [unit, row] of rows.entries()) {
      parameters.push({
        offset: offsets.get(`${denseName}.weight`)! + unit * allInputs + firstInput,
        rows: Int32Array.of(row + weights),
        columns,
      });
    }
    if (dense.layer.bias) {
      parameters.push(vectorPlaces(offsets.get(`${denseName}.bias`)!, units, logitBias));
    }
    return {
      convolution: { weights: patches * FLOAT_BYTES, bias: filterBias * FLOAT_BYTES },
      dense: { weights: weights * FLOAT_BYTES, bias: logitBias * FLOAT_BYTES },
    };
  });
  return { lengthBytes: end, parameters, paddingBiases, places };
}

function reserveGroup(
  memory: MemoryPlan,
  { batch }: PlanOptions,
  { convolution, dense }: GroupBlocks,
  places: GroupPlaces,
): FilterGroup {
  const perImage = { copies: batch, per: "image" } as const;
  const { input, output } = convolution;
  const reserve = (what: string, bytes: number) =>
    memory.reserve(`${convolution.name} ${what}`, bytes, perImage);
  const maps = reserve("output", output.lengthBytes);
  const winners = output.height * output.width * padded(output.channels) * FLOAT_BYTES;
  const mapGradient = reserve("output gradient", output.lengthBytes);
  return {
    convolution: {
      block: convolution,
      input: reserve("input", input.lengthBytes),
      output: maps,
      inputGradient: null,
      outputGradient: mapGradient,
      winners: reserve("winners", winners),
      masks: null,
      partials: memory.reserve(`${convolution.name} gradients`, partialBytes(convolution)),
      packed: memory.reserve(
        `${convolution.name} packed weights`,
        new ForwardPacking(convolution).length * FLOAT_BYTES,
      ),
      sums: null,
      factors: null,
      mirrored: null,
      matrices: null,
      ...places.convolution,
    },
    dense: {
      block: dense,
      input: maps,
      output: memory.reserve(`${dense.name} partial logits`, dense.output.lengthBytes, perImage),
      inputGradient: mapGradient,
      outputGradient: memory.reserve(
        `${dense.name} logit gradient`,
        dense.output.lengthBytes,
        perImage,
      ),
      winners: null,
      masks: null,
      partials: null,
      packed: null,
      sums: null,
      factors: null,
      mirrored: null,
      matrices: null,
      ...places.dense,
    },
    lists: memory.reserve(`${convolution.name} gradient lists`, listBytes(convolution)),
  };
}
