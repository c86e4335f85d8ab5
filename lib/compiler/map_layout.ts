/**
 * How one image's values lie in the module's memory: channels last.
 *
 *     float index of (c, y, x) = ((y + border) * rowPlaces + x + border) * channelStride + c
 *
 * All channels of a place are neighbours, so that a window's row is one run of floats, whatever the
 * number of channels. Channels are padded with zeros to whole vectors of four; only a one-channel
 * image is not, where a window's row is a run of pixels. The border holds the zeros that a padded
 * convolution reads; a kernel that reads whole windows may want more of them behind the last row and
 * column. A plain vector is a map of height and width 1.
 */

import { type Shape, shapeLength } from "../layers/layer.ts";

/** Floats in a vector. */
export const LANES = 4;

/** Bytes of a vector. */
export const VECTOR_BYTES = 16;

/** Bytes of a float. */
export const FLOAT_BYTES = 4;

/** The layout of one image's maps, or of a vector. */
export interface MapLayout {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Rows and columns of zeros on each side. */
  readonly border: number;
  /** Floats from one place to the next. */
  readonly channelStride: number;
  /** Bytes from one place to the next. */
  readonly placeBytes: number;
  /** Bytes from one row to the next. */
  readonly rowBytes: number;
  /** Bytes from the beginning to the first value inside the border. */
  readonly insideBytes: number;
  /** Bytes of everything, with a vector of slack for reads that end in the middle of one. */
  readonly lengthBytes: number;
}

/** Rows and columns of zeros behind those of a map's border. */
export interface Spare {
  readonly rows: number;
  readonly columns: number;
}

/** No more zeros than a border's. */
export const NO_SPARE: Spare = { rows: 0, columns: 0 };

/** `length` rounded up to whole vectors. */
export function padded(length: number): number {
  return Math.ceil(length / LANES) * LANES;
}

/**
 * The layout of values of a shape.
 *
 * @param shape `[channels, height, width]` or `[units]`.
 * @param options.border Rows and columns of zeros on each side; none if absent.
 * @param options.spare Rows and columns of zeros behind the border; none if absent.
 * @param options.isImage Whether this is what a network is given.
 */
export function mapLayout(
  shape: Shape,
  options: { border?: number; spare?: Spare; isImage?: boolean } = {},
): MapLayout {
  const { border = 0, spare = NO_SPARE, isImage = false } = options;
  const [channels, height, width] = shape.length === 3 ? shape : [shapeLength(shape), 1, 1];
  const channelStride = isImage && channels === 1 ? 1 : padded(channels);
  const placeBytes = channelStride * FLOAT_BYTES;
  const rowBytes = (width + 2 * border + spare.columns) * placeBytes;
  const bytes = (height + 2 * border + spare.rows) * rowBytes;
  return {
    channels,
    height,
    width,
    border,
    channelStride,
    placeBytes,
    rowBytes,
    insideBytes: border * (rowBytes + placeBytes),
    lengthBytes: Math.ceil(bytes / VECTOR_BYTES + 1) * VECTOR_BYTES,
  };
}

/** The float index at which each value of PyTorch's order `[channels, height, width]` lies. */
export function placesOf(layout: MapLayout): Int32Array {
  const { channels, height, width } = layout;
  const places = new Int32Array(channels * height * width);
  let index = 0;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const bytes = layout.insideBytes + y * layout.rowBytes + x * layout.placeBytes;
        places[index++] = bytes / FLOAT_BYTES + c;
      }
    }
  }
  return places;
}
