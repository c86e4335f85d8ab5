/** Images of one size and what they show. */
export interface LabelledImages {
  /** How many. */
  readonly count: number;
  /** Rows of an image. */
  readonly height: number;
  /** Columns of an image. */
  readonly width: number;
  /** `[count, height, width]`, 0 background to 255 ink. */
  readonly images: Uint8Array;
  /** `[count]` */
  readonly labels: Uint8Array;
}

/** How many images several sets have together. */
export function countImages(sets: readonly LabelledImages[]): number {
  return sets.reduce((sum, { count }) => sum + count, 0);
}

/** The `count` images from number `first` on: views, not copies. */
export function slice(images: LabelledImages, first: number, count: number): LabelledImages {
  const length = images.height * images.width;
  return {
    count,
    height: images.height,
    width: images.width,
    images: images.images.subarray(first * length, (first + count) * length),
    labels: images.labels.subarray(first, first + count),
  };
}
