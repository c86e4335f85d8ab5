import { ActivationLayer } from "./activation_layer.ts";

/** The hyperbolic tangent: `output = tanh(input)` in -1..1, derivative `1 - output^2`. */
export class TanhLayer extends ActivationLayer {
  /** The function itself. */
  protected activate(input: Float32Array, output: Float32Array, length: number): void {
    for (let i = 0; i < length; i++) output[i] = Math.tanh(input[i]);
  }

  /** Its derivative. */
  protected derive(output: Float32Array, gradient: Float32Array, length: number): void {
    for (let i = 0; i < length; i++) gradient[i] = 1 - output[i] * output[i];
  }
}
