/**
 * Batch normalization and the activation behind it.
 *
 *     normalized = (input - mean) * inverse            inverse = 1 / sqrt(variance + epsilon)
 *     output = activation(normalized * weight + bias)
 *
 * Mean and inverse are a thread's factors: the batch's in training, the running ones when the network is
 * used (`batch_norm_statistics.ts`). Going back, with the means over all images and places
 * a = mean(outputGradient) and b = mean(outputGradient * normalized):
 *
 *     weightGradient = sum of outputGradient * normalized, biasGradient = sum of outputGradient
 *     inputGradient = weight * inverse * (outputGradient - a - normalized * b)
 *
 * so that an image's way back stops at the sums, and goes on when those of all images are there.
 * Tile: up to four vectors of channels, whose factors stay in registers, over all places.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32, f32x4, type I32, i32, select } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import { NORM_MOMENTUM } from "../layers/batch_norm_layer.ts";
import { activate, emitDerivative } from "./activation.ts";
import type { NormBlock } from "./block.ts";
import { eachChannelGroup, eachPlace, FACTORS, NORM_ROWS, SUMS } from "./batch_norm_statistics.ts";
import { VECTOR_BYTES } from "./map_layout.ts";
import type { Finisher } from "./update.ts";

/** `(input, output, factors)`. */
export type NormForwardFunction = WasmFunction<readonly ["i32", "i32", "i32"], readonly []>;

/** Defines `<name>_forward`. */
export function defineNormForward(
  module: ModuleBuilder,
  { name, activation, input, output }: NormBlock,
  parameters: number,
): NormForwardFunction {
  const { placeBytes } = input;
  return module.function(
    `${name}_forward`,
    { parameters: ["i32", "i32", "i32"] },
    (f, from, to, factors) => {
      eachChannelGroup(input, 4, (offsets) => {
        const groups = offsets.map((offset) => {
          const weight = f32x4.load(i32.const(parameters), NORM_ROWS.weight * placeBytes + offset);
          const inverse = f32x4.load(factors, FACTORS.inverse * placeBytes + offset);
          return {
            offset,
            mean: f.keep(f32x4.load(factors, FACTORS.mean * placeBytes + offset)),
            scale: f.keep(weight.mul(inverse)),
            bias: f.keep(
              f32x4.load(i32.const(parameters), NORM_ROWS.bias * placeBytes + offset),
            ),
          };
        });
        eachPlacePair(f, { input, output }, ([source, target]) => {
          for (const { offset, mean, scale, bias } of groups) {
            const value = f32x4.load(from.add(source), offset).sub(mean).mul(scale).add(bias);
            f.store(to.add(target), offset, activate(f, activation, f.keep(value)));
          }
        });
      });
    },
  );
}

/** Defines `<name>_gradient_sums(input, output, outputGradient, factors, sums)`. */
export function defineNormGradientSums(
  module: ModuleBuilder,
  { name, activation, input, output }: NormBlock,
): WasmFunction<readonly ["i32", "i32", "i32", "i32", "i32"], readonly []> {
  const { placeBytes } = input;
  return module.function(
    `${name}_gradient_sums`,
    { parameters: ["i32", "i32", "i32", "i32", "i32"] },
    (f, from, to, outputGradient, factors, sums) => {
      emitDerivative(f, activation, output, { output: to, gradient: outputGradient });
      eachChannelGroup(input, 4, (offsets) => {
        const groups = offsets.map((offset) => ({
          offset,
          mean: f.keep(f32x4.load(factors, FACTORS.mean * placeBytes + offset)),
          sum: f.let(f32x4.const(0)),
          product: f.let(f32x4.const(0)),
        }));
        eachPlacePair(f, { input, output }, ([source, target]) => {
          for (const { offset, mean, sum, product } of groups) {
            const gradient = f.keep(f32x4.load(outputGradient.add(target), offset));
            const centred = f32x4.load(from.add(source), offset).sub(mean);
            sum.set(sum.add(gradient));
            product.set(product.add(gradient.mul(centred)));
          }
        });
        for (const { offset, sum, product } of groups) {
          const inverse = f.keep(f32x4.load(factors, FACTORS.inverse * placeBytes + offset));
          f.store(sums, SUMS.gradient * placeBytes + offset, sum);
          f.store(sums, SUMS.product * placeBytes + offset, product.mul(inverse));
        }
      });
    },
  );
}

