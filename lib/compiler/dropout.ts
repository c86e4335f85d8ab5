/**
 * Dropout in training, and nothing where a training module only answers.
 *
 *     number[c,y,x] = draw(imageKey, unit)             unit = (c height + y) width + x
 *     mask = number < threshold ? no bits : all bits
 *     output = mask & (scale * input)                  inputGradient = mask & (scale * outputGradient)
 *
 * The numbers are those of `layers/dropout_mask.ts`, where a step of the unit is a step of the key: four
 * channels of a place are drawn at once, and the next four by adding a constant. Masks are stored for the
 * way back, `[y][x][channels]`, four bytes a value.
 */

import { DRAW } from "../layers/dropout_mask.ts";
import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { ModuleBuilder } from "../wasm/module_builder.ts";
import { f32x4, type I32, i32, type I32x4, i32x4 } from "../wasm/values.ts";
import type { WasmFunction } from "../wasm/wasm_function.ts";
import type { DropoutBlock } from "./block.ts";
import { COMMAND, controlWord } from "./control.ts";
import { LANES, VECTOR_BYTES } from "./map_layout.ts";

/** `(input, output, masks, n)`: addresses of the maps of one image, and its place in the batch. */
export type DropoutForwardFunction = WasmFunction<
  readonly ["i32", "i32", "i32", "i32"],
  readonly []
>;

/** Bytes of an image's masks. */
export function maskBytes({ output: { height, width, placeBytes } }: DropoutBlock): number {
  return height * width * placeBytes;
}

/**
 * Defines `<name>_forward`.
 *
 * @param options.control Where the control region begins, whose words tell the command and the step.
 */
export function defineDropoutForward(
  module: ModuleBuilder,
  block: DropoutBlock,
  options: { control: number; isTraining: boolean },
): DropoutForwardFunction {
  const { control, isTraining } = options;
  return module.function(
    `${block.name}_forward`,
    { parameters: ["i32", "i32", "i32", "i32"] },
    (f, from, to, masks, n) => {
      if (!isTraining) return emitCopy(f, block, from, to);
      f.if(
        controlWord(control, "command").eq(COMMAND.forward),
        () => emitCopy(f, block, from, to),
        () => {
          const layerKey = emitDraw(f, controlWord(control, "stepKey"), block.layer.index);
          emitMasked(f, block, { from, to, masks, imageKey: emitDraw(f, layerKey, n) });
        },
      );
    },
  );
}

/** Emits number `index` of those that belong to `key`: see `draw`. */
function emitDraw(f: FunctionBuilder, key: I32, index: I32 | number): I32 {
  const step = typeof index === "number"
    ? i32.const(Math.imul(index, DRAW.stride))
    : index.mul(DRAW.stride);
  let z = f.keep(key.add(step));
  for (const { shift, factor } of DRAW.rounds) z = f.keep(z.xor(z.shrU(shift)).mul(factor));
  return f.keep(z.xor(z.shrU(DRAW.lastShift)));
}

/** Emits the same for four keys and the index 0. */
function emitDrawVector(f: FunctionBuilder, keys: I32x4): I32x4 {
  let z = keys;
  for (const { shift, factor } of DRAW.rounds) {
    z = f.keep(z.xor(z.shrU(shift)).mul(i32x4.const(factor | 0)));
  }
  return f.keep(z.xor(z.shrU(DRAW.lastShift)));
}

function emitCopy(f: FunctionBuilder, { input, output }: DropoutBlock, from: I32, to: I32): void {
  f.loop(0, output.height, 1, (y) => {
    const source = from.add(y.mul(input.rowBytes)).add(input.insideBytes);
    const target = to.add(y.mul(output.rowBytes)).add(output.insideBytes);
    f.memory.copy(target, source, output.width * output.placeBytes);
  });
}

function emitMasked(
  f: FunctionBuilder,
  block: DropoutBlock,
  at: { from: I32; to: I32; masks: I32; imageKey: I32 },
): void {
  const { layer: { scale, threshold }, output: { height, width } } = block;
  // From a channel to the next, and from a place to the next.
  const channelStep = Math.imul(height * width, DRAW.stride);
  const lanes = Array.from({ length: LANES }, (_, lane) => Math.imul(lane, channelStep));
  const placeKey = f.let(at.imageKey, "placeKey");
  eachPlace(f, block, (place) => {
    const keys = f.let(i32x4.splat(placeKey).add(i32x4.const(...lanes)), "keys");
    f.loop(0, block.output.placeBytes, VECTOR_BYTES, (channels) => {
      const isKept = f.keep(emitDrawVector(f, keys).geU(i32x4.const(threshold | 0)));
      const value = f32x4.load(at.from.add(place.input).add(channels)).mul(scale);
      f.store(at.to.add(place.output).add(channels), 0, value.and(isKept.asF32x4()));
      f.store(at.masks.add(place.mask).add(channels), 0, isKept);
      keys.set(keys.add(i32x4.const(Math.imul(LANES, channelStep))));
    });
    placeKey.set(placeKey.add(DRAW.stride));
  });
}

/** Defines `<name>_backward(masks, outputGradient, inputGradient)`. */
export function defineDropoutBackward(
  module: ModuleBuilder,
  block: DropoutBlock,
): WasmFunction<readonly ["i32", "i32", "i32"], readonly []> {
  return module.function(
    `${block.name}_backward`,
    { parameters: ["i32", "i32", "i32"] },
    (f, masks, outputGradient, inputGradient) => {
      eachPlace(f, block, (place) => {
        f.loop(0, block.output.placeBytes, VECTOR_BYTES, (channels) => {
          const mask = f32x4.load(masks.add(place.mask).add(channels));
          const gradient = f32x4.load(outputGradient.add(place.output).add(channels));
          const target = inputGradient.add(place.input).add(channels);
          f.store(target, 0, gradient.mul(block.layer.scale).and(mask));
        });
      });
    },
  );
}

/** Visits the places of a map, row by row: their distances from the beginnings of maps and masks. */
function eachPlace(
  f: FunctionBuilder,
  { input, output }: DropoutBlock,
  visit: (place: { input: I32; output: I32; mask: I32 }) => void,
): void {
  f.loop(0, output.height, 1, (y) => {
    f.loop(0, output.width, 1, (x) => {
      const [inputPlace, outputPlace] = [input, output].map((layout) =>
        f.keep(y.mul(layout.rowBytes).add(x.mul(layout.placeBytes)).add(layout.insideBytes))
      );
      const mask = f.keep(y.mul(output.width).add(x).mul(output.placeBytes));
      visit({ input: inputPlace, output: outputPlace, mask });
    });
  });
}
