import { ActivationLayer } from "./activation_layer.ts";

/** The rectified linear unit: `output = max(0, input)`, derivative 1 where the output is positive. */
export class ReLULayer extends ActivationLayer {
  /** The function itself. */
  protected activate(input: Float32Array, output: Float32Array, length: number): void {
    for (let i = 0; i < length; i++) output[i] = input[i] < 0 ? 0 : input[i];
  }

  /** Its derivative. */
  protected derive(output: Float32Array, gradient: Float32Array, length: number): void {
    for (let i = 0; i < length; i++) gradient[i] = output[i] > 0 ? 1 : 0;
  }
}
