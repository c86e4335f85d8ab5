import { type Layer, requireWholeNumber, type Shape, shapeLength } from "./layer.ts";
import { Parameter } from "./parameter.ts";

/** What a `DenseLayer` is made from. */
export interface DenseOptions {
  /** Any shape; the layer reads it as one row of values. */
  inputShape: Shape;
  /** Outputs. */
  units: number;
  /** Whether each output adds a number of its own; true if absent. */
  bias?: boolean;
}

/**
 * Connects every input with every output.
 *
 *     output[n,i] = bias[i] + sum over j of weight[i,j] * input[n,j]
 *
 * Input `[batch, inputs]` (maps are read in the order channel, row, column), output `[batch, units]`,
 * weight `[units, inputs]`, bias `[units]`, all row-major. Here i counts outputs and j inputs.
 *
 * @example Two outputs of three inputs
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new DenseLayer({ inputShape: [3], units: 2 });
 * layer.weight.value.set([1, 2, 3, 0, 0, -1]);
 * const output = new Float32Array(2);
 * layer.forward(Float32Array.of(1, 10, 100), output, 1);
 * assertEquals(output, Float32Array.of(321, -100));
 * ```
 */
export class DenseLayer implements Layer {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** `[units, inputs]` */
  readonly weight: Parameter;
  /** `[units]`, or null for a layer without bias. */
  readonly bias: Parameter | null;

  /**
   * Works out the shapes.
   *
   * @throws {RangeError} If `units` is not a whole number of at least 1.
   */
  constructor(options: DenseOptions) {
    const { inputShape, units, bias = true } = options;
    requireWholeNumber("a dense layer", "units", units, 1);
    const fan = { in: shapeLength(inputShape), out: units };
    this.inputShape = inputShape;
    this.outputShape = [units];
    this.weight = new Parameter("weight", [units, fan.in], fan);
    this.bias = bias ? new Parameter("bias", [units], fan) : null;
  }

  get parameters(): Parameter[] {
    return this.bias ? [this.weight, this.bias] : [this.weight];
  }

  get multiplyAdds(): number {
    return this.weight.length;
  }

  forward(input: Float32Array, output: Float32Array, batch: number): void {
    const [units, inputs] = this.weight.shape;
    const weight = this.weight.value;
    const bias = this.bias?.value;

    for (let n = 0; n < batch; n++) {
      for (let i = 0; i < units; i++) {
        let sum = bias ? bias[i] : 0;
        for (let j = 0; j < inputs; j++) sum += weight[i * inputs + j] * input[n * inputs + j];
        output[n * units + i] = sum;
      }
    }
  }

  backward(
    input: Float32Array,
    _output: Float32Array,
    outputGradient: Float32Array,
    inputGradient: Float32Array | null,
    batch: number,
  ): void {
    const [units, inputs] = this.weight.shape;
    const weight = this.weight.value;
    const weightGradient = this.weight.gradient;
    const biasGradient = this.bias?.gradient;
    inputGradient?.fill(0, 0, batch * inputs);

    for (let n = 0; n < batch; n++) {
      for (let i = 0; i < units; i++) {
        const gradient = outputGradient[n * units + i];
        if (gradient === 0) continue;
        if (biasGradient) biasGradient[i] += gradient;
        // Forward: sum += weight[i,j] * input[n,j]
        for (let j = 0; j < inputs; j++) {
          weightGradient[i * inputs + j] += gradient * input[n * inputs + j];
        }
        if (!inputGradient) continue;
        for (let j = 0; j < inputs; j++) {
          inputGradient[n * inputs + j] += gradient * weight[i * inputs + j];
        }
      }
    }
  }
}