/** Defines `<name>_backward(input, outputGradient, inputGradient, factors, count)`. */
export function defineNormBackward(
  module: ModuleBuilder,
  { name, input, output }: NormBlock,
  parameters: number,
): WasmFunction<readonly ["i32", "i32", "i32", "i32", "i32"], readonly []> {
  const { placeBytes } = input;
  const places = input.height * input.width;
  return module.function(
    `${name}_backward`,
    { parameters: ["i32", "i32", "i32", "i32", "i32"] },
    (f, from, outputGradient, inputGradient, factors, count) => {
      const total = f.keep(f32x4.splat(f32.convertI32U(count).mul(places)));
      eachChannelGroup(input, 2, (offsets) => {
        const groups = offsets.map((offset) => {
          const load = (row: number) => f32x4.load(factors, row * placeBytes + offset);
          const weight = f32x4.load(i32.const(parameters), NORM_ROWS.weight * placeBytes + offset);
          const inverse = f.keep(load(FACTORS.inverse));
          return {
            offset,
            mean: f.keep(load(FACTORS.mean)),
            scale: f.keep(weight.mul(inverse)),
            gradientMean: f.keep(load(FACTORS.gradient).div(total)),
            // normalized * b = (input - mean) * (inverse * b)
            productMean: f.keep(load(FACTORS.product).div(total).mul(inverse)),
          };
        });
        eachPlacePair(f, { input, output }, ([source, target]) => {
          for (const { offset, mean, scale, gradientMean, productMean } of groups) {
            const centred = f32x4.load(from.add(source), offset).sub(mean);
            const gradient = f32x4.load(outputGradient.add(target), offset)
              .sub(gradientMean).sub(centred.mul(productMean));
            f.store(inputGradient.add(source), offset, gradient.mul(scale));
          }
        });
      });
    },
  );
}

/** Emits the end of a block's gradients, which thread 0 has among its factors. */
export function emitNormUpdate(
  f: FunctionBuilder,
  { input }: NormBlock,
  at: { factors: number; weights: number; finisher: Finisher },
): void {
  const { placeBytes } = input;
  f.loop(0, placeBytes, VECTOR_BYTES, (channels) => {
    const load = (row: number) => f.keep(f32x4.load(channels, at.factors + row * placeBytes));
    const row = (row: number) => at.weights + row * placeBytes;
    at.finisher.finish(channels, row(NORM_ROWS.weight), load(FACTORS.product));
    at.finisher.finish(channels, row(NORM_ROWS.bias), load(FACTORS.gradient));
  });
}

/** Emits the running statistics' move towards the batch's: see `BatchNormLayer.observe`. */
export function emitNormObserve(
  f: FunctionBuilder,
  { input }: NormBlock,
  at: { factors: number; parameters: number; weights: number; count: I32; finisher: Finisher },
): void {
  const { placeBytes } = input;
  const total = f.keep(f32.convertI32U(at.count.mul(input.height * input.width)));
  const isOne = total.eq(1);
  const unbiasing = f.keep(f32x4.splat(total.div(select(isOne, f32.const(2), total).sub(1))));
  f.loop(0, placeBytes, VECTOR_BYTES, (channels) => {
    const load = (row: number) => f32x4.load(channels, at.factors + row * placeBytes);
    const move = (row: number, towards: ReturnType<typeof load>) => {
      const place = at.parameters + row * placeBytes;
      const running = f.keep(f32x4.load(channels, place));
      f.store(channels, place, running.add(towards.sub(running).mul(NORM_MOMENTUM)));
    };
    move(NORM_ROWS.runningMean, load(FACTORS.mean));
    f.if(isOne.eqz(), () => {
      move(NORM_ROWS.runningVariance, load(FACTORS.variance).mul(unbiasing));
    });
    for (const row of [NORM_ROWS.runningMean, NORM_ROWS.runningVariance]) {
      at.finisher.average(channels, at.weights + row * placeBytes);
    }
  });
}

/** Visits all places: their distances in the input's layout and in the output's. */
function eachPlacePair(
  f: FunctionBuilder,
  { input, output }: Pick<NormBlock, "input" | "output">,
  visit: (places: [source: I32, target: I32]) => void,
): void {
  const isSame = output.rowBytes === input.rowBytes && output.insideBytes === input.insideBytes;
  if (isSame) return eachPlace(f, input, (place) => visit([place, place]));
  const { height, width, placeBytes } = input;
  f.loop(0, height, 1, (y) => {
    const source = f.let(y.mul(input.rowBytes).add(input.insideBytes), "source");
    const row = f.keep(y.mul(output.rowBytes).add(output.insideBytes));
    f.loop(row, row.add(width * placeBytes), placeBytes, (target) => {
      visit([source, target]);
      source.set(source.add(placeBytes));
    });
  });
}
