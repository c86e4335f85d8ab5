/** A picture without colour, the form that every step from a picture file to a digit works on. */
export interface GreyPicture {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /**
   * `[height, width]`: of a picture its luminance, 0 black to 255 white; of ink, how much of it
   * there is, 0 none to 255 full.
   */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** A rectangle of whole pixels: columns `x` to `x + width - 1`, rows `y` to `y + height - 1`. */
export interface Box {
  /** The leftmost column. */
  readonly x: number;
  /** The topmost row. */
  readonly y: number;
  /** Columns, at least 1. */
  readonly width: number;
  /** Rows, at least 1. */
  readonly height: number;
}
