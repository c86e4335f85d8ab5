import { type Shape, shapeLength } from "./layer.ts";

/**
 * A tensor of a layer, as a rule trainable: its values and the loss's gradient with respect to them, row-major.
 *
 * Describing a network costs no memory: the arrays appear when they are first touched, or when a
 * network gives all its parameters places in one array with `bind`.
 */
export class Parameter {
  /** "weight", "bias", or the name of a statistic. */
  readonly name: string;
  /** Axis lengths, slowest first. */
  readonly shape: Shape;
  /** The number of elements. */
  readonly length: number;
  /** How many inputs each output sums over: what the scale of initial weights is derived from. */
  readonly fanIn: number;
  /** How many outputs each input contributes to. */
  readonly fanOut: number;
  /** Whether gradients change it; what is not trained is kept and saved all the same. */
  readonly isTrained: boolean;

  #value: Float32Array | null = null;
  #gradient: Float32Array | null = null;

  /** Describes a tensor; `fan` counts what each output sums over and each input contributes to. */
  constructor(
    name: string,
    shape: Shape,
    fan: { in: number; out: number },
    options: { isTrained?: boolean } = {},
  ) {
    this.name = name;
    this.shape = shape;
    this.length = shapeLength(shape);
    this.fanIn = fan.in;
    this.fanOut = fan.out;
    this.isTrained = options.isTrained ?? true;
  }

  /** The values, `[...shape]`. */
  get value(): Float32Array {
    return this.#value ??= new Float32Array(this.length);
  }

  /** The loss's gradient with respect to the values, `[...shape]`. */
  get gradient(): Float32Array {
    return this.#gradient ??= new Float32Array(this.length);
  }

  /**
   * Makes `value` and `gradient` views of `length` elements of the given arrays, from `offset` on, and
   * moves into them what has been written so far.
   */
  bind(values: Float32Array, gradients: Float32Array, offset: number): void {
    this.#value = moved(this.#value, values.subarray(offset, offset + this.length));
    this.#gradient = moved(this.#gradient, gradients.subarray(offset, offset + this.length));
  }
}

function moved(from: Float32Array | null, to: Float32Array): Float32Array {
  if (from) to.set(from);
  return to;
}
