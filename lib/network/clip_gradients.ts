/**
 * Shortens gradients that are too long, all by the same factor, so that their direction stays:
 *
 *     norm = square root of the sum of all squared gradients
 *     gradient = gradient * min(1, clipNorm / (norm + 1e-6))
 *
 * As PyTorch's `clip_grad_norm_`; Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent
 * neural networks", 2013.
 *
 * @param gradients Changed in place.
 * @param clipNorm The longest that they may be, above 0.
 */
export function clipGradients(gradients: Float32Array, clipNorm: number): void {
  let squares = 0;
  for (const gradient of gradients) squares += gradient * gradient;
  const factor = Math.min(1, clipNorm / (Math.sqrt(squares) + CLIP_EPSILON));
  for (let i = 0; i < gradients.length; i++) gradients[i] *= factor;
}

/** Keeps the quotient finite where all gradients are zero. */
export const CLIP_EPSILON = 1e-6;
