import { type Layer, type Shape, shapeLength, type TrainingPass } from "./layer.ts";
import { Parameter } from "./parameter.ts";

/** Keeps the division finite where a channel does not vary, as in PyTorch. */
export const NORM_EPSILON = 1e-5;

/** How far a step moves the running statistics towards its batch's, as in PyTorch. */
export const NORM_MOMENTUM = 0.1;

/**
 * Brings each channel to mean 0 and variance 1, then to a scale and a shift that are learned (Ioffe and
 * Szegedy, "Batch normalization", 2015):
 *
 *     normalized[n,c,i] = (input[n,c,i] - mean[c]) / sqrt(variance[c] + epsilon)
 *     output[n,c,i] = weight[c] * normalized[n,c,i] + bias[c]
 *
 * where i counts a map's places. In training, mean and variance are those of the batch, over n and i;
 * when the network is used, they are the running statistics that `observe` keeps of the batches.
 *
 * Input and output `[batch, channels, height, width]`, or `[batch, units]` with one place a channel;
 * weight, bias, running_mean and running_var `[channels]`, of which the last two are not trained.
 *
 * @example Two images of one unit
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const layer = new BatchNormLayer({ inputShape: [1] });
 * layer.weight.value.fill(2);
 * layer.bias.value.fill(10);
 * const output = new Float32Array(2);
 * layer.forward(Float32Array.of(3, 5), output, 2, { seed: 1, step: 0 });
 * assertAlmostEquals(output[0], 8, 1e-4);
 * assertAlmostEquals(output[1], 12, 1e-4);
 * ```
 */
export class BatchNormLayer implements Layer {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** `[channels]`, the scale. */
  readonly weight: Parameter;
  /** `[channels]`, the shift. */
  readonly bias: Parameter;
  /** `[channels]`, a running mean of the batches' means. */
  readonly runningMean: Parameter;
  /** `[channels]`, a running mean of the batches' variances (unbiased: divided by their count less 1). */
  readonly runningVariance: Parameter;
  readonly multiplyAdds: number;

  /** Makes a layer for maps or for vectors. */
  constructor(options: { inputShape: Shape }) {
    const { inputShape } = options;
    this.inputShape = inputShape;
    this.outputShape = inputShape;
    this.multiplyAdds = shapeLength(inputShape);
    const shape = [inputShape[0]];
    const fan = { in: 1, out: 1 };
    this.weight = new Parameter("weight", shape, fan);
    this.bias = new Parameter("bias", shape, fan);
    this.runningMean = new Parameter("running_mean", shape, fan, { isTrained: false });
    this.runningVariance = new Parameter("running_var", shape, fan, { isTrained: false });
  }

  get parameters(): Parameter[] {
    return [this.weight, this.bias, this.runningMean, this.runningVariance];
  }

  forward(input: Float32Array, output: Float32Array, batch: number, pass?: TrainingPass): void {
    for (let c = 0; c < this.weight.length; c++) {
      const { mean, variance } = pass ? this.#statisticsOf(input, c, batch) : {
        mean: this.runningMean.value[c],
        variance: this.runningVariance.value[c],
      };
      const scale = this.weight.value[c] / Math.sqrt(variance + NORM_EPSILON);
      const bias = this.bias.value[c];
      this.#eachPlane(c, batch, (start, end) => {
        for (let i = start; i < end; i++) output[i] = scale * (input[i] - mean) + bias;
      });
    }
  }

  /**
   * Every input of a channel moves its mean and variance, and so every output of it. With
   * `a` and `b` the means over the channel of `outputGradient` and of `outputGradient * normalized`:
   *
   *     inputGradient = weight / sqrt(variance + epsilon) * (outputGradient - a - normalized * b)
   */
  backward(
    input: Float32Array,
    _output: Float32Array,
    outputGradient: Float32Array,
    inputGradient: Float32Array | null,
    batch: number,
  ): void {
    const count = batch * this.#planeLength;
    for (let c = 0; c < this.weight.length; c++) {
      const { mean, variance } = this.#statisticsOf(input, c, batch);
      const inverse = 1 / Math.sqrt(variance + NORM_EPSILON);
      let sum = 0;
      let product = 0;
      this.#eachPlane(c, batch, (start, end) => {
        for (let i = start; i < end; i++) {
          sum += outputGradient[i];
          product += outputGradient[i] * (input[i] - mean) * inverse;
        }
      });
      this.weight.gradient[c] += product;
      this.bias.gradient[c] += sum;
      if (!inputGradient) continue;
      const scale = this.weight.value[c] * inverse;
      this.#eachPlane(c, batch, (start, end) => {
        for (let i = start; i < end; i++) {
          const normalized = (input[i] - mean) * inverse;
          inputGradient[i] = scale *
            (outputGradient[i] - sum / count - normalized * (product / count));
        }
      });
    }
  }

  observe(input: Float32Array, batch: number): void {
    const count = batch * this.#planeLength;
    const means = this.runningMean.value;
    const variances = this.runningVariance.value;
    for (let c = 0; c < this.weight.length; c++) {
      const { mean, variance } = this.#statisticsOf(input, c, batch);
      // One value has no spread that could be estimated: what is known stays.
      const unbiased = count > 1 ? variance * count / (count - 1) : variances[c];
      means[c] += NORM_MOMENTUM * (mean - means[c]);
      variances[c] += NORM_MOMENTUM * (unbiased - variances[c]);
    }
  }

  /** Places of a channel in one image. */
  get #planeLength(): number {
    return shapeLength(this.inputShape.slice(1));
  }

  #statisticsOf(input: Float32Array, c: number, batch: number): { mean: number; variance: number } {
    const count = batch * this.#planeLength;
    let sum = 0;
    this.#eachPlane(c, batch, (start, end) => {
      for (let i = start; i < end; i++) sum += input[i];
    });
    const mean = sum / count;
    let squares = 0;
    this.#eachPlane(c, batch, (start, end) => {
      for (let i = start; i < end; i++) squares += (input[i] - mean) ** 2;
    });
    return { mean, variance: squares / count };
  }

  /** Visits where channel `c` lies in each image. */
  #eachPlane(c: number, batch: number, visit: (start: number, end: number) => void): void {
    const length = this.#planeLength;
    for (let n = 0; n < batch; n++) {
      const start = (n * this.weight.length + c) * length;
      visit(start, start + length);
    }
  }
}
