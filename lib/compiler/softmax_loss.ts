/**
 * The softmax of an image's logits, its loss, and the gradient of both.
 *
 *     probability[i] = exp(logit[i] - largest) / sum over k of exp(logit[k] - largest)
 *     loss = -log(probability[label])
 *     logitGradient[i] = (probability[i] - (i is the label ? 1 : 0)) / count
 *
 * or with smoothed labels, as in the layers' cross-entropy,
 *
 *     spread = labelSmoothing / classes
 *     loss = -(1 - labelSmoothing) * log(probability[label]) - spread * sum over i of log(probability[i])
 *     logitGradient[i] = (probability[i] - spread - (i is the label ? 1 - labelSmoothing : 0)) / count
 *
 * Four classes at a time. Exponents are cut at -60, where a probability is 1e-26: what follows from
 * it stays clear of the denormal numbers, which are many times slower.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import { f32, f32x4, type I32, i32 } from "../wasm/values.ts";
import { FLOAT_BYTES, LANES, padded, VECTOR_BYTES } from "./map_layout.ts";
import { exp } from "./math/exp.ts";
import { log } from "./math/log.ts";

const LEAST_EXPONENT = -60;

/** The smallest probability of which a logarithm is taken, as in the layers' cross-entropy. */
const SMALLEST_PROBABILITY = 2 ** -126;

/** Emits an image's probabilities: replaces the logits, and writes them out without padding. */
export function emitSoftmax(
  f: FunctionBuilder,
  classes: number,
  at: { logits: I32; probabilities: I32 },
): void {
  const largest = f.let(f32.load(at.logits), "largest");
  f.loop(FLOAT_BYTES, classes * FLOAT_BYTES, FLOAT_BYTES, (offset) => {
    largest.set(largest.max(f32.load(at.logits.add(offset))));
  });
  const sum = f.let(f32.const(0), "sum");
  const shift = f.keep(f32x4.splat(largest));
  eachVectorOf(f, classes, (offset, lanes) => {
    const place = f.keep(at.logits.add(offset));
    const exponent = f.keep(f32x4.load(place).sub(shift).max(LEAST_EXPONENT));
    const power = f.keep(exp(f, exponent));
    f.store(place, 0, power);
    for (let lane = 0; lane < lanes; lane++) sum.set(sum.add(power.extractLane(lane)));
  });
  const divisor = f.keep(f32x4.splat(sum));
  eachVectorOf(f, classes, (offset, lanes) => {
    const place = f.keep(at.logits.add(offset));
    const probabilities = f.keep(f32x4.load(place).div(divisor));
    f.store(place, 0, probabilities);
    const target = f.keep(at.probabilities.add(offset));
    if (lanes === LANES) f.store(target, 0, probabilities);
    else {
      for (let lane = 0; lane < lanes; lane++) {
        f.storeLane(target, lane * FLOAT_BYTES, probabilities, lane);
      }
    }
  });
}

/** Emits an image's loss and the gradient of its logits, behind `emitSoftmax`. */
export function emitLoss(
  f: FunctionBuilder,
  classes: number,
  at: {
    probabilities: I32;
    label: I32;
    loss: I32;
    gradient: I32;
    count: I32;
    labelSmoothing?: number;
  },
): void {
  const { labelSmoothing = 0 } = at;
  const spread = labelSmoothing / classes;
  const count = f.keep(f32.convertI32U(at.count));
  const divisor = f.keep(f32x4.splat(count));
  const inside = f32x4.const(
    ...[0, 1, 2, 3].map((lane) => padded(classes) - LANES + lane < classes ? 1 : 0),
  );
  eachVectorOf(f, classes, (offset, lanes) => {
    const probabilities = f32x4.load(at.probabilities.add(offset));
    const quotient = (spread > 0 ? probabilities.sub(spread) : probabilities).div(divisor);
    f.store(at.gradient.add(offset), 0, lanes === LANES ? quotient : quotient.mul(inside));
  });
  const label = f.keep(at.label.mul(FLOAT_BYTES));
  const probability = f.keep(f32.load(at.probabilities.add(label)));
  f.store(at.gradient.add(label), 0, probability.sub(spread + 1 - labelSmoothing).div(count));
  const logarithm = log(f, probability.max(SMALLEST_PROBABILITY));
  if (spread === 0) {
    f.store(at.loss, 0, logarithm.neg());
    return;
  }
  const sum = f.let(f32.const(0), "sum");
  f.loop(0, classes * FLOAT_BYTES, FLOAT_BYTES, (offset) => {
    sum.set(sum.add(log(f, f32.load(at.probabilities.add(offset)).max(SMALLEST_PROBABILITY))));
  });
  f.store(at.loss, 0, logarithm.mul(labelSmoothing - 1).sub(sum.mul(spread)));
}

/** Visits all vectors of classes; the last one may have fewer lanes. */
function eachVectorOf(
  f: FunctionBuilder,
  classes: number,
  visit: (offset: I32, lanes: number) => void,
): void {
  const rest = classes % LANES;
  const whole = (classes - rest) * FLOAT_BYTES;
  f.loop(0, whole, VECTOR_BYTES, (offset) => visit(offset, LANES));
  if (rest > 0) visit(i32.const(whole), rest);
}
