/**
 * Backward propagation of a convolution without a pooling by Winograd's method: see
 * `winograd_matrices.ts` for the way forward. The gradient of the weights is that formula, turned round:
 *
 *     weightGradient = G' [sum over windows of (B' input B) * (A outputGradient A')] G
 *
 * The sums over all windows and images of a part are made before G, which is applied once at the part's
 * end. The gradient of the input is a convolution of the output's gradient: see `mirroredBlock`.
 *
 *     sums[point,f,c] += sum over windows of inputs[point,window,c] * gradients[point,window,f]
 *
 * Tile: four channels x eight filters (four at the end), eight sums that stay in registers over all
 * windows, two vectors of gradients, the four channels, one of them in all lanes, one product: 13
 * registers. Layouts in `winograd_gradient_layout.ts`.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32x4, type I32, i32 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import type { ConvolutionBlock } from "./block.ts";
import { emitBiasGradients } from "./convolution_backward.ts";
import { GROUP_FILTERS } from "./forward_packing.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "./map_layout.ts";
import { emitTwoSided } from "./matrix_product.ts";
import { PatchLayout } from "./patch_layout.ts";
import { defineWinogradForward } from "./winograd_forward.ts";
import { WinogradGradientLayout } from "./winograd_gradient_layout.ts";
import { WinogradLayout } from "./winograd_layout.ts";
import { transposed } from "./winograd_matrices.ts";
import { emitWindowTransform, type WindowTransform } from "./winograd_transform.ts";

/** Windows that one round of the innermost loop takes. */
const UNROLLED = 4;

/** The functions of a convolution's way back, for a part of the batch. */
export interface WinogradBackward {
  /** `(matrices)`: the part's sums begin. */
  readonly begin: WasmFunction<readonly ["i32"], readonly []>;
  /**
   * `(input, outputGradient, inputGradient, partial, matrices)`: adds an image to the sums and to the
   * part's gradients of the biases.
   */
  readonly image: WasmFunction<readonly ["i32", "i32", "i32", "i32", "i32"], readonly []>;
  /** `(matrices, partial)`: completes the part's gradients of the weights. */
  readonly end: WasmFunction<readonly ["i32", "i32"], readonly []>;
}

/**
 * Defines `<name>_begin`, `<name>_backward` and `<name>_end`.
 *
 * @param packed Where the mirrored weights are.
 */
export function defineWinogradBackward(
  module: ModuleBuilder,
  block: ConvolutionBlock,
  { packed, hasInputGradient }: { packed: number; hasInputGradient: boolean },
): WinogradBackward {
  const layout = new WinogradGradientLayout(block);
  const inputGradientOf = hasInputGradient
    ? defineWinogradForward(module, layout.mirrored, {
      weights: packed,
      bias: null,
      isTraining: false,
      activate: (_f, sum) => sum,
    })
    : null;
  const { constants } = layout.weights;
  constants.define(module, packed + layout.constantsOffset);
  const constant = (magnitude: number) =>
    constants.load(packed + layout.constantsOffset, magnitude);
  const begin = module.function(
    `${block.name}_begin`,
    { parameters: ["i32"] },
    (f, matrices) => f.memory.fill(matrices.add(layout.sumsOffset), 0, layout.sumBytes),
  );
  const image = module.function(
    `${block.name}_backward`,
    { parameters: ["i32", "i32", "i32", "i32", "i32"] },
    (f, input, outputGradient, inputGradient, partial, matrices) => {
      if (block.layer.bias) emitBiasGradients(f, block, { gradient: outputGradient, partial });
      emitCopy(f, block, layout, { outputGradient, matrices });
      emitTransforms(f, block, layout, { input, matrices, constant });
      emitProducts(f, layout, { matrices });
      if (!inputGradientOf) return;
      const gradient = matrices.add(layout.gradientOffset);
      const { groups } = WinogradLayout.forward(layout.mirrored);
      f.call(inputGradientOf, gradient, inputGradient, 0, matrices, 0, groups);
    },
  );
  return { begin, image, end: defineEnd(module, block, layout, constant) };
}

/** The products of all points, groups of filters, and channels. */
function emitProducts(
  f: FunctionBuilder,
  layout: WinogradGradientLayout,
  { matrices }: { matrices: I32 },
): void {
  const { whole, hasHalf } = layout.groups;
  const { points, channels } = layout.weights;
  const groupBytes = GROUP_FILTERS * FLOAT_BYTES;
  f.loop(0, points, 1, (point) => {
    const at = (offset: number, pointBytes: number) =>
      f.keep(matrices.add(point.mul(pointBytes)).add(offset));
    const inputs = at(layout.inputsOffset, layout.inputPointBytes);
    const gradients = at(layout.gradientsOffset, layout.gradientPointBytes);
    const sums = at(layout.sumsOffset, layout.sumPointBytes);
    const emitGroup = (group: I32, vectors: number) =>
      emitSums(f, layout, {
        vectors,
        inputs,
        gradients: f.keep(gradients.add(group.mul(groupBytes))),
        sums: sums.add(group.mul(groupBytes * channels)),
      });
    f.loop(0, whole, 1, (group) => emitGroup(group, GROUP_FILTERS / LANES));
    if (hasHalf) emitGroup(i32.const(whole), 1);
  });
}

/** Copies the output's gradient into its border of zeros. */
function emitCopy(
  f: FunctionBuilder,
  { output }: ConvolutionBlock,
  { mirrored: { input }, gradientOffset }: WinogradGradientLayout,
  at: { outputGradient: I32; matrices: I32 },
): void {
  f.loop(0, output.height, 1, (y) => {
    const to = at.matrices.add(y.mul(input.rowBytes)).add(gradientOffset + input.insideBytes);
    const from = at.outputGradient.add(y.mul(output.rowBytes)).add(output.insideBytes);
    f.memory.copy(to, from, output.width * output.placeBytes);
  });
}

