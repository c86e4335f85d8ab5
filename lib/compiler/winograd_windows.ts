import type { ConvolutionLayer } from "../layers/convolution_layer.ts";
import type { Activation } from "../network/architecture.ts";
import type { Spare } from "./map_layout.ts";

/** Fewer input channels do not pay for Winograd's transforms. */
const LEAST_CHANNELS = 4;

/** Rows and columns of the windows of a pooling, and of the smallest windows of outputs. */
const SMALL_SIDE = 2;

/** Those of windows of outputs of 3x3 weights, as a rule. */
const LARGE_SIDE = 4;

/**
 * What a product costs, in those of the smallest windows, by the rows and columns of windows of outputs:
 * the larger they are, the more their transforms cost. Where they are odd, a pooling has to wait for all
 * of them.
 */
const PRODUCT_COSTS: Readonly<Record<number, number>> = { 2: 1, 4: 1.1, 5: 1.5 };

/** The windows of outputs that Winograd's method cuts a convolution's map into. */
export interface WinogradWindows {
  /** Rows and columns of outputs in a window. */
  readonly outputs: number;
  /** Rows of windows, and columns; the last may reach over the map's end. */
  readonly rows: number;
  readonly columns: number;
}

/** What Winograd's method computes of a convolution. */
export interface WinogradPlan {
  /** The windows of the way forward. */
  readonly forward: WinogradWindows;
  /** Whether sums of nothing but zeros have to be made zeros: see `winograd_zeros.ts`. */
  readonly keepsZeros: boolean;
  /**
   * The windows by which the gradient of the weights is summed; null where a pooling has made the
   * output's gradient so sparse that lists are faster, or where nothing is trained.
   */
  readonly backward: WinogradWindows | null;
}

/** What a convolution is computed with. */
export interface ConvolutionContext {
  /** Whether a pooling of 2x2 follows, with the same kernel. */
  isPooled: boolean;
  activation: Activation | null;
  isTraining: boolean;
}

/**
 * Whether and how Winograd's method serves a convolution: one of stride 1, 3x3 or, before a pooling, 5x5,
 * with four or more channels. Without a pooling also with four or more rows and columns, and a padding
 * that the way back can mirror.
 */
export function planWinograd(
  layer: ConvolutionLayer,
  { isPooled, activation, isTraining }: ConvolutionContext,
): WinogradPlan | null {
  const { inputShape: [channels], outputShape: [, height, width], size, stride, padding } = layer;
  if (stride > 1 || channels < LEAST_CHANNELS) return null;
  const isFitting = size === 3 && padding < size && Math.min(height, width) >= LARGE_SIDE;
  if (isPooled ? size !== 3 && size !== 5 : !isFitting) return null;
  const forward = windowsOf(layer, { isPooled });
  return {
    forward,
    keepsZeros: isTraining && activation === "relu" && forward.outputs > SMALL_SIDE,
    backward: isTraining && !isPooled ? windowsOf(layer) : null,
  };
}

/** Cuts a convolution's map into windows: those whose products cost least. */
export function windowsOf(
  { size, outputShape: [, height, width] }: ConvolutionLayer,
  { isPooled = false } = {},
): WinogradWindows {
  const sides = size > 3 ? [2] : isPooled ? [5, 4, 2] : [4, 2];
  const cut = (outputs: number) => {
    const count = (length: number) =>
      Math.ceil((isPooled ? length - length % SMALL_SIDE : length) / outputs);
    return { outputs, rows: count(height), columns: count(width) };
  };
  const cost = ({ outputs, rows, columns }: WinogradWindows) =>
    rows * columns * (outputs + size - 1) ** 2 * PRODUCT_COSTS[outputs];
  return sides.map(cut).reduce((best, other) => cost(other) <= cost(best) ? other : best);
}

/** How far the last windows reach over the end of a map of `height` x `width` outputs. */
export function spareOf(
  windows: readonly WinogradWindows[],
  [height, width]: readonly [height: number, width: number],
): Spare {
  const over = (length: number, end: (windows: WinogradWindows) => number) =>
    Math.max(0, ...windows.map((cut) => end(cut) - length));
  return {
    rows: over(height, ({ rows, outputs }) => rows * outputs),
    columns: over(width, ({ columns, outputs }) => columns * outputs),
  };
}
