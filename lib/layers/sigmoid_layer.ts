import { ActivationLayer } from "./activation_layer.ts";

/** The logistic function: `output = 1 / (1 + exp(-input))` in 0..1, derivative `output * (1 - output)`. */
export class SigmoidLayer extends ActivationLayer {
  /** The function itself. */
  protected activate(input: Float32Array, output: Float32Array, length: number): void {
    for (let i = 0; i < length; i++) output[i] = 1 / (1 + Math.exp(-input[i]));
  }

  /** Its derivative. */
  protected derive(output: Float32Array, gradient: Float32Array, length: number): void {
    for (let i = 0; i < length; i++) gradient[i] = output[i] * (1 - output[i]);
  }
}