/** Transforms all windows: of the input B' input B, of the output's gradient A outputGradient A'. */
function emitTransforms(
  f: FunctionBuilder,
  { input }: ConvolutionBlock,
  layout: WinogradGradientLayout,
  at: { input: I32; matrices: I32; constant: WindowTransform["constant"] },
): void {
  const { outputs, rows, columns, matrices } = layout.weights;
  const { input: gradient } = layout.mirrored;
  const emit = (
    transform: Pick<WindowTransform, "matrix" | "map" | "target" | "pointBytes">,
    first: I32,
  ) => {
    const { map } = transform;
    const target = f.let(transform.target, "target");
    f.loop(0, rows, 1, (y) => {
      f.loop(0, columns, 1, (x) => {
        const place = y.mul(outputs * map.rowBytes).add(x.mul(outputs * map.placeBytes));
        emitWindowTransform(f, {
          ...transform,
          constant: at.constant,
          window: f.keep(first.add(place)),
          target,
          stepBytes: VECTOR_BYTES,
        });
        target.set(target.add(map.placeBytes));
      });
    });
  };
  emit({
    matrix: matrices.input,
    map: input,
    target: at.matrices.add(layout.inputsOffset),
    pointBytes: layout.inputPointBytes,
  }, at.input);
  emit({
    matrix: transposed(matrices.output),
    map: gradient,
    target: at.matrices.add(layout.gradientsOffset),
    pointBytes: layout.gradientPointBytes,
  }, f.keep(at.matrices.add(layout.gradientOffset + gradient.insideBytes)));
}

/** Adds all windows' products of one point, for a group of filters and all channels. */
function emitSums(
  f: FunctionBuilder,
  { weights: { windows, channels, filters } }: WinogradGradientLayout,
  at: { vectors: number; inputs: I32; gradients: I32; sums: I32 },
): void {
  const { vectors } = at;
  const rest = windows % UNROLLED;
  const target = f.let(at.sums, "sums");
  f.loop(at.inputs, at.inputs.add(channels * FLOAT_BYTES), VECTOR_BYTES, (inputs) => {
    const places = Array.from({ length: LANES * vectors }, (_, index) => index * VECTOR_BYTES);
    const sums = places.map((place) => f.let(f32x4.load(target, place)));
    const input = f.let(inputs, "input");
    const gradient = f.let(at.gradients, "gradient");
    const emitWindow = (window: number) => {
      const inputOffset = window * channels * FLOAT_BYTES;
      const gradientOffset = window * filters * FLOAT_BYTES;
      const four = f.keep(f32x4.load(input, inputOffset));
      const factors = Array.from(
        { length: vectors },
        (_, v) => f.keep(f32x4.load(gradient, gradientOffset + v * VECTOR_BYTES)),
      );
      for (let c = 0; c < LANES; c++) {
        const x = f.keep(
          c % 2 === 0
            ? four.shuffle(four, c, c, c, c)
            : f32x4.load32Splat(input, inputOffset + c * FLOAT_BYTES),
        );
        for (const [v, factor] of factors.entries()) sums[c * vectors + v].addProduct(x, factor);
      }
    };
    f.loop(0, windows - rest, UNROLLED, (_windows) => {
      for (let window = 0; window < UNROLLED; window++) emitWindow(window);
      input.set(input.add(UNROLLED * channels * FLOAT_BYTES));
      gradient.set(gradient.add(UNROLLED * filters * FLOAT_BYTES));
    });
    for (let window = 0; window < rest; window++) emitWindow(window);
    for (const [index, place] of places.entries()) f.store(target, place, sums[index]);
    target.set(target.add(LANES * vectors * VECTOR_BYTES));
  });
}

/** Defines `<name>_end`: G' sums G. */
function defineEnd(
  module: ModuleBuilder,
  block: ConvolutionBlock,
  layout: WinogradGradientLayout,
  constant: WindowTransform["constant"],
): WinogradBackward["end"] {
  const patches = new PatchLayout(block);
  const { side, channels, filters, matrices: { weight } } = layout.weights;
  const matrix = transposed(weight);
  const whole = layout.groups.whole * GROUP_FILTERS;
  return module.function(
    `${block.name}_end`,
    { parameters: ["i32", "i32"] },
    (f, matrices, partial) => {
      const first = f.keep(matrices.add(layout.sumsOffset));
      f.loop(0, filters, LANES, (filter) => {
        // Lanes are filters: four of them, channel by channel.
        const emitFour = (groupSize: number) => {
          const lane = filter.and(groupSize - 1);
          const group = filter.sub(lane).mul(channels * FLOAT_BYTES);
          const sums = f.keep(first.add(group).add(lane.mul(FLOAT_BYTES)));
          const target = f.let(partial.add(filter.mul(patches.patchBytes)), "target");
          const stepBytes = groupSize * FLOAT_BYTES;
          f.loop(sums, sums.add(channels * stepBytes), stepBytes, (source) => {
            emitTwoSided(f, {
              matrix,
              constant,
              value: (row, column) =>
                f32x4.load(source, (row * side + column) * layout.sumPointBytes),
              visit: (u, v, result) => {
                const place = patches.placeOf(0, u, v, 0) * FLOAT_BYTES;
                for (let lane = 0; lane < LANES; lane++) {
                  f.storeLane(target, lane * patches.patchBytes + place, result, lane);
                }
              },
            });
            target.set(target.add(FLOAT_BYTES));
          });
        };
        if (whole === filters) emitFour(GROUP_FILTERS);
        else f.if(filter.ltU(whole), () => emitFour(GROUP_FILTERS), () => emitFour(LANES));
      });
    },
  );
}
