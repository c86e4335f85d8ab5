/** Images as other hands and pens would have written them. */
import { IMAGE_SIDE } from "./mnist_convention.ts";
import { thicken } from "./thicken.ts";

/** By how much variants are turned, in radians: seven degrees. */
const TURN = 0.12;

/** The size of the smaller variant. */
const SMALLER = 0.93;

/** By how much strokes are thicker on either side, in pixels. */
const THICKER = 0.5;

/**
 * Draws an image of 28x28 pixels a little differently: turned to either side, smaller, and with thicker
 * strokes. What is read of all of them together is surer than what is read of one.
 */
export function variantsOf(image: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const ink = { width: IMAGE_SIDE, height: IMAGE_SIDE, pixels: image };
  return [
    turn(image, { angle: TURN, size: 1 }),
    turn(image, { angle: -TURN, size: 1 }),
    turn(image, { angle: 0, size: SMALLER }),
    thicken(ink, THICKER).pixels,
  ];
}

/** Turns an image clockwise around its middle, and scales it; between pixels it runs linearly. */
function turn(
  image: Uint8Array,
  { angle, size }: { angle: number; size: number },
): Uint8Array<ArrayBuffer> {
  const middle = (IMAGE_SIDE - 1) / 2;
  const [cosine, sine] = [Math.cos(angle) / size, Math.sin(angle) / size];
  const turned = new Uint8Array(image.length);
  for (let y = 0, i = 0; y < IMAGE_SIDE; y++) {
    for (let x = 0; x < IMAGE_SIDE; x++, i++) {
      const [right, down] = [x - middle, y - middle];
      const from = {
        x: middle + cosine * right + sine * down,
        y: middle + cosine * down - sine * right,
      };
      turned[i] = Math.round(valueAt(image, from));
    }
  }
  return turned;
}

/** The value between pixels; 0 beyond the sides. */
function valueAt(image: Uint8Array, { x, y }: { x: number; y: number }): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [x - left, y - top];
  const at = (column: number, row: number) =>
    column >= 0 && column < IMAGE_SIDE && row >= 0 && row < IMAGE_SIDE
      ? image[row * IMAGE_SIDE + column]
      : 0;
  return (1 - v) * ((1 - u) * at(left, top) + u * at(left + 1, top)) +
    v * ((1 - u) * at(left, top + 1) + u * at(left + 1, top + 1));
}
